internal import Bookkeeping
internal import Causality
internal import Hummingbird
internal import Records

/// Correcting a record and moving it on.
struct ChangeRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        for path in ["record/:register/:record/change", "record/:register/:record/step/:step"] {
            group.get(RouterPath(path)) { request, context in
                try await show(try await model(context), request, context)
            }
            group.post(RouterPath(path)) { request, context in try await save(request, context) }
        }
    }

    private func model(_ context: PageContext, sent: SentForm? = nil) async throws -> ChangeModel {
        try await node.changeModel(
            try context.part("register"),
            try context.part("record"),
            step: context.parameters.get("step") == nil ? nil : try context.part("step"),
            sent: sent,
            for: try context.signedIn()
        )
    }

    private func show(
        _ model: ChangeModel,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visitor = try context.signedIn()
        return try await node.page(model.title, way: .ledger, request, context, status: status) {
            _ in
            model.content(for: visitor)
        }
    }

    private func save(_ request: Request, _ context: PageContext) async throws -> Response {
        var model = try await model(context, sent: context.form)
        let step = context.form["step"] ?? "save"
        if step.hasPrefix("rows:") {
            model.form.addSpareRows(to: String(step.dropFirst(5)))
            return try await show(model, request, context)
        }
        do {
            let record = try await node.change(model, by: try context.signedIn())
            return Answers.seeOther(PagePath(["record", model.record.definition.id, record.text]))
        } catch BookkeepingError.invalid(let faults) {
            model.form.faults = faults
        } catch BookkeepingError.transition(.missing(let name, let fields, let labels)) {
            // The steps' needs, each shown at its field.
            model.form.faults = zip(fields, labels).map { field, label in
                let message = "“\(name)”要先填“\(label)”。"
                return EntryFault(field: field, reason: "required", message: message)
            }
        } catch let error as BookkeepingError {
            model.refusal = PlainSentence.of(error)
        }
        return try await show(model, request, context, status: .unprocessableContent)
    }
}
