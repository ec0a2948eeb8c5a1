internal import Bookkeeping
internal import Causality
internal import Records

/// One letter, opened.
struct LetterModel: Sendable {
    let letter: SealedLetter
    let definition: RegisterDefinition
    /// What was typed where it was written.
    let given: [RecordValidation.Given]
    /// The same, field by field.
    let form: EntryForm
    let choices: ReferenceChoices
    /// What to look at again before it is recorded, in sentences.
    let warnings: [String]
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
                "，\(ChineseDate.moment(letter.writtenAt))，编号 \(letter.id.text)。"
            },
            letter.authorWords.map { words in
                Pieces.notice("请留意", .care) { Tag.p { words + "。" } }
            } ?? .nothing,
            warnings.isEmpty || letter.record != nil
                ? .nothing
                : Pieces.notice("请再看一眼", .care) {
                    Tag.ul { for warning in warnings { Tag.li { warning } } }
                },
            Pieces.facts(facts),
            letter.record.map(recorded) ?? recording(visitor),
        ])
    }

    /// What was typed, in the order of the definition; last what this node's definition does not
    /// have.
    private var facts: [(String, Markup)] {
        let known = form.fields.compactMap { field -> (String, Markup)? in
            let text = form.words(of: field, choices)
            return text.isEmpty ? nil : (field.label, Tag.bdi(.class("lines")) { text })
        }
        let names = Set(form.fields.map(\.id))
        let others = given.filter { !names.contains($0.field) && !$0.text.isEmpty }
        return known
            + others.map { other in
                ("其他栏目（\(other.field)）", Tag.bdi(.class("lines")) { other.text })
            }
    }

    private func recorded(_ record: RecordID) -> Markup {
        Pieces.notice("已经登记", .good) {
            Tag.p {
                Tag.a(
                    .class("back"),
                    .href(PagePath(["record", definition.id, record.text]))
                ) { "打开登记成的记录" }
            }
        }
    }

    private func recording(_ visitor: Visitor) -> Markup {
        PostForm(to: PagePath(["letters", letter.id.text, "record"]), visitor).markup {
            Tag.div(.class("actions")) {
                PostForm.button("record", "登记成本级的记录")
                Tag.span(.class("hint")) { "登记以后照平常办理，下级看不到。" }
            }
        }
    }
}
