internal import Bookkeeping
internal import Causality
internal import Records

extension ReceiptModel {
    /// The page: the number large, and under it the paper to print.
    var content: Markup {
        .sequence([
            Tag.div(.class("screen")) {
                Pieces.notice(isNew ? "已登记，内容已经保存" : "可以再打印一次", .good) {
                    Tag.p(.class("big")) {
                        "编号：".asMarkup; PaperNumberText.markup(record.title)
                    }
                    if let promised {
                        Tag.p { "承诺在\(ChineseDate.withWeekday(promised))前办结。" }
                    } else if record.definition.workflow != nil {
                        Tag.p { "还没有承诺日期：选了事项、填了受理时间，并且有当年的工作日历，才能算出。" }
                    }
                    Tag.p { nextStep }
                }
                Tag.div(.class("actions")) {
                    Pieces.button(record.path(), "打开这条记录")
                    Pieces.button(
                        PagePath(["entry", record.definition.id]),
                        "再登记一件",
                        isPlain: true
                    )
                }
                Tag.p { "打印：按住键盘左下角的 Ctrl 键不放，再按一下 P 键。A4 纸一张印两联，A5 纸一张印一联。" }
                Tag.h2 { "单据" }
            },
            paper(copy: "办事人联"),
            paper(copy: "存根联"),
        ])
    }

    /// Whether the record was only just taken in.
    private var isNew: Bool { record.view.history.count == 1 }

    private var nextStep: String {
        let names = record.view.offers.map { "“\($0.transition.name)”" }
        guard let state = record.view.row.state, !names.isEmpty else { return "内容已存入台账。" }
        return "现在的状态是“\(state)”，下一步可以\(names.joined(separator: "、"))；内容已存入台账。"
    }

    private func paper(copy: String) -> Markup {
        Tag.article(.class("paper")) {
            Tag.h2 { paperTitle }
            Tag.p(.class("top")) { "\(place)　（\(copy)）" }
            Tag.table {
                Tag.tbody {
                    row("编号", record.title.asMarkup)
                    for field in fields { row(field.label, values.markup(field)) }
                    if let promised { row("承诺办结", ChineseDate.withWeekday(promised).asMarkup) }
                    row("登记时间", ChineseDate.moment(record.view.row.recordedAt).asMarkup)
                }
            }
            Tag.p { "凭编号可以到本处查询办理进度；对办理不满意的，可以当场评价或投诉。" }
            Tag.div(.class("signs")) {
                Tag.p { "办事人签字：" }
                Tag.p { "经办人签字（盖章）：" }
            }
        }
    }

    private var values: ValueView {
        ValueView(definition: record.definition, showsPersonal: true, isPaper: true)
    }

    private func row(_ label: String, _ value: Markup) -> Markup {
        Tag.tr {
            Tag.th(.rowHeader) { label }
            Tag.td { value }
        }
    }
}
