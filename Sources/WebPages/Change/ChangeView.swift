internal import Bookkeeping
internal import Records

extension ChangeModel {
    /// What the page is called.
    var title: String {
        if let transition { return "办理：\(transition.name)" }
        return only.map { "更改“\($0.label)”" } ?? "更改内容"
    }

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
            PostForm(to: path, visitor, id: PageFrame.formID).markup {
                PostForm.hidden(PostForm.shownField, shown)
                if let only { PostForm.hidden(PostForm.onlyField, only.id) }
                Tag.div(.class("card")) {
                    for field in filled { input.markup(field) }
                    blankFields
                    reasonField
                }
                Tag.div(.class("actions")) {
                    PostForm.button(
                        "save",
                        transition.map { "完成“\($0.name)”" } ?? "保存更改"
                    )
                    Pieces.button(record.path(), "不改了", isPlain: true)
                }
            },
        ])
    }

    @MarkupBuilder private var blankFields: Markup {
        if !blank.isEmpty {
            Tag.details {
                Tag.summary(.class("back")) { "还没有填的 \(blank.count) 项" }
                for field in blank { input.markup(field) }
            }
        }
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
        let name = PostForm.reasonField
        return Tag.div(.class(isReasonMissing ? "field wrong" : "field")) {
            Tag.label(.for(name)) {
                transition == nil ? "为什么要改" : "说明"
                if transition != nil { Tag.span(.class("optional")) { "选填" } }
            }
            if transition == nil { Tag.span(.class("hint"), .id("h-reason")) { "例如：抄错了、村民换了号码。" } }
            Tag.input(
                .type(.text),
                .id(name),
                .name(name),
                .value(reason),
                .autocomplete(.off),
                isReasonMissing ? .invalid : nil,
                transition == nil ? .describedBy("h-reason") : nil
            )
        }
    }
}
