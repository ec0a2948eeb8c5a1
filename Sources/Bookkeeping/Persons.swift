internal import Causality
internal import Merge
internal import Records
internal import Store

extension Bookkeeping {
    /// Who a staff id or an account's name stands for, with the roles that it has.
    ///
    /// Roles come from the account of this node's pages, from the staff record's `roles`, and,
    /// where that has none, from the post. Somebody unknown here has no role: what wants none may
    /// be done.
    package func person(named name: String) throws -> ActingPerson {
        try store.read { session in
            let desk = try Desk(session)
            let account = try session.account(named: name)
            let id = account?.actor ?? name
            var roles = Set([account?.role].compactMap(\.self))
            if let record = try desk.staff(id) {
                roles.formUnion(Desk.roles(of: record.state))
                if case .text(let own)? = record.state["id"]?.value {
                    return ActingPerson(id: own, roles: roles)
                }
            }
            return ActingPerson(id: id, roles: roles)
        }
    }
}

extension Bookkeeping {
    /// Which of these staff ids have no staff record here.
    package func unknownStaff(_ ids: [String]) throws -> Set<String> {
        try store.read { session in
            let desk = try Desk(session)
            return Set(try ids.filter { try desk.find($0, in: "staff") == .nothing })
        }
    }
}

extension Desk {
    /// The staff record of an id, or of the account that it names, in force today.
    fileprivate func staff(_ name: String) throws -> StoredRecord? {
        guard session.definitions.contains(where: { $0.id == "staff" }) else { return nil }
        if case .one(let id) = try find(name, in: "staff") { return try held(id) }
        let found = try session.records(of: "staff", where: [("account", .text(name))])
        return found.first { isInForce($0.state) }
    }

    /// All staff records that a name may mean, by id or by account: who keeps away from a matter,
    /// keeps away under each of them.
    func allStaff(_ name: String) throws -> Set<RecordID> {
        guard !name.isEmpty, session.definitions.contains(where: { $0.id == "staff" }) else {
            return []
        }
        let accounts = try session.records(of: "staff", where: [("account", .text(name))])
        let byAccount = Set(accounts.map(\.id))
        switch try find(name, in: "staff") {
        case .one(let id): return byAccount.union([id])
        case .several(let ids): return byAccount.union(ids)
        case .nothing: return byAccount
        }
    }

    private func isInForce(_ state: RecordState) -> Bool {
        CivilDate(of: state["to"]?.value).map { now.date <= $0 } ?? true
    }

    /// The roles that a staff record names; without any those that go with the post.
    fileprivate static func roles(of state: RecordState) -> Set<Role> {
        let named = state.rows(of: "roles").compactMap { row in
            text(row.items["role"]).flatMap(Role.init(rawValue:))
        }
        guard named.isEmpty else { return Set(named) }
        switch text(state["post"]) {
        case "代办员", "村干部": return [.agent]
        case "A岗", "B岗", "替岗": return [.windowStaff, .clerk]
        case "负责人": return [.windowHead, .windowStaff, .clerk]
        case "督查人员": return [.inspector]
        case "领导": return [.leader]
        case "技术员": return [.itOfficer]
        default: return []
        }
    }
}
