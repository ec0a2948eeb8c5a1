/// The form with which a person changes the password.
struct PasswordModel: Sendable {
    /// What was wrong, in a sentence; nothing that was typed comes back.
    var fault: String?
}
