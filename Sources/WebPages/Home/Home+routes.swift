internal import Hummingbird

/// The first page.
struct HomeRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("/") { request, context in
            var read = try await node.homeModel()
            let registers = try await node.recordableRegisters(for: try context.signedIn())
            read.mayRecord = !registers.isEmpty
            let model = read
            return try await node.page("首页", way: .home, request, context) { _ in
                model.content
            }
        }
    }
}
