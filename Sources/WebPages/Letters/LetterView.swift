internal import Records

/// The letters of a node, and what a person may do with them.
struct LetterList: Sendable {
    let letters: [LetterBox.Letter]
    /// To whom letters go from here; nil at the root.
    let receiver: String?
    /// What the person may write, as a letter too.
    let registers: [RegisterDefinition]

    /// The page.
    var content: Markup {
        .sequence([
            Pieces.back(.home, "返回首页"),
            Tag.h1 { "密件" },
            receiver.map(explanation) ?? Tag.p { "各地写给本级的密件，只有本级打得开，中间经过的地方看不到内容。" },
            receiver == nil || registers.isEmpty ? .nothing : choice,
            letters.isEmpty ? Tag.p { "现在没有密件。" } : table,
        ])
    }

    private func explanation(_ receiver: String) -> Markup {
        Tag.p {
            "密件只有"
            Tag.bdi { receiver }
            "打得开。上级和别处只转送，看得到是谁写给谁的，看不到写了什么。本机保存以后也打不开，请记住自己写过什么。"
        }
    }

    private var choice: Markup {
        .sequence([
            Tag.h2 { "写一件密件" },
            Tag.p(.class("actions")) {
                for register in registers {
                    Pieces.button(
                        PagePath(["entry", register.id], query: [("sealed", "1")]),
                        register.title,
                        isPlain: true
                    )
                }
            },
        ])
    }

    private var table: Markup {
        Tag.table(.class("stack")) {
            Tag.caption { "共 \(letters.count) 件，新的在前" }
            Tag.thead {
                Tag.tr {
                    for label in ["何时写的", "谁写的", "写给谁", "内容"] {
                        Tag.th(.columnHeader) { label }
                    }
                }
            }
            Tag.tbody {
                for letter in letters.reversed() {
                    Tag.tr {
                        Tag.th(.rowHeader) { ChineseDate.moment(letter.writtenAt) }
                        Tag.td(.label("谁写的")) { Tag.bdi { letter.from } }
                        Tag.td(.label("写给谁")) { Tag.bdi { letter.to } }
                        Tag.td(.label("内容")) { self.name(letter) }
                    }
                }
            }
        }
    }

    private func name(_ letter: LetterBox.Letter) -> Markup {
        guard letter.register != nil else { return "已封好，本机打不开".asMarkup }
        return Tag.a(.class("back"), .href(PagePath(["letters", letter.id]))) { "打开" }
    }
}

/// One letter, opened.
struct LetterModel: Sendable {
    let letter: LetterBox.Letter
    let definition: RegisterDefinition
    /// What was refused when it was to become a record, in a sentence.
    var refusal: String?

    /// The page.
    func content(for visitor: Visitor) -> Markup {
        .sequence([
            Pieces.back(PagePath(["letters"]), "回到密件"),
            Tag.h1 { "密件：\(definition.title)" },
            refusal.map { text in Pieces.notice("没有登记", .alarm) { Tag.p { text } } } ?? .nothing,
            Tag.p {
                Tag.bdi { letter.from }
                "写给"
                Tag.bdi { letter.to }
                "，\(ChineseDate.moment(letter.writtenAt))。"
            },
            Pieces.facts(
                letter.fields.map { field in
                    (definition.label(of: field.field), Tag.bdi(.class("lines")) { shown(field) })
                }
            ),
            PostForm(to: PagePath(["letters", letter.id, "record"]), visitor).markup {
                Tag.div(.class("actions")) {
                    PostForm.button("record", "登记成本级的记录")
                    Tag.span(.class("hint")) { "登记以后下级看不到；登记过的不要再登记。" }
                }
            },
        ])
    }

    private func shown(_ given: RecordValidation.Given) -> String {
        guard let field = definition.field(given.field) else { return given.text }
        switch field.type {
        case .boolean: return given.text == "true" ? "是" : given.text == "false" ? "否" : given.text
        case .choice: return field.words(for: given.text)
        case .date, .dateTime: return ChineseDate.reading(given.text) ?? given.text
        default: return given.text
        }
    }
}
