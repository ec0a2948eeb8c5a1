import Causality
import Credentials
import Hashing
import Records
import SyncWire

/// The nodes, streams and events of the vectors; all keys are fixed and worthless.
struct VectorWorld {
    let county: SigningIdentity
    let village: SigningIdentity
    let countySealing: AgreementIdentity
    let villageSealing: AgreementIdentity

    init() throws {
        county = try SigningIdentity(rawRepresentation: [UInt8](repeating: 1, count: 32))
        village = try SigningIdentity(rawRepresentation: [UInt8](repeating: 2, count: 32))
        countySealing = try AgreementIdentity(rawRepresentation: [UInt8](repeating: 3, count: 32))
        villageSealing = try AgreementIdentity(rawRepresentation: [UInt8](repeating: 4, count: 32))
    }

    var rootPlace: RecordID { .rootPlace(of: county.nodeKey) }
    var countyStream: StreamDescription {
        StreamDescription(
            node: county.nodeKey,
            incarnation: 0x0102_0304_0506_0708,
            audience: Audience(.under, rootPlace)
        )
    }
    var villagePlace: RecordID { .dot(Dot(stream: countyStream.streamID, sequence: 17)) }
    var villageIncarnation: UInt64 { 0x1112_1314_1516_1718 }
    var villageStream: StreamDescription {
        StreamDescription(
            node: village.nodeKey,
            incarnation: villageIncarnation,
            audience: Audience(.at, villagePlace)
        )
    }
    var definition: Digest256 { SHA256Hasher.hash(Array("definition".utf8)) }

    /// The village's stream: a case with personal fields, a step of it, one erased, one that had
    /// seen another stream.
    var events: [Event] {
        let stream = villageStream.streamID
        return (1...4 as ClosedRange<UInt64>).map { sequence in
            let dot = Dot(stream: stream, sequence: sequence)
            return Event(
                dot: dot,
                record: .dot(Dot(stream: stream, sequence: sequence < 3 ? 1 : sequence)),
                register: "village-agency",
                definition: definition,
                type: sequence == 2 ? .change : .create,
                context: sequence == 4 ? seenContext : .own,
                actor: "d0317",
                deviceTime: 1_793_500_000 + Int64(sequence) * 60,
                entry: sequence == 3 ? .offline : .live,
                open: open(sequence, dot),
                personal: personal(sequence, dot)
            )
        }
    }

    private var seenContext: EventContext {
        var vector = VersionVector(countyStream.streamID, 17)
        vector.advance(villageStream.streamID, to: 2)
        return .seen(vector)
    }

    private func open(_ sequence: UInt64, _ dot: Dot) -> [UInt8] {
        let state = sequence == 2 ? "承办" : "受理"
        let row = RowID(dot: dot, index: 0)
        return PayloadCodec.encode(
            EventPayload(
                writes: [
                    CellWrite(.field("acceptedAt"), .text("2026-11-01T09:30:00+08:00")),
                    CellWrite(.field("state"), .text(state)),
                    CellWrite(.field("village"), .reference(villagePlace)),
                    CellWrite(.item(list: "papers", row: row, item: "copies"), .integer(2)),
                ],
                personalCells: sequence == 1 || sequence == 3 ? [.field("villager")] : [],
                transition: sequence == 2
                    ? TransitionName(name: "承办", from: "受理", to: "承办") : nil,
                reason: sequence == 4 ? "补登" : nil
            ),
            author: dot
        )
    }

    private func personal(_ sequence: UInt64, _ dot: Dot) -> PersonalPayload? {
        let salt = [UInt8](repeating: UInt8(sequence), count: 16)
        let bytes = PayloadCodec.encodePersonal(
            [CellWrite(.field("villager"), .text("王建国"))],
            author: dot
        )
        switch sequence {
        case 1: return .held(salt: salt, bytes: bytes)
        case 3: return .erased(hash: PersonalPayload.held(salt: salt, bytes: bytes).hash)
        default: return nil
        }
    }

    var hashes: [Digest256] {
        var last = Digest256.zero
        return events.map { event in
            last = event.hash(previous: last)
            return last
        }
    }

    func head(_ sequence: UInt64) -> SignedHead {
        let statement = HeadStatement.bytes(
            stream: villageStream.streamID,
            sequence: sequence,
            hash: hashes[Int(sequence) - 1]
        )
        return SignedHead(sequence: sequence, signature: village.sign(statement))
    }

    func segment(_ sequences: ClosedRange<UInt64>, heads: [UInt64]) -> StreamSegment {
        StreamSegment(
            description: villageStream,
            events: Array(events[Int(sequences.lowerBound) - 1...Int(sequences.upperBound) - 1]),
            heads: heads.map(head)
        )
    }

    func request(_ cargo: Cargo, agreed: Digest256? = .zero) -> Request {
        Request(
            incarnation: villageIncarnation,
            time: 1_793_500_300,
            nonce: 0xa1a2_a3a4_a5a6_a7a8,
            agreed: agreed,
            cargo: cargo
        )
    }

    func position(_ sequence: UInt64) -> StreamPosition {
        StreamPosition(
            stream: villageStream.streamID,
            sequence: sequence,
            hash: hashes[Int(sequence) - 1]
        )
    }

    func certificate() -> NodeCertificate {
        let agreement = villageSealing.agreementKey.bytes
        let statement = NodeCertificate.statement(
            node: village.nodeKey,
            agreement: agreement,
            place: villagePlace,
            issuer: county.nodeKey,
            issuedAt: 1_793_400_000
        )
        return NodeCertificate(
            node: village.nodeKey,
            agreement: agreement,
            place: villagePlace,
            issuer: county.nodeKey,
            issuedAt: 1_793_400_000,
            signature: county.sign(statement)
        )
    }

    func rootCertificate() -> NodeCertificate {
        let agreement = countySealing.agreementKey.bytes
        let statement = NodeCertificate.statement(
            node: county.nodeKey,
            agreement: agreement,
            place: rootPlace,
            issuer: county.nodeKey,
            issuedAt: 1_793_300_000
        )
        return NodeCertificate(
            node: county.nodeKey,
            agreement: agreement,
            place: rootPlace,
            issuer: county.nodeKey,
            issuedAt: 1_793_300_000,
            signature: county.sign(statement)
        )
    }
}
