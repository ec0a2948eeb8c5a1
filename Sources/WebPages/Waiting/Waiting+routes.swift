internal import Hummingbird

/// What waits to be sent.
struct WaitingRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("waiting") { request, context in
            let model = try await node.waitingModel()
            return try await node.page("等待发送", way: .home, request, context) { _ in
                model.content
            }
        }
    }
}
