internal import Bookkeeping
internal import Causality
internal import Records
internal import Store

extension RecordModel {
    /// The page.
    func content(for visitor: Visitor) -> Markup {
        .sequence([
            Pieces.back(PagePath(["ledger", definition.id]), "\(definition.title)台账"),
            Tag.h1 { PaperNumberText.markup(title) },
            heading,
            .sequence(
                view.conflicts.map {
                    ConflictView(
                        conflict: $0,
                        isHandler: isHandler,
                        mayDecide: mayDecide,
                        sent: refused?["conflict"] == $0.id ? refused : nil
                    ).decision(visitor)
                }
            ),
            nextSteps,
            fields,
            AttachmentList(self).markup,
            history,
        ])
    }

    private var heading: Markup {
        let due = DueState.of(view.row, in: definition, today: today)
        return Tag.p {
            definition.title.asMarkup
            if let state = view.row.state {
                "　状态：".asMarkup
                Pieces.mark(state, .plain)
            }
            if case .due(let day) = due { "　期限：\(ChineseDate.withWeekday(day))".asMarkup }
            if case .soon(let day) = due { "　期限：\(ChineseDate.withWeekday(day)) ".asMarkup }
            if case .late(let day) = due { "　期限：\(ChineseDate.withWeekday(day)) ".asMarkup }
            due.mark(today: today) ?? .nothing
        }
    }

    private var nextSteps: Markup {
        guard !offers.isEmpty || isHandler || mayPrint else { return .nothing }
        return Tag.div(.class("card screen")) {
            Tag.h2 { "下一步" }
            if offers.isEmpty, view.row.state == nil, definition.workflow != nil {
                Tag.p { "状态不一致，先在上面作出决定，才能继续办理。" }
            } else if offers.isEmpty, definition.workflow != nil {
                Tag.p { "现在没有要您办理的步骤。" }
            }
            Tag.div(.class("actions")) {
                // The first way is the usual one, as the definition lists them.
                for (index, offer) in offers.enumerated() {
                    let name = offer.transition.name
                    Pieces.button(path("step", name), name, isPlain: index > 0)
                }
                if isHandler { Pieces.button(path("change"), "更改内容", isPlain: true) }
                if mayPrint {
                    Pieces.button(
                        PagePath(["receipt", definition.id, view.row.id.text]),
                        "打印单据",
                        isPlain: true
                    )
                }
            }
        }
    }

    private var fields: Markup {
        let values = ValueView(definition: definition, showsPersonal: isHandler)
        let filled = view.row.fields.filter { !$0.value.isEmpty || $0.value == .erased }
        let empty = view.row.fields.filter { $0.value.isEmpty && $0.value != .erased }
        return Tag.div(.class("card")) {
            Tag.h2 { "内容" }
            if !isHandler, filled.contains(where: \.isPersonal) {
                Tag.p(.class("hint")) { "个人信息只对经办的人显示全部。" }
            }
            Tag.dl(.class(isHandler ? "facts changeable" : "facts")) {
                for field in filled {
                    Tag.dt { field.label }
                    Tag.dd { values.markup(field) }
                    if isHandler { Tag.dd(.class("screen")) { changeLink(field) } }
                }
            }
            if !empty.isEmpty {
                Tag.p(.class("hint screen")) {
                    "还没有填：\(empty.map(\.label).joined(separator: "、"))。"
                }
            }
        }
    }

    /// To the form of this field; nothing where the node computes it or it waits for a decision.
    @MarkupBuilder private func changeLink(_ shown: ShownField) -> Markup {
        let isOpen = definition.field(shown.id).map { !$0.isComputed && !$0.isRetired } ?? false
        if isOpen, !view.conflicts.contains(where: { $0.cell.field == shown.id }) {
            Tag.a(
                .class("whole"),
                .href(
                    PagePath(
                        ["record", definition.id, view.row.id.text, "change"],
                        query: [("field", shown.id)]
                    )
                ),
                .ariaLabel("更改\(shown.label)")
            ) { "更改" }
        }
    }

    private var history: Markup {
        Tag.div(.class("card")) {
            Tag.h2 { "经过" }
            Tag.ol(.class("history")) {
                for entry in view.history { Tag.li { HistoryLine(entry: entry, self).markup } }
            }
        }
    }
}

/// One event of a record's history in sentences.
struct HistoryLine: Sendable {
    let entry: HistoryEntry
    let definition: RegisterDefinition
    let isHandler: Bool

    init(entry: HistoryEntry, _ model: RecordModel) {
        self.entry = entry
        definition = model.definition
        isHandler = model.isHandler
    }

    var markup: Markup {
        .sequence([
            Tag.p {
                Tag.strong { what }
                "　".asMarkup
                Tag.bdi { who }
                "　\(ChineseDate.moment(entry.deviceTime))".asMarkup
                if entry.entry != .live {
                    Tag.span {
                        " "; Pieces.mark(entry.entry.label, .plain)
                    }
                }
                if entry.hasUnseen {
                    Tag.span {
                        " "; Pieces.mark("当时没有看到别处的更改", .care)
                    }
                }
                if entry.asideReason != nil {
                    Tag.span {
                        " "; Pieces.mark("没有采用", .alarm)
                    }
                }
            },
            entry.reason.map { reason in
                Tag.p {
                    "原因：".asMarkup; Tag.bdi { reason }
                }
            } ?? .nothing,
            entry.clock.map { clock in Tag.p { "\(clock.sentence)。" } } ?? .nothing,
            entry.asideReason.map { reason in Tag.p { Tag.bdi { reason } } } ?? .nothing,
            writes,
        ])
    }

    private var what: String {
        if let transition = entry.transition {
            return transition.from.isEmpty || transition.from == transition.to
                ? transition.name : "\(transition.name)（\(transition.from) → \(transition.to)）"
        }
        switch entry.type {
        case .create: return "登记"
        case .decide: return "决定"
        case .attach: return "附上照片或扫描件"
        case .erase: return "删除个人信息"
        default: return "更改"
        }
    }

    private var who: String {
        let person = entry.actorName ?? (entry.actor.isEmpty ? "本机管理员" : entry.actor)
        return [entry.placeName ?? entry.placeCode ?? "来源地尚未到达", person].joined(separator: " ")
    }

    private var writes: Markup {
        let values = ValueView(definition: definition, showsPersonal: isHandler)
        return Tag.details {
            Tag.summary(.class("back")) { "写了 \(entry.wrote.count) 项" }
            Tag.ul {
                for write in entry.wrote {
                    Tag.li {
                        "\(write.label)：".asMarkup
                        values.markup(write.field, of: write.cell)
                    }
                }
            }
        }
    }
}
