internal import Ambient
internal import Records
internal import Synchronization

/// What people filled in and had not saved when they went elsewhere: the form offers it again.
///
/// In memory only, for a working day: citizens' data that nobody decided to save is kept no longer.
final class DraftShelf: Sendable {
    private struct Draft {
        let form: SentForm
        let at: Int64
    }

    /// A day's silence, as of a session.
    private static let lifeSeconds = SessionShelf.idleSecondsMax
    /// Protects the memory: one draft for each person and register, and no more than a few of them.
    private static let countMax = 100

    private let clock: WallClock
    private let drafts = Mutex<[String: Draft]>([:])
    /// Who was picked last, by person, register and field: whoever takes in ten matters in a row
    /// picks the same colleague ten times.
    private let picks = Mutex<[String: String]>([:])

    init(clock: WallClock) { self.clock = clock }

    /// Keeps a form; the last one of a person and register counts.
    func keep(_ form: SentForm, of account: String, in register: String) {
        let now = clock.now.secondsSince1970
        let own = form.items.filter {
            ![PostForm.tokenField, PostForm.stepField].contains($0.name)
        }
        drafts.withLock { drafts in
            drafts = drafts.filter { now - $0.value.at <= DraftShelf.lifeSeconds }
            let key = DraftShelf.key(account, register)
            if drafts[key] == nil, drafts.count >= DraftShelf.countMax,
                let oldest = drafts.min(by: { ($0.value.at, $0.key) < ($1.value.at, $1.key) })
            {
                drafts[oldest.key] = nil
            }
            drafts[key] = Draft(form: SentForm(own), at: now)
        }
    }

    /// The form that was left, nil if none was.
    func draft(of account: String, in register: String) -> SentForm? {
        let now = clock.now.secondsSince1970
        return drafts.withLock { drafts in
            guard let draft = drafts[DraftShelf.key(account, register)],
                now - draft.at <= DraftShelf.lifeSeconds
            else { return nil }
            return draft.form
        }
    }

    /// Forgets it: saved, or thrown away.
    func drop(of account: String, in register: String) {
        drafts.withLock { $0[DraftShelf.key(account, register)] = nil }
    }

    /// Remembers who was picked in a saved form's fields that name staff.
    func remember(_ form: EntryForm, of account: String) {
        picks.withLock { picks in
            if picks.count >= DraftShelf.countMax * 10 { picks = [:] }
            for field in form.fields where field.references == ["staff"] {
                let key = DraftShelf.key(account, form.definition.id, field.id)
                picks[key] = form.values[field.id]
            }
        }
    }

    /// Who was picked last in a field, nil if nobody was.
    func pick(of account: String, in register: String, _ field: String) -> String? {
        picks.withLock { $0[DraftShelf.key(account, register, field)] }
    }

    private static func key(_ parts: String...) -> String { parts.joined(separator: "\u{0}") }
}
