internal import Hummingbird

/// The first page.
struct HomeRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("/") { request, context in
            let visitor = try context.signedIn()
            var read = try await node.homeModel()
            read.mayRecord = try await !node.recordableRegisters(for: visitor).isEmpty
            read.duties = try await node.duties(of: visitor)
            read.letters = try await node.letterTile(for: visitor)
            read.clockSpellCount = try await node.openClockSpellCount(for: visitor)
            read.isAutomatic = node.parent.isAutomatic
            let model = read
            return try await node.page("首页", way: .home, request, context) { _ in
                if request.asked["password"] == "changed" {
                    Pieces.notice("密码已经修改", .good) { Tag.p { "下次登录请用新的密码。" } }
                }
                model.content
            }
        }
    }
}
