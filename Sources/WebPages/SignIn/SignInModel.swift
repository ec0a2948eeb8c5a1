/// What the page for signing in says.
struct SignInModel: Sendable {
    /// Whether the node has any account.
    var hasAccounts: Bool
    /// The name that was typed.
    var name = ""
    /// Where the person wanted to go.
    var next: PagePath?
    /// What was wrong, in a sentence.
    var fault: String?
    /// What was typed before the session ended.
    var kept: KeptForm?
}
