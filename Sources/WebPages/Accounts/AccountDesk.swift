package import Ambient
internal import Credentials
package import Records
package import Store

/// Makes, resets and checks the accounts of this node's pages.
package struct AccountDesk: Sendable {
    private let store: Store
    private let clock: WallClock
    private let random: RandomSource

    /// The roles that people sign in with; what citizens and outside authorities do is entered by
    /// whoever stands at the counter.
    package static let roles = Role.allCases.filter { $0 != .villager && $0 != .external }

    private static let nameLengthMax = 50

    /// Works on a node's store; `random` must be the system's source, save in tests.
    package init(store: Store, clock: WallClock, random: RandomSource) {
        self.store = store
        self.clock = clock
        self.random = random
    }

    /// Makes an account.
    ///
    /// Throws `accountExists`, `badAccountName`, `roleWithoutPages`, or a `CredentialError` for a
    /// password that is too short or too long. Takes tens of milliseconds on purpose.
    package func add(name: String, role: Role, staff: String?, password: String) throws {
        guard AccountDesk.roles.contains(role) else { throw PageError.roleWithoutPages(role) }
        guard let name = AccountDesk.plain(name) else { throw PageError.badAccountName }
        let account = UserAccount(
            name: name,
            role: role,
            staff: staff.flatMap { $0.isEmpty ? nil : $0 },
            passwordHash: try PasswordHash(password: password, random: random).text,
            changedAt: clock.now.secondsSince1970
        )
        guard try store.write({ try $0.add(account) }) else {
            throw PageError.accountExists(name)
        }
    }

    /// Gives an account another password and ends its sessions.
    ///
    /// Throws `unknownAccount`, or a `CredentialError` for the password.
    package func reset(name: String, password: String) throws {
        let hash = try PasswordHash(password: password, random: random).text
        let now = clock.now.secondsSince1970
        let plain = AccountDesk.plain(name) ?? name
        guard try store.write({ try $0.setPassword(of: plain, hash: hash, changedAt: now) }) else {
            throw PageError.unknownAccount(name)
        }
    }

    /// All accounts by name.
    package func list() throws -> [UserAccount] { try store.read { try $0.accounts() } }

    /// The account whose name and password these are, nil otherwise; an unknown name takes as long
    /// as a wrong password.
    func check(name: String, password: String) throws -> UserAccount? {
        let known = try AccountDesk.plain(name).flatMap { name in
            try store.read { try $0.account(named: name) }
        }
        guard let known else {
            PasswordHash.spendTime(on: password)
            return nil
        }
        return try PasswordHash(text: known.passwordHash).matches(password) ? known : nil
    }

    /// The name without blanks around it; nil if it cannot be one.
    static func plain(_ name: String) -> String? {
        let trimmed = name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
        let plain = String(trimmed.reversed())
        let isVisible = plain.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
                .unassigned:
                false
            default: true
            }
        }
        return (1...nameLengthMax).contains(plain.count) && isVisible ? plain : nil
    }
}
