/// Who does a transition; raw values are the spellings of definitions.
package enum Role: String, Hashable, Sendable, CaseIterable {
    /// The village agent.
    case agent
    /// Whoever handles a case at a township, centre or department.
    case clerk
    /// A window's staff.
    case windowStaff
    /// A window's head.
    case windowHead
    /// The inspection office.
    case inspector
    /// A leader.
    case leader
    /// The assessment group.
    case assessmentGroup
    /// The person who looks after the machines.
    case itOfficer
    /// A citizen, entered by the counter.
    case villager
    /// An outside authority, entered by whoever handles the case.
    case external

    /// The role's Chinese name.
    package var label: String {
        switch self {
        case .agent: "代办员"
        case .clerk: "经办人"
        case .windowStaff: "窗口人员"
        case .windowHead: "窗口负责人"
        case .inspector: "督查人员"
        case .leader: "领导"
        case .assessmentGroup: "考核小组"
        case .itOfficer: "信息技术人员"
        case .villager: "办事人"
        case .external: "外部机关"
        }
    }
}

/// The states of a register and the ways between them.
package struct Workflow: Hashable, Sendable {
    /// All states, in the order of the paper.
    package let states: [String]
    /// States that old records may have and none may enter.
    package let retiredStates: [String]
    /// The state in which a record begins unless another start's condition holds.
    package let initial: String
    /// Other starts, the first whose condition holds is taken.
    package let alsoInitial: [StartingState]
    /// States in which nothing is owed any more; some may still be left.
    package let final: [String]
    /// The ways between states, in order of preference.
    package let transitions: [Transition]

    /// States in which the limits of the case stand still.
    package var clockStoppingStates: Set<String> {
        Set(transitions.filter { $0.deadline?.stopsClock == true }.map(\.to))
    }

    /// The transition of that name, nil if there is none.
    package func transition(named name: String) -> Transition? {
        transitions.first { $0.name == name }
    }
}

/// Another state in which a record may begin.
package struct StartingState: Hashable, Sendable {
    /// The state.
    package let state: String
    /// When, in words.
    package let when: String?
    /// When; nil where only a person can say, so that the state must be named.
    package let condition: Condition?
}

/// One named way from states to a state.
package struct Transition: Hashable, Sendable {
    /// The name, unique in the register.
    package let name: String
    /// The states that it leaves.
    package let from: [String]
    /// The state that it enters.
    package let to: String
    /// Who does it.
    package let role: Role
    /// Fields that must have a value after it.
    package let needs: [String]
    /// Values that it writes by itself, unless the person gives others.
    package let sets: [String: FieldValue]
    /// Until when it is due.
    package let deadline: Deadline?
    /// When it is offered, in words.
    package let when: String?
    /// When it is offered; nil for always, or where only a person can say.
    package let condition: Condition?
    /// What must hold of the record once its needs are filled in; it is offered before that.
    package let checks: [Condition]
    /// Steps whose last doer may not do this one; the initial state stands for the first event.
    package let othersThan: [String]
    /// Who may not take part in it.
    package let recusal: Recusal?
    /// Whether the clock makes it, too.
    package let isAutomatic: Bool
}

/// Who may neither take a step nor be named in it, because the matter is the person's own.
package struct Recusal: Hashable, Sendable {
    /// The list of those who take part, if the record names them.
    package let list: String?
    /// The column of the list that names a person.
    package let person: String?
    /// The column that says that the matter is the person's own.
    package let flag: String?
    /// Fields that name persons whose own matter it is.
    package let persons: [String]
    /// Where units are named whose own matter it is.
    package let units: [ValuePath]
}

/// Fields that a role may change without a step, where the others change by steps alone.
package struct OpenFields: Hashable, Sendable {
    /// The role.
    package let role: Role
    /// The fields.
    package let fields: Set<String>
}

/// A limit from the start of a state, or since a field.
package struct Deadline: Hashable, Sendable {
    /// Working days, if counted so.
    package let workingDays: Int?
    /// Calendar days, if counted so.
    package let calendarDays: Int?
    /// The field, or the setting of the register, that holds the limit or the day itself.
    package let parameter: String?
    /// The field since which it runs; nil for the start of the state.
    package let since: String?
    /// Whether the limits of the case stand still in the new state.
    package let stopsClock: Bool
    /// Whether the number is ours.
    package let isDefault: Bool
}
