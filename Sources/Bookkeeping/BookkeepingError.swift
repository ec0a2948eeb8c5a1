package import Records

/// One fault of one field, with the `reason` that programs read and a sentence for people.
package struct EntryFault: Hashable, Sendable {
    /// The field's id, `list.column` for a column; empty where no single field is at fault.
    package let field: String
    /// What is wrong, in small letters and underscores, such as `bad_date`.
    package let reason: String
    /// One Chinese sentence: what is wrong and how to mend it.
    package let message: String

    /// Makes a fault.
    package init(field: String, reason: String, message: String) {
        self.field = field
        self.reason = reason
        self.message = message
    }

    init(_ fault: FieldFault) {
        self.init(field: fault.field, reason: fault.reason.rawValue, message: fault.message)
    }
}

/// Why a call was refused; nothing of it was written.
package enum BookkeepingError: Error, Equatable, Sendable {
    /// What sort of refusal it is: commands choose their exit status by it.
    package enum Kind: Sendable {
        /// Not allowed, not possible or not found (exit status 1).
        case refused
        /// The command was used wrongly (exit status 64).
        case usage
        /// The given data are at fault (exit status 65).
        case badData
    }

    /// Fields are at fault; all of them, in the order in which they were given.
    case invalid([EntryFault])
    /// The state cannot be entered so.
    case transition(TransitionFault)
    /// The state has several values; it needs a decision before it moves. The conflict's id.
    case undecidedState(conflict: String)
    /// The field has several values and the person was not shown them. Label and conflict's id.
    case undecidedField(label: String, conflict: String)
    /// The person has not the role that the transition wants.
    case noRole(person: String, transition: String, role: Role)
    /// None of the person's roles may do it, or the person is unknown here and has none; what it is
    /// in Chinese, and the roles that may.
    case notPermitted(person: String, isKnown: Bool, act: String, roles: [Role])
    /// The field changes by steps alone, and not by the one that was taken; its label.
    case fixedField(String, step: String?)
    /// The person did the other step, and another person must do this one.
    case sameActor(person: String, step: String, former: String)
    /// The person has to stand back from the step; why.
    case recused(step: String, why: String)
    /// Records of the register are not written at this node's level.
    case wrongLevel(register: String, levels: [PlaceLevel])
    /// A record of the key exists; its id.
    case alreadyRecorded(register: String, key: String, id: String)
    /// The record would be held by places below, and was not to be; the register's title.
    case heldBelow(String)
    /// The register is not one that letters are written for.
    case noLetters(String)
    /// The program itself keeps the register.
    case systemRegister(String)
    /// A report, which reads other registers and has no records of its own.
    case noRecords(String)
    /// No record has this id, key or number.
    case unknownRecord(register: String, text: String)
    /// Several records have this key; their ids.
    case ambiguousRecord(text: String, ids: [String])
    /// No place has this code at present.
    case unknownPlace(String)
    /// A change without a reason.
    case reasonMissing
    /// No open conflict has this id.
    case unknownConflict(String)
    /// The value named is not one of those that stand; their ids.
    case notStanding(dot: String, known: [String])
    /// A value has come that the person who decides had not in view.
    case valueCame
    /// The value was erased, so it cannot be kept.
    case erasedValue
    /// A sealed letter that another computer wrote, to another place.
    case letterOfOthers
    /// The register has no personal fields.
    case nothingPersonal(String)
    /// A file that may not be attached.
    case attachmentRefused(AttachmentRefusal)
    /// Nothing in quarantine has this id.
    case unknownAside(String)
    /// What is in quarantine still cannot be taken over; why.
    case stillAside(String)
    /// No node's key, or more than one, begins so.
    case unknownNode(String)
    /// The beginning or end of a spell cannot be read, or the end comes first.
    case badSpell(String)
    /// Nothing that the node wrote in the spell is contradicted by a bulletin.
    case clockNotDoubtful(String)
    /// Only the county rules on clocks.
    case clockNotOurs
    /// The form's note of what it showed is damaged.
    case badShownVersion

    /// What sort of refusal it is.
    package var kind: Kind {
        switch self {
        case .invalid, .badShownVersion, .attachmentRefused: .badData
        case .reasonMissing, .noRecords, .badSpell: .usage
        default: .refused
        }
    }

    /// One plain Chinese sentence: what happened and what to do next; of several faults the first,
    /// with their number.
    package var sentence: String {
        switch self {
        case .invalid(let faults): BookkeepingError.sentence(of: faults)
        case .transition(let fault): fault.sentence
        case .undecidedState(let conflict):
            "这条记录的状态有几个并存的值，请先用 conflicts resolve \(conflict) 作出决定，再继续办理。"
        case .undecidedField(let label, let conflict):
            "“\(label)”有几个并存的值，请先看清各个值，再用 conflicts resolve \(conflict) 作出决定。"
        case .noRole(let person, let transition, let role):
            "“\(person)”没有“\(role.label)”的角色，不能办理“\(transition)”，请由\(role.label)办理。"
        case .notPermitted(let person, true, let act, let roles):
            "“\(person)”的角色不能\(act)，请由\(BookkeepingError.named(roles))办理。"
        case .notPermitted(let person, false, let act, let roles):
            "本机没有“\(person)”的人员记录或角色，不能\(act)，请由\(BookkeepingError.named(roles))办理。"
        case .fixedField(let label, let step?): "办理“\(step)”时不能改“\(label)”，请只填这一步需要的内容。"
        case .fixedField(let label, nil): "“\(label)”只随流转更改，不能单独改；请办理相应的流转（--transition）。"
        case .sameActor(let person, let step, let former):
            "“\(former)”就是“\(person)”办的，“\(step)”要由另一个人办理。"
        case .recused(let step, let why): "不能办理“\(step)”：\(why)，请换人。"
        case .wrongLevel(let register, let levels):
            "“\(register)”由\(levels.map(\.label).joined(separator: "、"))登记，不在本级登记。"
        case .alreadyRecorded(let register, let key, let id):
            "“\(register)”中已有“\(key)”（\(id)），请用 change 更改，不要重复登记。"
        case .heldBelow(let title):
            "“\(title)”的这条记录按规定要送到别的地方，密件不能这样登记，没有登记；"
                + "请看着内容另行登记，不要填会送到别处的栏目。"
        case .noLetters(let title): "“\(title)”不能写成密件，没有封；能写成密件的见网页首页的“密件”。"
        case .systemRegister(let title): "“\(title)”由程序自己记录，不能手工登记或更改。"
        case .noRecords(let title): "“\(title)”是统计报表，没有自己的记录，请登记到它所统计的登记簿。"
        case .unknownRecord(let register, let text):
            "“\(register)”中没有找到“\(text)”，请核对记录号、编码或编号。"
        case .ambiguousRecord(let text, let ids):
            "“\(text)”对应几条记录，请改用记录号：\(ids.joined(separator: "、"))。"
        case .unknownPlace(let code): "没有代码为“\(code)”的地方，请核对区划代码，或等同步后再试。"
        case .reasonMissing: "更改要写明原因，请用 --reason 写上。"
        case .unknownConflict(let id): "没有待决定的冲突“\(id)”，可能已有人决定，请重新列出。"
        case .valueCame: "这一项刚刚又到了一个不同的值，没有保存；请重新查看全部的值，再决定。"
        case .notStanding(let dot, let known):
            "“\(dot)”不是并存的值之一，可选：\(known.joined(separator: "、"))。"
        case .erasedValue: "这个值已按规定删除，不能再采用，请用 --value 写明要采用的值。"
        case .attachmentRefused(let refusal): refusal.sentence
        case .letterOfOthers: "这件密件不是这台电脑写的，也不是写给这里的，不能删除；请写的那台电脑或收的地方删除。"
        case .nothingPersonal(let title): "“\(title)”没有个人信息，没有什么可删除。"
        case .unknownAside(let id): "隔离区中没有“\(id)”，请重新列出后核对。"
        case .stillAside(let reason): "仍不能放行：\(reason)"
        case .unknownNode(let name): "没有唯一的一个节点以“\(name)”开头，请用 clock list 查看，多写几位。"
        case .badSpell(let text):
            "“\(text)”不是一段时间，请写 --from 2026-11-04 --to 2026-11-05（那台电脑的钟）。"
        case .clockNotDoubtful(let name):
            "节点“\(name)”在这段时间里没有与公告对不上的登记，不用裁定；请用 clock list 查看。"
        case .clockNotOurs: "时钟由县里裁定，请把情况告诉县里。"
        case .badShownVersion: "页面上的版本标记已损坏，请刷新页面后重填。"
        }
    }

    private static func named(_ roles: [Role]) -> String {
        roles.isEmpty ? "本机操作员" : roles.map(\.label).joined(separator: "、")
    }

    /// A form has few fields; a longer list helps nobody.
    private static let shownFaultCountMax = 20

    private static func sentence(of faults: [EntryFault]) -> String {
        guard let first = faults.first else { return "填写有误，请核对。" }
        guard faults.count > 1 else { return first.message }
        let shown = faults.prefix(shownFaultCountMax).map(\.message).joined(separator: "\n")
        let rest = faults.count > shownFaultCountMax ? "……\n" : ""
        return "\(shown)\n\(rest)共 \(faults.count) 处有误，没有保存。"
    }
}
