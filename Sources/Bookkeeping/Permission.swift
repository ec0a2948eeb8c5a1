package import Records

/// What each role may do with a register: one rule for the pages and for a person whom a command
/// names.
///
/// The roles of transitions are checked where the state moves.
package enum Permission {
    /// Registers that the office keeps about itself: places, units, staff, matters, the calendar.
    private static let office: Set<Role> = [.itOfficer, .clerk]
    private static let counter: Set<Role> = [.agent, .clerk, .windowStaff, .windowHead]
    private static let assessors: Set<Role> = [
        .inspector, .leader, .assessmentGroup, .clerk, .itOfficer,
    ]
    /// Those who answer for the node itself.
    private static let managers: Set<Role> = [.leader, .itOfficer]
    /// A window judges its own work otherwise; the others sign in nowhere.
    private static let undecided: Set<Role> = [.windowStaff, .villager, .external]

    /// Whether the role handles the register's records, so that it sees citizens' data in full and
    /// may change fields.
    package static func handles(_ role: Role, _ definition: RegisterDefinition) -> Bool {
        guard !definition.isSystem else { return false }
        if definition.kind == .directory { return office.contains(role) }
        let roles = stepRoles(definition)
        guard counter.contains(role) else { return roles.contains(role) }
        return roles.isEmpty || roles.contains(role) || roles.contains(.villager)
            || (role == .clerk && roles.contains(.external))
    }

    /// Whether the role may begin a record here.
    ///
    /// A citizen's complaint is taken in at any counter, whoever handles it afterwards.
    package static func records(
        _ role: Role,
        _ definition: RegisterDefinition,
        at level: PlaceLevel?
    ) -> Bool {
        let mayBegin =
            definition.recordedBy?.contains(role)
            ?? (handles(role, definition) || takesIn(role, definition))
        guard !definition.isSystem, definition.kind != .report, mayBegin else { return false }
        guard let level, !definition.levels.isEmpty else { return true }
        return definition.levels.contains(level)
    }

    /// Whether the role may change fields without a step, or add a file.
    package static func changes(_ role: Role, _ definition: RegisterDefinition) -> Bool {
        guard let open = definition.openFields else { return handles(role, definition) }
        return open.contains { $0.role == role }
    }

    /// Whether the role may decide between values that stand side by side.
    package static func decides(_ role: Role, _ definition: RegisterDefinition) -> Bool {
        !undecided.contains(role) && handles(role, definition)
    }

    private static func takesIn(_ role: Role, _ definition: RegisterDefinition) -> Bool {
        definition.kind == .workflow && counter.contains(role)
            && definition.fields.contains(where: \.isPersonal)
            && stepRoles(definition).isDisjoint(with: [.agent, .windowStaff])
    }

    private static func stepRoles(_ definition: RegisterDefinition) -> Set<Role> {
        Set((definition.workflow?.transitions ?? []).map(\.role))
    }

    /// Whether the role sees the month's ranking before it is published.
    package static func assesses(_ role: Role, at level: PlaceLevel?) -> Bool {
        guard let level, level != .village else { return false }
        return assessors.contains(role)
    }

    /// Whether the role may decide what counts of a device whose clock was wrong.
    package static func rulesOnClocks(_ role: Role) -> Bool {
        manages(role) || role == .assessmentGroup
    }

    /// Throws `notPermitted` unless the person may do it; the operator may do all.
    ///
    /// Somebody without a role here takes in and corrects what is no directory: the staff record
    /// may be on its way.
    package static func check(_ person: ActingPerson, _ act: Undertaking) throws {
        guard let roles = person.roles else { return }
        if roles.isEmpty, act.isOpenToUnknown { return }
        guard !roles.contains(where: act.isOpen(to:)) else { return }
        throw BookkeepingError.notPermitted(
            person: person.id,
            isKnown: !roles.isEmpty,
            act: act.words,
            roles: Role.allCases.filter(act.isOpen(to:))
        )
    }

    /// Whoever takes in what citizens say, or answers for the node.
    fileprivate static func writesLetters(_ role: Role) -> Bool {
        manages(role) || counter.contains(role)
    }

    fileprivate static func manages(_ role: Role) -> Bool { managers.contains(role) }

    /// Closing marks say that a place's entries are complete: whoever keeps them may say so.
    fileprivate static func closes(_ role: Role) -> Bool {
        manages(role) || [.agent, .clerk, .windowHead].contains(role)
    }
}

/// What a person sets out to do, as far as roles bind it.
package enum Undertaking: Sendable {
    /// A new record.
    case record(RegisterDefinition)
    /// Other values in a record.
    case change(RegisterDefinition)
    /// A decision between values that stand side by side.
    case decide(RegisterDefinition)
    /// The end of a record's personal data.
    case erase(RegisterDefinition)
    /// A sealed letter to here, opened.
    case readLetter(RegisterDefinition)
    /// The end of a sealed letter that this computer wrote.
    case eraseWrittenLetter
    /// The end of a sealed letter to here; the registers that may be written as letters.
    case eraseReadLetter([RegisterDefinition])
    /// A joining code, or the answer to a request to join.
    case invite
    /// A node withdrawn or a place ended.
    case manageNodes
    /// An account made or its password set anew.
    case manageAccounts
    /// A closing mark.
    case closePeriod
    /// Another version of a register or scheme.
    case define
    /// What counts of a device whose clock was wrong.
    case ruleClock

    /// What it is, in the words that follow “may not”.
    var words: String {
        switch self {
        case .record(let definition): "登记“\(definition.title)”"
        case .change(let definition): "更改“\(definition.title)”"
        case .decide(let definition): "决定“\(definition.title)”中并存的值"
        case .erase(let definition): "删除“\(definition.title)”中的个人信息"
        case .readLetter(let definition): "打开“\(definition.title)”的密件"
        case .eraseWrittenLetter, .eraseReadLetter: "删除密件"
        case .invite: "让别的节点加入"
        case .ruleClock: "裁定时钟"
        case .manageNodes: "停用节点或撤并地方"
        case .manageAccounts: "管理网页的账号"
        case .closePeriod: "封账"
        case .define: "修改登记簿和考核办法"
        }
    }

    func isOpen(to role: Role) -> Bool {
        switch self {
        case .record(let definition): Permission.records(role, definition, at: nil)
        case .change(let definition): Permission.changes(role, definition)
        case .erase(let definition): Permission.handles(role, definition)
        case .readLetter(let definition): Permission.handles(role, definition)
        case .eraseWrittenLetter: Permission.writesLetters(role)
        case .eraseReadLetter(let registers):
            Permission.manages(role) || registers.contains { Permission.handles(role, $0) }
        case .decide(let definition): Permission.decides(role, definition)
        case .invite, .manageNodes, .manageAccounts, .define: Permission.manages(role)
        case .closePeriod: Permission.closes(role)
        case .ruleClock: Permission.rulesOnClocks(role)
        }
    }

    var isOpenToUnknown: Bool {
        switch self {
        case .record(let definition), .change(let definition):
            definition.kind != .directory && definition.openFields == nil
        default: false
        }
    }
}
