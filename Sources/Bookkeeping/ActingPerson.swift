package import Records

/// Who acts, and what the person may do.
package struct ActingPerson: Hashable, Sendable {
    /// Staff id or account; empty for the node's operator and for the node itself.
    package let id: String
    /// The roles that the person has; nil for the operator, who may do all.
    package let roles: Set<Role>?
    /// Whether the program itself acts, which alone writes the registers that it keeps for itself.
    package let isNode: Bool

    /// Names a person with roles; nil roles may do all.
    package init(id: String, roles: Set<Role>?) {
        self.id = id
        self.roles = roles
        isNode = false
    }

    private init(isNode: Bool) {
        id = ""
        roles = nil
        self.isNode = isNode
    }

    /// The node's operator, who may do all that people do.
    package static let nodeOperator = ActingPerson(isNode: false)
    /// The program itself.
    package static let node = ActingPerson(isNode: true)

    /// Whether the person may make a transition of that role.
    ///
    /// What citizens and outside authorities do is entered by whoever handles the case at a
    /// counter.
    package func may(_ role: Role) -> Bool {
        guard let roles else { return true }
        switch role {
        case .villager: return !roles.isDisjoint(with: [.villager, .agent, .windowStaff, .clerk])
        case .external: return !roles.isDisjoint(with: [.external, .clerk])
        default: return roles.contains(role)
        }
    }
}
