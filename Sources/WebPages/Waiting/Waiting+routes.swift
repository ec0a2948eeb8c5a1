internal import Hummingbird

/// What waits to be sent.
struct WaitingRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("waiting") { request, context in
            try await show(try await node.waitingModel(), request, context)
        }
        group.post("waiting/send") { request, context in
            let outcome = await node.parent.exchange()
            // Read afterwards: what still waits, and the error that the exchange noted.
            var model = try await node.waitingModel()
            model.outcome = outcome
            return try await show(model, request, context)
        }
    }

    private func show(
        _ model: WaitingModel,
        _ request: Request,
        _ context: PageContext
    ) async throws -> Response {
        let visitor = try context.signedIn()
        return try await node.page("等待发送", way: .home, request, context) { _ in
            model.content(for: visitor)
        }
    }
}
