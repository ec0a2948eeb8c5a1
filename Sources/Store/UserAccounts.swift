internal import GRDB
package import Records

/// A local account of this node's pages.
///
/// It stays on this node: other nodes only ever see the staff id or name as the actor of an event.
package struct UserAccount: Hashable, Sendable {
    /// The name that the person types to sign in, unique on this node.
    package let name: String
    /// What the person may do.
    package let role: Role
    /// The staff id under which the person acts; nil where the account's name stands for it.
    package let staff: String?
    /// The password's hash in its text form.
    package let passwordHash: String
    /// When account or password last changed, seconds since 1970 UTC: older sessions end.
    package let changedAt: Int64

    /// Who the person is in events.
    package var actor: String { staff ?? name }

    /// Makes an account.
    package init(
        name: String,
        role: Role,
        staff: String?,
        passwordHash: String,
        changedAt: Int64
    ) {
        self.name = name
        self.role = role
        self.staff = staff
        self.passwordHash = passwordHash
        self.changedAt = changedAt
    }
}

extension StoreSession {
    /// All accounts by name.
    package func accounts() throws -> [UserAccount] {
        try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM account ORDER BY name")).map(
            account
        )
    }

    /// The account of a name, nil if there is none.
    package func account(named name: String) throws -> UserAccount? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM account WHERE name = ?")
        return try Row.fetchOne(statement, arguments: [name]).map(account)
    }

    /// Whether anybody can sign in at all.
    package func hasAccounts() throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM account)")) ?? false
    }

    /// Adds an account; false, and nothing done, if its name is taken.
    package func add(_ account: UserAccount) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO account(name, role, staff, passwordHash, changedAt)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            account.name, account.role.rawValue, account.staff, account.passwordHash,
            account.changedAt,
        ]
        )
        guard db.changesCount == 1 else { return false }
        _ = try commit()
        return true
    }

    /// Gives an account another password, which ends its sessions; false if there is no such
    /// account.
    package func setPassword(of name: String, hash: String, changedAt: Int64) throws -> Bool {
        try db.cachedStatement(
            sql: "UPDATE account SET passwordHash = ?, changedAt = ? WHERE name = ?"
        ).execute(arguments: [hash, changedAt, name]
        )
        guard db.changesCount == 1 else { return false }
        _ = try commit()
        return true
    }

    private func account(_ row: Row) throws -> UserAccount {
        guard let role = Role(rawValue: row["role"]) else { throw StoreError.damaged("账号") }
        return UserAccount(
            name: row["name"],
            role: role,
            staff: row["staff"],
            passwordHash: row["passwordHash"],
            changedAt: row["changedAt"]
        )
    }
}
