internal import Causality
internal import Records

extension LedgerModel {
    private static let tabCount = 5

    /// The page.
    var content: Markup {
        .sequence([
            Tag.h1 { definition.title },
            tabs,
            filterForm,
            summary,
            rows.isEmpty ? nothingFound : table,
            pages,
        ])
    }

    private var tabs: Markup {
        let first = registers.prefix(LedgerModel.tabCount).filter { $0.id != definition.id }
        let shown = [definition] + first.prefix(LedgerModel.tabCount - 1)
        let ordered = registers.filter { register in shown.contains { $0.id == register.id } }
        let others = registers.filter { register in !shown.contains { $0.id == register.id } }
        return Tag.nav(.ariaLabel("登记簿")) {
            Tag.ul(.class("tabs")) { for register in ordered { Tag.li { tab(register) } } }
            if !others.isEmpty {
                Tag.details(.class("screen")) {
                    Tag.summary(.class("back")) { "其他登记簿（\(others.count)）" }
                    Tag.ul(.class("tabs")) { for register in others { Tag.li { tab(register) } } }
                }
            }
        }
    }

    private func tab(_ register: RegisterDefinition) -> Markup {
        Tag.a(
            .href(PagePath(["ledger", register.id])),
            register.id == definition.id ? .currentPage : nil
        ) { register.title }
    }

    private var filterForm: Markup {
        Tag.form(.get, .action(PagePath(["ledger", definition.id])), .class("filter card")) {
            if let workflow = definition.workflow {
                Tag.div {
                    Tag.label(.for("state")) { "状态" }
                    Tag.select(.id("state"), .name("state")) {
                        Tag.option(.value("")) { "全部" }
                        for state in workflow.states {
                            Tag.option(.value(state), state == filter.state ? .selected : nil) {
                                state
                            }
                        }
                    }
                }
            }
            Tag.div {
                Tag.label(.for("words")) { "查找" }
                Tag.input(
                    .type(.search),
                    .id("words"),
                    .name("words"),
                    .value(filter.words),
                    .placeholder("编号、名称或姓的一部分")
                )
            }
            if definition.workflow != nil {
                check("late", "只看超期", filter.onlyLate)
                check("soon", "只看快到期", filter.onlySoon)
            }
            Tag.button(.submit, .class("button plain")) { "查看" }
        }
    }

    private func check(_ name: String, _ label: String, _ isOn: Bool) -> Markup {
        Tag.div(.class("choice")) {
            Tag.input(
                .type(.checkbox),
                .id(name),
                .name(name),
                .value("1"),
                isOn ? .checked : nil
            )
            Tag.label(.for(name)) { label }
        }
    }

    private var summary: Markup {
        Tag.p(.class("pages")) {
            Tag.span { "共 \(matchCount) 条" }
            if lateCount > 0 { Pieces.mark("超期 \(lateCount) 条", .alarm) }
            if mayRecord {
                Pieces.button(PagePath(["entry", definition.id]), "登记新的", isPlain: false)
            }
            if mayExport {
                Tag.a(.class("back"), .href(PagePath(["ledger", definition.id, "table.csv"]))) {
                    "存为表格文件"
                }
            }
        }
    }

    private var nothingFound: Markup {
        Tag.p(.class("card")) {
            filter.state != nil || filter.onlyLate || filter.onlySoon || !filter.words.isEmpty
                ? "没有符合条件的记录，可以放宽条件再看。" : "还没有记录。"
        }
    }

    private var table: Markup {
        Pieces.scrolling("台账") { wholeTable }
    }

    private var wholeTable: Markup {
        Tag.table(.class("stack")) {
            Tag.caption { "\(definition.title)，新的在前" }
            Tag.thead {
                Tag.tr {
                    Tag.th(.columnHeader) { definition.titleField?.label ?? "记录" }
                    for (_, column) in filledColumns { Tag.th(.columnHeader) { column.label } }
                    if definition.workflow != nil { Tag.th(.columnHeader) { "状态" } }
                    if hasDueDays { Tag.th(.columnHeader) { "期限" } }
                }
            }
            Tag.tbody { for row in rows { self.row(row) } }
        }
    }

    private func row(_ row: Row) -> Markup {
        Tag.tr(row.due.isLate ? .class("late") : nil) {
            Tag.th(.rowHeader) {
                Tag.a(.class("whole"), .href(PagePath(["record", definition.id, row.id.text]))) {
                    PaperNumberText.markup(row.title)
                }
            }
            for (index, column) in filledColumns {
                Tag.td(.label(column.label), column.isNumber ? .class("right") : nil) {
                    Tag.bdi { row.cells[index] }
                }
            }
            if definition.workflow != nil {
                Tag.td(.label("状态")) {
                    row.state ?? "等人决定"
                    if row.hasConflict {
                        Tag.span {
                            " "; Pieces.mark("不一致", .alarm)
                        }
                    }
                    if row.isBackfill {
                        Tag.span {
                            " "; Pieces.mark("补录", .plain)
                        }
                    }
                }
            }
            if hasDueDays { Tag.td(.label("期限")) { due(row.due) } }
        }
    }

    private func due(_ due: DueState) -> Markup {
        switch due {
        case .none: .nothing
        case .paused: due.mark(today: today) ?? .nothing
        case .due(let day), .soon(let day), .late(let day):
            .sequence([
                ChineseDate.text(day).asMarkup, " ".asMarkup, due.mark(today: today) ?? .nothing,
            ])
        }
    }

    private var pages: Markup {
        guard pageCount > 1 else { return .nothing }
        return Tag.nav(.class("pages"), .ariaLabel("翻页")) {
            if filter.page > 1 {
                Pieces.button(
                    filter.path(definition.id, page: filter.page - 1),
                    "上一页",
                    isPlain: true
                )
            }
            Tag.span { "第 \(filter.page) 页，共 \(pageCount) 页" }
            if filter.page < pageCount {
                Pieces.button(
                    filter.path(definition.id, page: filter.page + 1),
                    "下一页",
                    isPlain: true
                )
            }
        }
    }
}
