internal import Bookkeeping
internal import Causality
internal import Credentials
internal import Hummingbird
internal import Records
internal import Store

/// Taking in a matter, or writing a letter: the form, the page to check it, saving.
struct EntryRoutes: Sendable {
    let node: PagesNode
    /// Whether what is written is sealed to the root instead of recorded.
    var sealsLetters = false

    func add(to group: RouterGroup<PageContext>) {
        let path = sealsLetters ? "seal" : "entry"
        if !sealsLetters {
            group.get("entry") { request, context in try await choose(request, context) }
        }
        group.get("\(path)/:register") { request, context in
            try await form(try await model(context), request, context)
        }
        group.post("\(path)/:register/check") { request, context in
            try await check(request, context)
        }
        group.post("\(path)/:register/save") { request, context in
            try await save(request, context)
        }
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

    private func purpose() async throws -> EntryPurpose {
        guard sealsLetters else { return .record }
        let box = node.letters
        guard case .place(let name) = try await BlockingCall.run({ try box.receiver() }) else {
            throw PageError.unknownPage
        }
        return .letter(to: name)
    }

    private func model(_ context: PageContext, sent: SentForm? = nil) async throws -> EntryModel {
        try await node.entryModel(
            try context.part("register"),
            try await purpose(),
            sent: sent,
            for: try context.signedIn()
        )
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
            let name = model.purpose.draftName(model.definition.id)
            shown.draft = node.drafts.draft(of: visitor.account.name, in: name)
        }
        let filled = shown
        return try await node.page(
            model.purpose.title(model.definition),
            way: sealsLetters ? .home : .entry,
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
            model.purpose.checkTitle(model.definition),
            way: sealsLetters ? .home : .entry,
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
        let draft = model.purpose.draftName(register)
        let step = context.form[PostForm.stepField] ?? "check"
        if step == "discard" {
            node.drafts.drop(of: visitor.account.name, in: draft)
            return Answers.seeOther(model.purpose.path(register))
        }
        node.drafts.keep(context.form, of: visitor.account.name, in: draft)
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
        if !sealsLetters {
            model.warnings = try await node.withBooks { [model] books in
                try books.warnings(register, model.form.given(isNew: true))
            }
        } else if let status = try await refusal(of: &model, by: visitor) {
            return try await form(model, request, context, status: status)
        }
        return try await checkPage(model, request, context)
    }

    /// Whether a letter could not be sealed, noted in the model: before the person looks it over.
    private func refusal(
        of model: inout EntryModel,
        by visitor: Visitor
    ) async throws -> HTTPResponse.Status? {
        let (box, register) = (node.letters, model.definition.id)
        let given = model.form.given(isNew: true)
        var warnings: [String] = []
        let status = try await refusal(in: &model) {
            warnings = try await BlockingCall.run { try box.check(register, given, visitor.person) }
        }
        model.warnings = warnings
        return status
    }

    /// Runs what may refuse the form; the status of the page that says so, nil where nothing did.
    private func refusal(
        in model: inout EntryModel,
        _ attempt: () async throws -> Void
    ) async throws -> HTTPResponse.Status? {
        do {
            try await attempt()
            return nil
        } catch BookkeepingError.invalid(let faults) {
            model.form.faults = faults
        } catch let error as BookkeepingError {
            model.refusal = PlainSentence.of(error)
        } catch let error as SealedLetterError {
            model.refusal = error.sentence
        } catch let changed as SavedEntries.Changed {
            model.refusal = model.purpose.changedSentence
            model.earlier = changed.record
            // What is filled in from here on is another one.
            model.mark = SessionToken(random: node.random).text
            return .conflict
        } catch let error as StoreError {
            model.refusal = error.sentence
            return .serviceUnavailable
        }
        return .unprocessableContent
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
        var record: RecordID?
        let sent = model
        let status = try await refusal(in: &model) {
            record = try await node.save(sent, by: visitor)
        }
        guard status == nil, let record else {
            if model.earlier != nil {
                let name = model.purpose.draftName(model.definition.id)
                node.drafts.drop(of: visitor.account.name, in: name)
            }
            return try await form(
                model,
                request,
                context,
                status: status ?? .internalServerError
            )
        }
        let register = model.definition.id
        node.drafts.remember(model.form, of: visitor.account.name)
        node.drafts.drop(of: visitor.account.name, in: model.purpose.draftName(register))
        return Answers.seeOther(
            sealsLetters
                ? PagePath(["letters"], query: [("sealed", record.text)])
                : PagePath(["receipt", register, record.text])
        )
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
