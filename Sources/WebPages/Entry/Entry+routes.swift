internal import Bookkeeping
internal import Causality
internal import Hummingbird
internal import Records
internal import Store

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
            EntryChoice(registers).content
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
        var shown = model
        if request.method == .get {
            shown.draft = node.drafts.draft(of: visitor.account.name, in: model.definition.id)
        }
        let filled = shown
        return try await node.page(
            "登记：\(model.definition.title)",
            way: .entry,
            request,
            context,
            status: status,
            formStep: "check"
        ) { _ in
            filled.content(for: visitor)
        }
    }

    private func checkPage(
        _ model: EntryModel,
        _ request: Request,
        _ context: PageContext
    ) async throws -> Response {
        let visitor = try context.signedIn()
        return try await node.page(
            "核对：\(model.definition.title)",
            way: .entry,
            request,
            context,
            formStep: "save"
        ) { _ in
            model.checkContent(for: visitor)
        }
    }

    private func check(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        var model = try await model(context, sent: context.form)
        let register = model.definition.id
        let step = context.form[PostForm.stepField] ?? "check"
        if step == "discard" {
            node.drafts.drop(of: visitor.account.name, in: register)
            return Answers.seeOther(PagePath(["entry", register]))
        }
        node.drafts.keep(context.form, of: visitor.account.name, in: register)
        if let size = TextSize(step: step) {
            return try await context.resized(to: size) { try await form(model, request, $0) }
        }
        if step == "edit" { return try await form(model, request, context) }
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
        model.warnings = try await node.withBooks { [model] books in
            try books.warnings(register, model.form.given(isNew: true))
        }
        return try await checkPage(model, request, context)
    }

    private func save(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        var model = try await model(context, sent: context.form)
        // Without a button, as a key pressed in the form or a script sends it, it is the first one.
        let step = context.form[PostForm.stepField] ?? "save"
        if let size = TextSize(step: step) {
            return try await context.resized(to: size) { try await checkPage(model, request, $0) }
        }
        guard step == "save" else { return try await form(model, request, context) }
        var status = HTTPResponse.Status.unprocessableContent
        do {
            let record = try await node.save(model, by: visitor)
            node.drafts.remember(model.form, of: visitor.account.name)
            node.drafts.drop(of: visitor.account.name, in: model.definition.id)
            return Answers.seeOther(PagePath(["receipt", model.definition.id, record.text]))
        } catch BookkeepingError.invalid(let faults) {
            model.form.faults = faults
        } catch let error as BookkeepingError {
            model.refusal = PlainSentence.of(error)
        } catch let error as StoreError {
            model.refusal = error.sentence
            status = .serviceUnavailable
        }
        return try await form(model, request, context, status: status)
    }
}

extension PageContext {
    /// The same page in another size of text, which the browser then keeps.
    func resized(
        to size: TextSize,
        _ page: (PageContext) async throws -> Response
    ) async throws -> Response {
        var context = self
        context.textSize = size
        var response = try await page(context)
        Answers.keep(size, in: &response)
        return response
    }
}
