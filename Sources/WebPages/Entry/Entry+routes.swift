internal import Bookkeeping
internal import Causality
internal import Hummingbird
internal import Records

/// Taking in a matter: the form, the page to check it, saving.
struct EntryRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("entry") { request, context in try await choose(request, context) }
        group.get("entry/:register") { request, context in
            try await form(try await model(context), request, context)
        }
        group.post("entry/:register/check") { request, context in try await check(request, context)
        }
        group.post("entry/:register/save") { request, context in try await save(request, context) }
    }

    private func choose(_ request: Request, _ context: PageContext) async throws -> Response {
        let registers = try await node.recordableRegisters(for: try context.signedIn())
        if registers.count == 1, let only = registers.first {
            return Answers.seeOther(PagePath(["entry", only.id]))
        }
        return try await node.page("登记", way: .entry, request, context) { _ in
            Tag.h1 { "要登记什么？" }
            if registers.isEmpty { Tag.p { "您的角色在本级没有要登记的内容。" } }
            Tag.ul(.class("tabs")) {
                for register in registers {
                    Tag.li { Tag.a(.href(PagePath(["entry", register.id]))) { register.title } }
                }
            }
        }
    }

    private func model(_ context: PageContext, sent: SentForm? = nil) async throws -> EntryModel {
        let register = try context.part("register")
        return try await node.entryModel(register, sent: sent, for: try context.signedIn())
    }

    private func form(
        _ model: EntryModel,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visitor = try context.signedIn()
        let title = "登记：\(model.definition.title)"
        return try await node.page(title, way: .entry, request, context, status: status) { _ in
            model.content(for: visitor)
        }
    }

    private func check(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        var model = try await model(context, sent: context.form)
        let step = context.form["step"] ?? "check"
        if step.hasPrefix("rows:") {
            model.form.addSpareRows(to: String(step.dropFirst(5)))
            return try await form(model, request, context)
        }
        let checked = RecordValidation.check(
            model.form.given(isNew: true),
            for: .record,
            in: model.definition
        )
        model.form.faults = checked.faults.map { fault in
            EntryFault(field: fault.field, reason: fault.reason.rawValue, message: fault.message)
        }
        guard model.form.faults.isEmpty else {
            return try await form(model, request, context, status: .unprocessableContent)
        }
        let title = "核对：\(model.definition.title)"
        let shown = model
        return try await node.page(title, way: .entry, request, context) { _ in
            shown.checkContent(for: visitor)
        }
    }

    private func save(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        var model = try await model(context, sent: context.form)
        guard context.form["step"] == "save" else {
            return try await form(model, request, context)
        }
        do {
            let record = try await node.save(model, by: visitor)
            return Answers.seeOther(PagePath(["receipt", model.definition.id, record.text]))
        } catch BookkeepingError.invalid(let faults) {
            model.form.faults = faults
            return try await form(model, request, context, status: .unprocessableContent)
        }
    }
}
