internal import Bookkeeping
internal import Causality
internal import Records

/// Values that stand side by side, and the form that decides between them.
struct ConflictView: Sendable {
    let conflict: Conflict
    /// Whether the person sees personal values in full.
    let isHandler: Bool
    let mayDecide: Bool
    /// What the record is called, where the list of all conflicts names it.
    var recordTitle = ""
    /// The decision that was refused, to be shown again.
    var sent: SentForm?

    private var recordPath: [String] { ["record", conflict.register, conflict.record.text] }

    /// The values side by side with who wrote them, and for those who may decide the form.
    func decision(_ visitor: Visitor) -> Markup {
        Tag.div(.class("card")) {
            if conflict.isLateChange {
                Tag.h2 { "一处已经办结，另一处同时还在改，请决定" }
                Tag.p { "改的内容都留着。仍算办结的，选办结的状态；要接着办的，选改的人当时看到的状态。" }
            } else {
                Tag.h2 { "“\(conflict.label)”填得不一样，请决定用哪一个" }
                Tag.p { "两边填写时都没有看到对方的内容，所以都留着，没有哪个被覆盖。" }
            }
            if mayDecide {
                PostForm(to: PagePath(recordPath + ["decide"]), visitor).markup {
                    PostForm.hidden("conflict", conflict.id)
                    PostForm.hidden("shown", Decision.text(ofShown: conflict.values))
                    sides(withChoice: true)
                    otherValue
                    reason
                    Tag.div(.class("actions")) {
                        Tag.button(.submit, .class("button")) { "就用选中的" }
                    }
                }
            } else {
                sides(withChoice: false)
                Tag.p(.class("hint")) { "请有这项职责的同事决定。" }
            }
        }
    }

    private func sides(withChoice: Bool) -> Markup {
        Tag.div(.class("sides")) {
            for (index, value) in conflict.values.enumerated() {
                Tag.div(.class("side")) {
                    Tag.p(.class("big")) { Tag.bdi { shown(value) } }
                    Tag.p {
                        Tag.bdi {
                            "\(value.placeName ?? value.placeCode ?? "来源地尚未到达")　"
                                + (value.by.isEmpty ? "本机管理员" : value.by)
                        }
                        Tag.br()
                        ChineseDate.moment(value.at)
                    }
                    if !value.changes.isEmpty { Tag.p { Tag.bdi { changes(value) } } }
                    if let seen = conflict.seenWords(value, words) {
                        Tag.p(.class("hint")) { Tag.bdi { seen } }
                    }
                    if withChoice { choice(index, value) }
                }
            }
        }
    }

    private func choice(_ index: Int, _ value: Conflict.Value) -> Markup {
        let id = inputID("keep\(index)")
        let text = RecordID.dot(value.dot).text
        return Tag.div(.class("choice")) {
            Tag.input(
                .type(.radio),
                .id(id),
                .name("keep"),
                .value(text),
                sent?["keep"] == text ? .checked : nil
            )
            Tag.label(.for(id)) { "用这个" }
        }
    }

    @MarkupBuilder private var otherValue: Markup {
        if conflict.type != .list, !conflict.isRow, !conflict.isComputed {
            Tag.div(.class("choice")) {
                Tag.input(
                    .type(.radio),
                    .id(inputID("other")),
                    .name("keep"),
                    .value(Decision.otherValue),
                    sent?["keep"] == Decision.otherValue ? .checked : nil
                )
                Tag.label(.for(inputID("other"))) { "都不对，应当是：" }
            }
            Tag.div(.class("field")) {
                Tag.input(
                    .type(.text),
                    .name("value"),
                    .value(sent?["value"] ?? ""),
                    .ariaLabel("应当填的\(conflict.label)")
                )
            }
        }
    }

    private var reason: Markup {
        Tag.div(.class("field")) {
            Tag.label(.for(inputID("reason"))) { "这样决定的原因" }
            Tag.input(
                .type(.text),
                .id(inputID("reason")),
                .name("reason"),
                .value(sent?["reason"] ?? "")
            )
        }
    }

    private func inputID(_ name: String) -> String { "\(name)-\(conflict.field)" }

    private func shown(_ value: Conflict.Value) -> String {
        if conflict.isRow { return value.value == .boolean(true) ? "删去这一行" : "保留这一行" }
        return words(value.value)
    }

    private func words(_ value: ShownValue) -> String {
        if value.isEmpty { return value == .erased ? "（已删除）" : "（清空）" }
        if conflict.isPersonal, !isHandler { return Masking.value(value.plain, of: conflict.type) }
        let plain = value.words(conflict.choiceLabels)
        switch conflict.type {
        case .date: return ChineseDate.reading(plain) ?? plain
        default: return plain
        }
    }

    /// What was changed while another closed the record.
    private func changes(_ value: Conflict.Value) -> String {
        let texts = value.changes.map { "\($0.label)“\($0.field.masked)”" }
        return "还在改：" + texts.joined(separator: "，")
    }

    /// One line of the list of all conflicts.
    var line: Markup {
        Tag.tr {
            Tag.th(.rowHeader) {
                PaperNumberText.markup(recordTitle)
                Tag.br()
                conflict.title
            }
            Tag.td(.label("哪里的")) {
                Tag.bdi { conflict.placeName ?? conflict.placeCode ?? "地方尚未到达" }
            }
            Tag.td(.label("哪一项")) { conflict.label }
            Tag.td(.label("各填了什么")) {
                for (index, value) in conflict.values.enumerated() {
                    if index > 0 { "；" }
                    Tag.bdi {
                        conflict.isPersonal
                            ? Masking.value(value.value.plain, of: conflict.type) : shown(value)
                    }
                    if !value.changes.isEmpty { Tag.bdi { "（\(changes(value))）" } }
                }
            }
            Tag.td(.label("决定")) {
                Tag.a(.class("whole"), .href(PagePath(recordPath))) { "打开记录来决定" }
            }
        }
    }
}
