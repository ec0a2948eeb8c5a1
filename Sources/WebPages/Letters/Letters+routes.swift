internal import Bookkeeping
internal import Causality
internal import Credentials
internal import Enrolment
internal import Hummingbird
internal import Records
internal import Store

/// Letters past the places between: writing them begins here and goes on in the entry form.
struct LetterRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("letters") { request, context in try await list(request, context) }
        group.get("letters/:letter") { request, context in
            try await show(try await model(context), request, context)
        }
        group.post("letters/:letter/record") { request, context in
            try await record(request, context)
        }
    }

    private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        let box = node.letters
        let recordable = try await node.recordableRegisters(for: visitor)
        let model = try await BlockingCall.run {
            LetterList(
                letters: try box.letters(),
                receiver: try box.receiver()?.name,
                registers: try recordable.filter { try box.receiver(for: $0) != nil }
            )
        }
        let isSent = request.asked["sent"] == "1"
        return try await node.page("密件", way: .home, request, context) { _ in
            if isSent {
                Pieces.notice("已经封好，会随同步送出", .good) { Tag.p { "送到以前也都保存在本机。" } }
            }
            model.content
        }
    }

    /// A letter that this node can open, for a person who may record what it says.
    private func model(_ context: PageContext) async throws -> LetterModel {
        let visitor = try context.signedIn()
        let id = try context.part("letter")
        let box = node.letters
        return try await node.withBooks { books in
            guard let letter = try box.letters().first(where: { $0.id == id }),
                let register = letter.register
            else { throw PageError.unknownPage }
            let definition = try books.definition(register)
            let level = try books.store.read { try $0.servedPlace()?.level }
            guard Permission.records(visitor.role, definition, at: level) else {
                throw PageError.notAllowed("打开“\(definition.title)”的密件")
            }
            return LetterModel(letter: letter, definition: definition)
        }
    }

    private func show(
        _ model: LetterModel,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visitor = try context.signedIn()
        let title = "密件：\(model.definition.title)"
        return try await node.page(title, way: .home, request, context, status: status) { _ in
            model.content(for: visitor)
        }
    }

    private func record(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        var model = try await model(context)
        do {
            let (letter, register) = (model.letter, model.definition.id)
            let saved = node.savedEntries
            let record = try await node.withBooks { books in
                // A second press of the button gives the same record.
                try saved.once(visitor.token.text + letter.id) {
                    try books.record(register, letter.fields, actor: visitor.person).id
                }
            }
            return Answers.seeOther(
                PagePath(["record", register, record.text], query: [("saved", "1")])
            )
        } catch let error as BookkeepingError {
            model.refusal = PlainSentence.of(error)
        } catch let error as StoreError {
            model.refusal = error.sentence
        }
        return try await show(model, request, context, status: .unprocessableContent)
    }
}
