internal import Bookkeeping
internal import Hummingbird
internal import Records
internal import Store

/// A record's page, and finding one by its number.
struct RecordRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("find") { request, _ in
            let text = request.asked["text"] ?? ""
            return Answers.seeOther(try await node.recordPath(of: text))
        }
        group.get("record/:register/:record") { request, context in
            try await show(request, context)
        }
        group.get("record/:register/:record/attachment/:event") { request, context in
            try await attachment(context)
        }
        group.post("record/:register/:record/decide") { request, context in
            try await decide(request, context)
        }
    }

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        let model = try await node.recordModel(
            try context.part("register"),
            try context.part("record"),
            for: visitor
        )
        let isSaved = request.asked["saved"] == "1"
        return try await node.page(model.title, way: .ledger, request, context) { _ in
            if isSaved { Pieces.notice("已经保存", .good) { Markup.nothing } }
            model.content(for: visitor)
        }
    }

    /// A photo or scan, to those who see the record's personal data in full.
    private func attachment(_ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        let found = try await node.attachment(
            try context.part("register"),
            try context.part("record"),
            try context.part("event"),
            for: visitor
        )
        return Answers.shown(found.content, type: found.media.rawValue)
    }

    private func decide(_ request: Request, _ context: PageContext) async throws -> Response {
        do {
            return try await decided(context)
        } catch PageError.nothingChosen {
            return try await showAgain(PageError.nothingChosen.sentence, request, context)
        } catch let error as BookkeepingError {
            return try await showAgain(PlainSentence.of(error), request, context)
        } catch let error as StoreError {
            return try await showAgain(error.sentence, request, context)
        }
    }

    /// The record as it is now with what was refused; what was typed stands in the form again.
    private func showAgain(
        _ refusal: String,
        _ request: Request,
        _ context: PageContext
    ) async throws -> Response {
        let visitor = try context.signedIn()
        var model = try await node.recordModel(
            try context.part("register"),
            try context.part("record"),
            for: visitor
        )
        model.refused = context.form
        let shown = model
        return try await node.page(
            model.title,
            way: .ledger,
            request,
            context,
            status: .unprocessableContent
        ) { _ in
            Pieces.notice("没有保存", .alarm) { Tag.p { refusal } }
            shown.content(for: visitor)
        }
    }

    private func decided(_ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        let register = try context.part("register")
        let record = try context.part("record")
        let decision = try Decision(context.form)
        try await node.withBooks { books in
            guard Permission.decides(visitor.role, try books.definition(register)) else {
                throw PageError.notAllowed("决定这条记录的内容")
            }
            switch decision.choice {
            case .keep(let dot):
                _ = try books.resolve(
                    decision.conflict,
                    keep: dot,
                    shown: decision.shown,
                    reason: decision.reason,
                    actor: visitor.person
                )
            case .write(let value):
                _ = try books.resolve(
                    decision.conflict,
                    value: value,
                    shown: decision.shown,
                    reason: decision.reason,
                    actor: visitor.person
                )
            }
        }
        return Answers.seeOther(
            PagePath(["record", register, record], query: [("saved", "1")])
        )
    }
}
