internal import Store

extension PagesNode {
    /// What of signing in depends on the node.
    func signInModel(name: String = "", next: PagePath?, fault: String? = nil) async throws
        -> SignInModel
    {
        let hasAccounts = try await read { try $0.hasAccounts() }
        return SignInModel(hasAccounts: hasAccounts, name: name, next: next, fault: fault)
    }

    /// The account, if name and password are right.
    ///
    /// Passwords are hashed one after another on a queue of their own: each takes 32 MiB.
    func account(name: String, password: String) async throws -> UserAccount? {
        let accounts = accounts
        return try await PasswordQueue.run { try accounts.check(name: name, password: password) }
    }
}
