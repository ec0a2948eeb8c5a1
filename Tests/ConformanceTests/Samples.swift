import Causality
import Credentials
import Hashing
import Records
import Testing

/// Keys, places and records that the generated vectors speak of.
enum Samples {
    static func identity(_ first: UInt8) throws -> SigningIdentity {
        try SigningIdentity(rawRepresentation: (0..<32).map { first &+ $0 })
    }

    static func agreement(_ first: UInt8) throws -> [UInt8] {
        try AgreementIdentity(rawRepresentation: (0..<32).map { first &+ $0 }).agreementKey.bytes
    }

    static func root() throws -> NodeKey { try identity(0).nodeKey }

    static func village() throws -> NodeKey { try identity(100).nodeKey }

    static func rootPlace() throws -> RecordID { .rootPlace(of: try root()) }

    static func under() throws -> StreamDescription {
        StreamDescription(
            node: try root(),
            incarnation: 1,
            audience: Audience(.under, try rootPlace())
        )
    }

    /// The village is the second event of the root's stream.
    static func villagePlace() throws -> RecordID {
        .dot(Dot(stream: try under().streamID, sequence: 2))
    }

    static func stream() throws -> StreamDescription {
        StreamDescription(
            node: try village(),
            incarnation: 0x0123_4567_89AB_CDEF,
            audience: Audience(.at, try villagePlace())
        )
    }

    static func dot(_ sequence: UInt64) throws -> Dot {
        Dot(stream: try stream().streamID, sequence: sequence)
    }

    static let definition = SHA256Hasher.hash(Array("definition".utf8))
    static let salt: [UInt8] = (0..<16).map { 0xA0 + $0 }

    /// A case that is opened with a personal value, changed, and decided.
    static func events() throws -> [Event] {
        let first = try dot(1)
        let other = Dot(stream: try under().streamID, sequence: 3)
        let personal = PayloadCodec.encodePersonal(
            [CellWrite(.field("villager"), .text("王建国"))],
            author: first
        )
        let opened = EventPayload(
            writes: [
                CellWrite(.field("state"), .text("受理")),
                CellWrite(
                    .item(list: "papers", row: RowID(dot: first, index: 0), item: "copies"),
                    .integer(2)
                ),
            ],
            personalCells: [.field("villager")],
            transition: TransitionName(name: "受理", from: "", to: "受理")
        )
        let changed = EventPayload(writes: [CellWrite(.field("signed"), .boolean(true))])
        let decided = EventPayload(
            writes: [CellWrite(.field("note"), nil)],
            reason: "两处登记重复"
        )
        return [
            try event(first, .create, .own, opened, .held(salt: salt, bytes: personal)),
            try event(try dot(2), .change, .own, changed, nil),
            try event(
                try dot(3),
                .decide,
                .seen(VersionVector([(first.stream, 2), (other.stream, other.sequence)])),
                decided,
                .erased(hash: definition)
            ),
        ]
    }

    private static func event(
        _ dot: Dot,
        _ type: EventType,
        _ context: EventContext,
        _ payload: EventPayload,
        _ personal: PersonalPayload?
    ) throws -> Event {
        Event(
            dot: dot,
            record: .dot(try Samples.dot(1)),
            register: "agency-case",
            definition: definition,
            type: type,
            context: context,
            actor: dot.sequence == 2 ? "" : "3号代办员",
            deviceTime: 1_795_000_000 + Int64(dot.sequence) * 60,
            entry: dot.sequence == 3 ? .backfill : .live,
            open: PayloadCodec.encode(payload, author: dot),
            personal: personal
        )
    }

    static func certificate() throws -> NodeCertificate {
        let issuer = try identity(0)
        let statement = NodeCertificate.statement(
            node: try village(),
            agreement: try agreement(100),
            place: try villagePlace(),
            issuer: issuer.nodeKey,
            issuedAt: 1_795_000_000
        )
        return NodeCertificate(
            node: try village(),
            agreement: try agreement(100),
            place: try villagePlace(),
            issuer: issuer.nodeKey,
            issuedAt: 1_795_000_000,
            signature: issuer.sign(statement)
        )
    }
}
