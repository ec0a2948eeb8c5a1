package import Causality
internal import Documents
internal import Merge
internal import Records
internal import Store

/// The signed events that an edition, or one of its documents, was read from.
package struct EditionSource: Sendable {
    /// What was read: the edition itself, its draft, or the kind of document.
    package let title: String
    /// The first event.
    package private(set) var first: Dot?
    /// How many events there are.
    package private(set) var eventCount = 0
    /// Staff id or account of who made the first event; empty for the node's operator.
    package private(set) var actor = ""
    /// When the first was made by the device's clock, in seconds since 1970.
    package private(set) var deviceTime: Int64 = 0
    /// Whether the tables show what the events say.
    package private(set) var isShownSo = true
    /// The streams that hold the events.
    private(set) var streams: Set<StreamID> = []

    init(title: String) { self.title = title }

    /// Counts a record's events in.
    mutating func add(_ record: SignedRecord) {
        if first == nil, let origin = record.record.state.origin {
            first = origin.dot
            actor = origin.actor
            deviceTime = origin.deviceTime
        }
        eventCount += record.events.count
        isShownSo = isShownSo && record.isShownSo
        streams.formUnion(record.events.map(\.dot.stream))
    }

    /// For programs.
    var document: DocumentValue {
        [
            "what": .text(title),
            "event": first.map { .text(RecordID.dot($0).text) } ?? .null,
            "events": .number(String(eventCount)), "actor": .text(actor),
            "recordedAt": CivilDateTime(secondsSince1970: deviceTime).map { .text($0.text) }
                ?? .null,
            "tableEqual": .boolean(isShownSo),
        ]
    }
}
