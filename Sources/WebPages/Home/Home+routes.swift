internal import Hummingbird

/// The first page.
struct HomeRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("/") { request, context in
            let model = try await node.homeModel()
            return try await node.page("首页", way: .home, request, context) { _ in
                model.content
            }
        }
    }
}
