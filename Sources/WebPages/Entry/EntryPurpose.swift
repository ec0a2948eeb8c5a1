internal import Records

/// What becomes of a form once it is checked: in its address, so that what is to be sealed never
/// becomes a record that others read.
enum EntryPurpose: Hashable, Sendable {
    /// A record of this place.
    case record
    /// A letter that only the nodes of the place of this name can read.
    case letter(to: String)

    var isLetter: Bool { self != .record }

    /// The address of a form, or of one of its steps.
    func path(_ register: String, _ step: String? = nil, at field: String? = nil) -> PagePath {
        let segments = [isLetter ? "seal" : "entry", register] + [step].compactMap(\.self)
        return PagePath(segments, at: field)
    }

    /// Under what a form that was left is kept: a letter's never turns up in a record's form.
    func draftName(_ register: String) -> String { isLetter ? "seal " + register : register }

    func title(_ definition: RegisterDefinition) -> String {
        isLetter ? "写密件：\(definition.title)" : "登记：\(definition.title)"
    }

    func checkTitle(_ definition: RegisterDefinition) -> String {
        isLetter ? "核对后封好：\(definition.title)" : "核对后保存：\(definition.title)"
    }

    /// The way out before anything is kept.
    var back: Markup {
        isLetter
            ? Pieces.back(PagePath(["letters"]), "不写了，回到密件")
            : Pieces.back(.home, "不登记了，回到首页")
    }

    /// What is said where a form that was saved comes again with other contents.
    var changedSentence: String {
        isLetter
            ? "这件密件刚才已经封好，不能再改，这次改的没有封。要另写一件，请在下面写好，再核对、封好。"
            : "这张表刚才已经登记成一条记录，这次改的没有保存。要改那一条，请打开它更改；要另登记一件，请在下面填好，再核对、保存。"
    }

    var refusalTitle: String { isLetter ? "没有封好" : "没有保存" }
    var checkRequest: String {
        isLetter ? "请再看一遍，有错就点右边的“修改”。封好以后不能再改。" : "请和办事人一起看一遍，有错就点右边的“修改”。"
    }
    var checkCaption: String { isLetter ? "将要封好的内容" : "将要保存的内容" }
    var saveLabel: String { isLetter ? "没有错，封好" : "没有错，保存" }

    /// For whom a letter is, before anything is typed.
    var notice: Markup {
        guard case .letter(let receiver) = self else { return .nothing }
        return Pieces.notice("只有\(receiver)打得开", .plain) {
            Tag.p { "别处只看得到是谁写给谁的。封好以后本机也打不开，请自己记住写了什么。" }
        }
    }
}
