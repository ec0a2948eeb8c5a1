internal import Bookkeeping
internal import Records

extension ChangeModel {
    /// What the page is called.
    var title: String { transition.map { "办理：\($0.name)" } ?? "更改内容" }

    /// The form.
    func content(for visitor: Visitor) -> Markup {
        .sequence([
            Pieces.back(record.path(), "返回记录"),
            Tag.h1 { title },
            Tag.p {
                "\(record.definition.title)　".asMarkup; Tag.bdi { record.title }
            },
            refusal.map { text in Pieces.notice("没有保存", .alarm) { Tag.p { text } } } ?? .nothing,
            FaultSummary(faults: form.faults).markup,
            stateChange,
            undecidedNotice,
            PostForm(to: path, visitor).markup {
                Tag.button(.submit, .class("first"), .name("step"), .value("save"), .skippedByTab) {
                    "保存"
                }
                PostForm.hidden("shown", shown)
                Tag.div(.class("card")) {
                    for field in form.fields { input.markup(field) }
                    reasonField
                }
                Tag.div(.class("actions")) {
                    Tag.button(.submit, .class("button"), .name("step"), .value("save")) {
                        transition == nil ? "保存更改" : "完成“\(transition?.name ?? "")”"
                    }
                    Pieces.button(record.path(), "不改了", isPlain: true)
                }
            },
        ])
    }

    private var input: FieldInput {
        FieldInput(form: form, choices: choices, needed: Set(transition?.needs ?? []))
    }

    @MarkupBuilder private var stateChange: Markup {
        if let transition {
            Tag.p {
                "办完后，状态从".asMarkup
                Pieces.mark(record.view.row.state ?? "—", .plain)
                "变为".asMarkup
                Pieces.mark(transition.to, .plain)
            }
        }
    }

    @MarkupBuilder private var undecidedNotice: Markup {
        if !undecided.isEmpty {
            Pieces.notice("有内容等人决定", .care) {
                Tag.p { "\(undecided.joined(separator: "、"))填得不一样，请回到记录页决定，这里不改。" }
            }
        }
    }

    private var reasonField: Markup {
        Tag.div(.class("field"), .id(FieldInput.anchor("reason"))) {
            Tag.label(.for("reason")) {
                "更改原因"
                if transition != nil { Tag.span(.class("optional")) { "选填" } }
            }
            Tag.input(.type(.text), .id("reason"), .name("reason"), .value(reason))
        }
    }
}
