internal import Causality
internal import Records
internal import Store

/// What waits to be sent to the parent, record by record.
struct WaitingModel: Sendable {
    /// One record of which something waits.
    struct Line: Sendable {
        let registerTitle: String
        /// What the record is called; nil for what the program keeps for itself.
        let title: String?
        /// Its page; nil where it has none.
        let path: PagePath?
        let changeCount: Int
        /// When the oldest change was recorded by the device's clock.
        let since: Int64
    }

    let parentName: String?
    var lines: [Line]
    /// All changes that wait, those beyond the lines too.
    let totalCount: Int64
    /// How the last contacts with the parent went.
    let contact: ContactState
    /// Photos and scans that wait.
    let attachments: AttachmentCounts
    let now: Int64
    /// Whether the node sends by itself.
    var isAutomatic = false
    /// What sending just now came to; nil where nobody asked for it.
    var outcome: ParentContact.Outcome?

    /// More lines than a person reads.
    static let lineCountMax = 100
}
