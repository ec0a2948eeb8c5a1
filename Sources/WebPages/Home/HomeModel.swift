internal import Enrolment
internal import Records
internal import Store

/// What the first page says: where I am, what waits, whom I have met.
struct HomeModel: Sendable {
    /// What there is to do with sealed letters.
    enum Letters: Hashable, Sendable {
        /// They are read here; so many are neither recorded nor erased.
        case toRead(openCount: Int)
        /// They can be written to the place of this name.
        case toWrite(to: String)
    }

    /// What a register's deadlines ask for.
    struct Duty: Sendable {
        let register: String
        let title: String
        let lateCount: Int
        let soonCount: Int
    }

    var placeName: String?
    var code: String?
    var level: PlaceLevel?
    var parentName: String?
    /// How the last contacts with the parent went.
    var contact = ContactState()
    var pendingCount: Int64 = 0
    /// Since when the oldest of them waits, by the device's clock.
    var pendingSince: Int64?
    /// Events that the county has not confirmed.
    var pendingRootCount: Int64 = 0
    var conflictCount = 0
    var quarantineCount = 0
    var waitingCount = 0
    /// Spells of wrong clocks that the person may rule on and nobody has.
    var clockSpellCount = 0
    /// Events whose personal payload was taken out on the way.
    var strippedCount = 0
    /// The places right below, those unheard for longest first.
    var children: [ChildSummary] = []
    /// Photos and scans that wait.
    var attachments = AttachmentCounts()
    /// Registers with open records that are late or soon due, of those that the person handles.
    var duties: [Duty] = []
    /// Letters that the person may read or write; nil where there are none.
    var letters: Letters?
    var now: Int64 = 0
    /// Whether the node sends by itself.
    var isAutomatic = true
    /// Whether the person has anything to record here.
    var mayRecord = true

    /// Days without contact after which a place is called silent.
    static let silentDays: Int64 = 3
}
