internal import Bookkeeping
internal import Causality
internal import Hummingbird
internal import Records

/// The list of all that waits for a person's decision, and of what is kept aside.
struct ConflictRoutes: Sendable {
    let node: PagesNode

    /// What the page says.
    struct Model: Sendable {
        let conflicts: [ConflictView]
        let aside: [AsideEntry]
        /// Spells in which a computer's clock does not fit the bulletins, and how many of them
        /// nobody has ruled on.
        let clockSpells: (all: Int, open: Int)
    }

    func add(to group: RouterGroup<PageContext>) {
        group.get("conflicts") { request, context in
            let visitor = try context.signedIn()
            let model = try await model(for: visitor)
            return try await node.page("待决定", way: .conflicts, request, context) { _ in
                model.content
            }
        }
    }

    private func model(for visitor: Visitor) async throws -> Model {
        try await node.withBooks { books in
            let known = try books.shownDefinitions(at: nil)
            let views = try books.conflicts().compactMap { conflict -> ConflictView? in
                guard let definition = known.first(where: { $0.id == conflict.register }) else {
                    return nil
                }
                let isHandler = Permission.handles(visitor.role, definition)
                let row = try books.show(conflict.register, conflict.record).row
                return ConflictView(
                    conflict: conflict,
                    isHandler: isHandler,
                    mayDecide: Permission.decides(visitor.role, definition),
                    recordTitle: row.title(definition)
                )
            }
            let spells = try books.clockSpells()
            return Model(
                conflicts: views,
                aside: try books.quarantine(),
                clockSpells: (spells.count, spells.count { $0.ruling == nil })
            )
        }
    }
}

extension ConflictRoutes.Model {
    /// The page.
    var content: Markup {
        .sequence([
            Tag.h1 { "待决定的内容" },
            Tag.p { "同一项内容在几个地方填得不一样时，都会保留在这里，由经办的人决定用哪一个。" },
            conflicts.isEmpty ? Tag.p(.class("card")) { "现在没有要决定的内容。" } : table,
            clockSpells.all == 0 ? .nothing : clockWay,
            aside.isEmpty ? .nothing : asideList,
        ])
    }

    private var clockWay: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "钟对不上的电脑（\(clockSpells.all) 段时间）" }
            Tag.p {
                "登记的时间与县里的公告对不上，"
                    + (clockSpells.open == 0 ? "都已裁定。" : "还有 \(clockSpells.open) 段没有裁定。")
            }
            Tag.p { Pieces.button(PagePath(["clocks"]), "去看看", isPlain: true) }
        }
    }

    private var table: Markup {
        Tag.table(.class("stack")) {
            Tag.caption { "共 \(conflicts.count) 处" }
            Tag.thead {
                Tag.tr {
                    for label in ["记录", "哪里的", "哪一项", "各填了什么", "决定"] {
                        Tag.th(.columnHeader) { label }
                    }
                }
            }
            Tag.tbody { for conflict in conflicts { conflict.line } }
        }
    }

    @MarkupBuilder private func line(_ entry: AsideEntry) -> Markup {
        Tag.bdi { entry.reason }
        if entry.counts {
            "　"
            Tag.a(
                .class("back"),
                .href(PagePath(["record", entry.register, entry.record.text]))
            ) { "打开要核对的记录" }
        }
    }

    private var asideList: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "已隔离的内容（\(aside.count) 项）" }
            Tag.p { "这些内容都原样保存着，要人看一看；为什么，各项都写明了，拿不准的请信息技术人员处理。" }
            Tag.ul { for entry in aside { Tag.li { line(entry) } } }
        }
    }
}
