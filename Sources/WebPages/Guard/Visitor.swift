internal import Bookkeeping
internal import Credentials
internal import Records
internal import Store

/// Who looks at a page.
struct Visitor: Sendable {
    let account: UserAccount
    let token: SessionToken

    var role: Role { account.role }

    /// The person as the books know it: every event of this visitor names it.
    var person: ActingPerson { ActingPerson(id: account.actor, roles: [account.role]) }
}

/// What each role may do on the pages; the books check the roles of transitions themselves.
enum Permission {
    /// Registers that the office keeps about itself: places, units, staff, matters, the calendar.
    private static let office: Set<Role> = [.itOfficer, .clerk]
    private static let counter: Set<Role> = [.agent, .clerk, .windowStaff, .windowHead]
    private static let assessors: Set<Role> = [
        .inspector, .leader, .assessmentGroup, .clerk, .itOfficer,
    ]

    /// Whether the role handles the register's records, so that it sees citizens' data in full, may
    /// change fields and decide between values that stand side by side.
    static func handles(_ role: Role, _ definition: RegisterDefinition) -> Bool {
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
    static func records(
        _ role: Role,
        _ definition: RegisterDefinition,
        at level: PlaceLevel?
    ) -> Bool {
        guard !definition.isSystem, definition.kind != .report,
            handles(role, definition) || takesIn(role, definition)
        else { return false }
        guard let level, !definition.levels.isEmpty else { return true }
        return definition.levels.contains(level)
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
    static func assesses(_ role: Role, at level: PlaceLevel?) -> Bool {
        guard let level, level != .village else { return false }
        return assessors.contains(role)
    }
}
