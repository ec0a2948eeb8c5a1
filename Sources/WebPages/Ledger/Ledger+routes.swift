internal import Bookkeeping
internal import Hummingbird
internal import Records

/// The ledgers of all registers.
struct LedgerRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("ledger") { request, context in try await show(nil, request, context) }
        group.get("ledger/:register") { request, context in
            try await show(try context.part("register"), request, context)
        }
        group.get("ledger/:register/table.csv") { _, context in try await file(context) }
    }

    private func show(
        _ register: String?,
        _ request: Request,
        _ context: PageContext
    ) async throws -> Response {
        let visitor = try context.signedIn()
        let filter = LedgerFilter(asked: request)
        let model = try await node.ledgerModel(register, filter, for: visitor)
        if filter.state.map({ !(model.definition.workflow?.states.contains($0) ?? false) }) ?? false
        {
            throw PageError.unknownPage
        }
        return try await node.page(model.definition.title, way: .ledger, request, context) { _ in
            model.content
        }
    }

    private func file(_ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        let register = try context.part("register")
        let definition = try await node.withBooks { try $0.definition(register) }
        guard Permission.handles(visitor.role, definition) else {
            throw PageError.notAllowed("存下“\(definition.title)”的全部内容")
        }
        return Answers.file(
            try await node.ledgerFile(register),
            type: "text/csv; charset=utf-8",
            name: "\(definition.title)-\(node.today.text).csv"
        )
    }
}

extension LedgerFilter {
    /// Reads what an address asks for.
    init(asked request: Request) {
        func text(_ name: String) -> String? {
            let text = request.asked[name]
            return text.flatMap { $0.isEmpty ? nil : $0 }
        }
        state = text("state")
        onlyLate = text("late") == "1"
        onlySoon = text("soon") == "1"
        words = String((text("words") ?? "").prefix(100))
        page = min(max(text("page").flatMap { Int($0) } ?? 1, 1), 100_000)
    }
}
