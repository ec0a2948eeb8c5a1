import Causality
import Credentials
import Documents
import Hashing
import Merge
import Records
import SyncWire

/// Computes what a vector of `hashes.json` expects, from the vector alone.
enum HashCheck {
    static func result(of vector: Vector) throws -> DocumentValue {
        switch vector.kind {
        case "streamName": streamName(vector)
        case "rootPlace":
            NodeKey(bytes: vector.bytes("node")).map {
                .text(RecordID.rootPlace(of: $0).text)
            } ?? .null
        case "keyedRecord": keyedRecord(vector)
        case "eventHashes": try eventHashes(vector)
        case "personalHash":
            Hex.text(
                PersonalPayload.held(salt: vector.bytes("salt"), bytes: vector.bytes("bytes")).hash
                    .bytes
            )
        case "head": head(vector)
        case "vectorDigest": vectorDigest(vector)
        case "cellDigest": cellDigest(vector)
        case "personalValueHash": personalValueHash(vector)
        case "certificate": try certificate(vector)
        case "invitation": Hex.text(try JoiningCode(text: vector.text("code")).invitationID)
        default: .null
        }
    }

    private static func audience(_ vector: Vector) -> Audience? {
        guard let kind = Audience.Kind(rawValue: UInt8(vector.number("audience"))),
            let place = RecordID(text: vector.text("place"))
        else { return nil }
        return Audience(kind, place)
    }

    private static func streamName(_ vector: Vector) -> DocumentValue {
        guard let node = NodeKey(bytes: vector.bytes("node")), let audience = audience(vector)
        else {
            return .null
        }
        let description = StreamDescription(
            node: node,
            incarnation: vector.number("incarnation"),
            audience: audience
        )
        return Hex.text(description.streamID.bytes)
    }

    private static func keyedRecord(_ vector: Vector) -> DocumentValue {
        guard let audience = audience(vector) else { return .null }
        let id = RecordID.keyed(
            register: vector.text("register"),
            audience: audience,
            key: [.text(vector.text("key"))]
        )
        return .text(id.text)
    }

    private static func eventHashes(_ vector: Vector) throws -> DocumentValue {
        guard let sender = NodeKey(bytes: vector.bytes("sender")) else { return .null }
        let frame = MessageFrame.encode(
            .request,
            body: vector.bytes("body"),
            raw: vector.bytes("raw")
        )
        var last = Digest256.zero
        let events = try Request(frame, sender: sender).cargo.segments.flatMap(\.events)
        return .list(
            events.map { event in
                last = event.hash(previous: last)
                return Hex.text(last.bytes)
            }
        )
    }

    private static func head(_ vector: Vector) -> DocumentValue {
        guard let node = NodeKey(bytes: vector.bytes("node")),
            let stream = StreamID(bytes: vector.bytes("stream")),
            let hash = Digest256(bytes: vector.bytes("hash"))
        else { return .null }
        let statement = HeadStatement.bytes(
            stream: stream,
            sequence: vector.number("sequence"),
            hash: hash
        )
        let isValid = SignatureCheck.isValid(
            signature: vector.bytes("signature"),
            of: statement,
            by: node
        )
        return isValid ? "valid" : "refused"
    }

    private static func vectorDigest(_ vector: Vector) -> DocumentValue {
        var sum = DigestSum.zero
        for item in vector.value["positions"]?.listValue ?? [] {
            let part = Vector(item)
            guard let stream = StreamID(bytes: part.bytes("stream")),
                let hash = Digest256(bytes: part.bytes("hash"))
            else { return .null }
            sum.add(
                StreamPosition(stream: stream, sequence: part.number("sequence"), hash: hash).digest
            )
        }
        return Hex.text(sum.digest.bytes)
    }

    private static func cellDigest(_ vector: Vector) -> DocumentValue {
        guard let place = RecordID(text: vector.text("place")),
            let record = RecordID(text: vector.text("record"))
        else { return .null }
        var cell = CellState()
        for item in vector.value["siblings"]?.listValue ?? [] {
            let part = Vector(item)
            guard case .dot(let dot)? = RecordID(text: part.text("dot")) else { return .null }
            cell.add(
                Sibling(dot: dot, value: .text(part.text("text")), payloadHash: nil),
                context: VersionVector()
            )
        }
        let digest = cell.digest(
            audience: Audience(.at, place),
            record: record,
            cell: .field(vector.text("field"))
        )
        return digest.map { Hex.text($0.bytes) } ?? .null
    }

    private static func personalValueHash(_ vector: Vector) -> DocumentValue {
        guard let hash = Digest256(bytes: vector.bytes("personalHash")) else { return .null }
        let cell = Cell.field(vector.text("field"))
        return Hex.text(FieldValueCodec.personalHash(cell, payloadHash: hash).bytes)
    }

    private static func certificate(_ vector: Vector) throws -> DocumentValue {
        var reader = ByteReader(vector.bytes("bytes"))
        let certificate = try NodeCertificate(reading: &reader)
        try reader.end()
        let isValid = SignatureCheck.isValid(
            signature: certificate.signature,
            of: certificate.statement,
            by: certificate.issuer
        )
        return isValid ? "valid" : "refused"
    }
}
