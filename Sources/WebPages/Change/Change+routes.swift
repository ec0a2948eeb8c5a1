internal import Bookkeeping
internal import Causality
internal import Hummingbird
internal import Records
internal import Store

/// Correcting a record and moving it on.
struct ChangeRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        for path in ["record/:register/:record/change", "record/:register/:record/step/:step"] {
            group.get(RouterPath(path)) { request, context in
                try await show(try await model(request, context), request, context)
            }
            group.post(RouterPath(path)) { request, context in try await save(request, context) }
        }
    }

    private func model(
        _ request: Request,
        _ context: PageContext,
        sent: SentForm? = nil
    ) async throws -> ChangeModel {
        try await node.changeModel(
            try context.part("register"),
            try context.part("record"),
            step: context.parameters.get("step") == nil ? nil : try context.part("step"),
            only: request.asked["field"],
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
        return try await node.page(
            model.title,
            way: .ledger,
            request,
            context,
            status: status,
            formStep: "save"
        ) { _ in
            model.content(for: visitor)
        }
    }

    private func save(_ request: Request, _ context: PageContext) async throws -> Response {
        var model = try await model(request, context, sent: context.form)
        let step = context.form[PostForm.stepField] ?? "save"
        if let size = TextSize(step: step) {
            return try await context.resized(to: size) { try await show(model, request, $0) }
        }
        if step == "edit" { return try await show(model, request, context) }
        if step.hasPrefix("rows:") {
            model.form.addSpareRows(to: String(step.dropFirst(5)))
            return try await show(model, request, context)
        }
        var status = HTTPResponse.Status.unprocessableContent
        do {
            let record = try await node.change(model, by: try context.signedIn())
            return Answers.seeOther(
                PagePath(
                    ["record", model.record.definition.id, record.text],
                    query: [("saved", "1")]
                )
            )
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
            model.isReasonMissing = error == .reasonMissing
        } catch let error as StoreError {
            model.refusal = error.sentence
            status = .serviceUnavailable
        }
        return try await show(model, request, context, status: status)
    }
}
