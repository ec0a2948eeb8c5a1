internal import Bookkeeping
internal import Causality
internal import Records

extension EntryModel {
    /// The form.
    func content(for visitor: Visitor) -> Markup {
        .sequence([
            purpose.back,
            Tag.h1 { purpose.title(definition) },
            purpose.notice,
            sealedTo.map(sealedWay) ?? .nothing,
            draft.map { self.offer($0, visitor) } ?? .nothing,
            refusal.map(refused) ?? .nothing,
            FaultSummary(faults: form.faults).markup,
            PostForm(to: checkPath, visitor, id: PageFrame.formID).markup {
                PostForm.hidden(PostForm.markField, mark)
                for group in plan.groups { self.group(group) }
                if !plan.later.isEmpty { laterFields }
                if !purpose.isLetter { entryKinds }
                Tag.div(.class("actions")) {
                    PostForm.button("check", "下一步：核对")
                    Tag.span(.class("hint")) { "还不会保存，下一页可以再看一遍。" }
                }
            },
        ])
    }

    private func sealedWay(_ receiver: String) -> Markup {
        Tag.p(.class("hint")) {
            "上级看得到这里登记的内容。只想让\(receiver)看到的，请"
            let path = EntryPurpose.letter(to: receiver).path(definition.id)
            Tag.a(.class("back"), .href(path)) { "写成密件" }
            "。"
        }
    }

    private func refused(_ sentence: String) -> Markup {
        Pieces.notice(purpose.refusalTitle, .alarm) {
            Tag.p { sentence }
            if let earlier, !purpose.isLetter {
                Tag.p {
                    let path = PagePath(["record", definition.id, earlier.text])
                    Tag.a(.class("back"), .href(path)) { "打开那条记录" }
                }
            }
        }
    }

    private var checkPath: PagePath { purpose.path(definition.id, "check") }

    /// What was left unsaved, to go on with or to throw away.
    private func offer(_ draft: SentForm, _ visitor: Visitor) -> Markup {
        Pieces.notice("上次填的还没有保存", .care) {
            PostForm(to: checkPath, visitor).markup {
                .sequence(draft.items.map { PostForm.hidden($0.name, $0.value) })
                Tag.div(.class("actions")) {
                    PostForm.button("edit", "接着填上次的")
                    PostForm.button("discard", "不要了，重新填", isPlain: true)
                }
            }
        }
    }

    private var input: FieldInput {
        FieldInput(form: form, choices: choices, needed: plan.needed)
    }

    private func group(_ group: IntakePlan.Group) -> Markup {
        guard !group.title.isEmpty else {
            return .sequence(group.fields.map(input.markup))
        }
        return Tag.fieldset(.class("group")) {
            Tag.legend { group.title }
            for field in group.fields { input.markup(field) }
        }
    }

    private var laterFields: Markup {
        let isFaulty = plan.later.contains { !form.faults(of: $0).isEmpty }
        let isFilled = plan.later.contains { !(form.values[$0.id] ?? "").isEmpty }
        return Tag.details(.class("card"), isFaulty || isFilled ? .open : nil) {
            Tag.summary(.class("back")) { "其他内容（一般以后办理时再填）" }
            for field in plan.later { input.markup(field) }
        }
    }

    private var entryKinds: Markup {
        Tag.fieldset(.class("field"), .id(FieldInput.anchor("entry"))) {
            Tag.legend { "怎样登记的" }
            Tag.div(.class("choices")) {
                for kind in EntryKind.allCases {
                    Tag.div(.class("choice")) {
                        Tag.input(
                            .type(.radio),
                            .id("entry-\(kind.formName)"),
                            .name(PostForm.entryField),
                            .value(kind.formName),
                            kind == entry ? .checked : nil
                        )
                        Tag.label(.for("entry-\(kind.formName)")) { kind.label }
                    }
                }
            }
        }
    }

    /// The page on which everything is looked at once more.
    func checkContent(for visitor: Visitor) -> Markup {
        let filled = plan.fields.filter { !form.words(of: $0, choices).isEmpty }
        return .sequence([
            Tag.h1 { purpose.checkTitle(definition) },
            purpose.notice,
            Tag.p { purpose.checkRequest },
            warnings.isEmpty
                ? .nothing
                : Pieces.notice("请再看一眼", .care) {
                    Tag.ul { for warning in warnings { Tag.li { warning } } }
                },
            PostForm(
                to: purpose.path(definition.id, "save"),
                visitor,
                id: PageFrame.formID
            ).markup {
                PostForm.hidden(PostForm.markField, mark)
                PostForm.hidden(PostForm.entryField, entry.formName)
                form.hidden
                Tag.div(.class("card")) {
                    Tag.table(.class("stack")) {
                        Tag.caption { purpose.checkCaption }
                        Tag.tbody {
                            for field in filled { checkRow(field) }
                            if !purpose.isLetter { kindRow }
                        }
                    }
                }
                Tag.div(.class("actions")) {
                    PostForm.button("save", purpose.saveLabel)
                    PostForm.button("edit", "返回修改", isPlain: true)
                }
            },
        ])
    }

    private var kindRow: Markup {
        Tag.tr {
            Tag.th(.rowHeader) { "怎样登记的" }
            Tag.td { entry.label }
            Tag.td { editButton("entry", "怎样登记的") }
        }
    }

    private func checkRow(_ field: FieldDefinition) -> Markup {
        Tag.tr {
            Tag.th(.rowHeader) { field.label }
            Tag.td { Tag.bdi(.class("lines")) { form.words(of: field, choices) } }
            Tag.td { editButton(field.id, field.label) }
        }
    }

    private func editButton(_ field: String, _ label: String) -> Markup {
        PostForm.button(
            "edit",
            "修改",
            isPlain: true,
            // The form that comes back opens at the field.
            .formAction(purpose.path(definition.id, "save", at: FieldInput.anchor(field))),
            .ariaLabel("修改\(label)")
        )
    }
}

/// All that is wrong with a form, at its head, each with a link to its field.
struct FaultSummary: Sendable {
    let faults: [EntryFault]

    var markup: Markup {
        guard !faults.isEmpty else { return .nothing }
        return Pieces.notice("有 \(faults.count) 处要改正，还没有保存", .alarm) {
            Tag.ul {
                for fault in faults {
                    Tag.li {
                        let field = fault.field.split(separator: ".").first.map(String.init) ?? ""
                        if field.isEmpty {
                            fault.message
                        } else {
                            Tag.a(.anchor(FieldInput.anchor(field))) { fault.message }
                        }
                    }
                }
            }
        }
    }
}
