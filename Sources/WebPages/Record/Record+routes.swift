internal import Bookkeeping
internal import Hummingbird

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
        group.post("record/:register/:record/decide") { _, context in try await decide(context) }
    }

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        let model = try await node.recordModel(
            try context.part("register"),
            try context.part("record"),
            for: visitor
        )
        return try await node.page(model.title, way: .ledger, request, context) { _ in
            model.content(for: visitor)
        }
    }

    private func decide(_ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        let register = try context.part("register")
        let record = try context.part("record")
        let decision = try Decision(context.form)
        try await node.withBooks { books in
            guard Permission.handles(visitor.role, try books.definition(register)) else {
                throw PageError.notAllowed("决定这条记录的内容")
            }
            switch decision.choice {
            case .keep(let dot):
                _ = try books.resolve(
                    decision.conflict,
                    keep: dot,
                    reason: decision.reason,
                    actor: visitor.person
                )
            case .write(let value):
                _ = try books.resolve(
                    decision.conflict,
                    value: value,
                    reason: decision.reason,
                    actor: visitor.person
                )
            }
        }
        return Answers.seeOther(PagePath(["record", register, record]))
    }
}
