package import Causality
package import Hashing

/// What kind of change an event makes.
///
/// Numbers that a node does not know are kept and relayed.
package struct EventType: Hashable, Sendable {
    /// The number on the wire.
    package let rawValue: UInt8

    /// Any number.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The first event of a record.
    package static let create = EventType(rawValue: 1)
    /// A change of a record's fields or state.
    package static let change = EventType(rawValue: 2)
    /// A person's decision between values that stand side by side.
    package static let decide = EventType(rawValue: 3)
    /// Takes the personal payloads of all events of the record away (SPEC 4.12).
    package static let erase = EventType(rawValue: 4)
    /// Adds one attachment to the record (SPEC 18.1).
    package static let attach = EventType(rawValue: 5)

    /// Whether this program can fold events of the type.
    package var isKnown: Bool { (1...5).contains(rawValue) }
}

/// How an event came to be recorded (design principle 3).
package enum EntryKind: UInt8, Sendable, CaseIterable {
    /// Recorded as it happened.
    case live = 0
    /// Recorded on paper or elsewhere while offline, as it happened, and carried over (离线登记).
    case offline = 1
    /// Typed in afterwards (补录).
    case backfill = 2
}

/// What the person had been shown of the record when the event was made.
package enum EventContext: Hashable, Sendable {
    /// All earlier events of the record in the event's own stream, and nothing else: the usual case
    /// of a record that is its author's alone and was current.
    case own
    /// An explicit version vector over the streams that touched the record.
    case seen(VersionVector)

    /// The context as a vector, for the event at this dot.
    package func vector(of dot: Dot) -> VersionVector {
        switch self {
        case .own: VersionVector(dot.stream, dot.sequence - 1)
        case .seen(let vector): vector
        }
    }
}

/// The values of personal fields, beside the header so that they can be erased (design section 3).
package enum PersonalPayload: Hashable, Sendable {
    /// Held: 16 bytes of salt, and the bytes of the writes.
    case held(salt: [UInt8], bytes: [UInt8])
    /// Erased: only the salted hash is left.
    case erased(hash: Digest256)

    /// Number of bytes of a salt: enough that a document number cannot be guessed from its hash.
    package static let saltByteCount = 16

    /// The salted hash that the header carries.
    package var hash: Digest256 {
        switch self {
        case .held(let salt, let bytes): SHA256Hasher.hash(salt + bytes)
        case .erased(let hash): hash
        }
    }
}

/// One immutable change of one record, as every node holds it: the envelope of design section 3.
package struct Event: Hashable, Sendable {
    /// Stream and sequence.
    package let dot: Dot
    /// The record that it changes.
    package let record: RecordID
    /// The register's id.
    package let register: String
    /// The definition's version that the author wrote by.
    package let definition: Digest256
    /// What kind of change.
    package let type: EventType
    /// What the person had seen.
    package let context: EventContext
    /// Staff id or account of the person who acted, empty for the node itself.
    package let actor: String
    /// The device's clock, in seconds since 1970 UTC.
    package let deviceTime: Int64
    /// Live, offline or afterwards.
    package let entry: EntryKind
    /// The bytes of the open payload.
    package let open: [UInt8]
    /// The personal values, nil if the event writes none.
    package let personal: PersonalPayload?

    /// Makes an event from its parts.
    package init(
        dot: Dot,
        record: RecordID,
        register: String,
        definition: Digest256,
        type: EventType,
        context: EventContext,
        actor: String,
        deviceTime: Int64,
        entry: EntryKind,
        open: [UInt8],
        personal: PersonalPayload?
    ) {
        self.dot = dot
        self.record = record
        self.register = register
        self.definition = definition
        self.type = type
        self.context = context
        self.actor = actor
        self.deviceTime = deviceTime
        self.entry = entry
        self.open = open
        self.personal = personal
    }

    /// The event's hash: SHA-256 of its canonical header, which carries the hash of the event
    /// before it and the hashes of both payloads (SPEC 4.2).
    package func hash(previous: Digest256) -> Digest256 {
        var writer = ByteWriter(capacity: 256)
        writer.byte(1)
        writer.stream(dot.stream)
        writer.varint(dot.sequence)
        writer.digest(previous)
        writer.record(record)
        writer.text(register)
        writer.digest(definition)
        writer.byte(type.rawValue)
        EventContextCodec.write(context, to: &writer)
        writer.text(actor)
        writer.signed(deviceTime)
        writer.byte(entry.rawValue)
        writer.digest(SHA256Hasher.hash(open))
        if let personal {
            writer.byte(1)
            writer.digest(personal.hash)
        } else {
            writer.byte(0)
        }
        return SHA256Hasher.hash(writer.bytes)
    }
}

/// The canonical form of contexts.
package enum EventContextCodec {
    /// The most streams that one context names.
    package static let entryCountMax = 1_024

    /// Writes 0 for `own`, else the count plus one and the entries in the order of their streams.
    package static func write(_ context: EventContext, to writer: inout ByteWriter) {
        switch context {
        case .own: writer.varint(0)
        case .seen(let vector):
            writer.varint(UInt64(vector.entries.count) + 1)
            for entry in vector.entries {
                writer.stream(entry.stream)
                writer.varint(entry.sequence)
            }
        }
    }
}

/// What is signed for a stream's head: its name, sequence and hash (SPEC 4.4).
package enum HeadStatement {
    /// The bytes to sign.
    package static func bytes(stream: StreamID, sequence: UInt64, hash: Digest256) -> [UInt8] {
        var writer = ByteWriter(capacity: 80)
        writer.text("liandong head 1")
        writer.stream(stream)
        writer.varint(sequence)
        writer.digest(hash)
        return writer.bytes
    }
}
