import Causality
import Records
import SyncWire
import Testing

/// The bytes that the code writes for the inputs of vectors.
enum Writing {
    static func bytes(of vector: Vector) throws -> [UInt8] {
        var writer = ByteWriter()
        switch vector.operation {
        case "varint": writer.varint(try Notation.number(try vector.value("value")))
        case "signed": writer.signed(try #require(Int64(try vector.value("value"))))
        case "text": writer.text(try vector.value("value"))
        case "record": writer.record(try Notation.record(try vector.value("value")))
        case "description": try Notation.description(vector).write(to: &writer)
        case "context":
            let context = try Notation.context(try vector.value("context"))
            EventContextCodec.write(context, to: &writer)
        case "payload":
            let author = try Notation.dot(try vector.value("author"))
            return PayloadCodec.encode(try payload(vector), author: author)
        case "personal":
            return PayloadCodec.encodePersonal(
                try Notation.writes(try vector.value("writes")),
                author: try Notation.dot(try vector.value("author"))
            )
        case "head":
            let dot = try Notation.dot(try vector.value("dot"))
            return HeadStatement.bytes(
                stream: dot.stream,
                sequence: dot.sequence,
                hash: try Notation.digest(try vector.value("hash"))
            )
        case "certificate": return try certificate(vector).bytes
        case "request", "answer": return try message(vector)
        default: throw Notation.Fault.notation(vector.operation)
        }
        return writer.bytes
    }

    private static func payload(_ vector: Vector) throws -> EventPayload {
        let input = vector.input
        let transition = try input["transition"].map { name in
            TransitionName(
                name: name,
                from: try vector.value("from"),
                to: try vector.value("to")
            )
        }
        return EventPayload(
            writes: try Notation.writes(try vector.value("writes")),
            personalCells: try Notation.lines(input["personalCells"] ?? "").map {
                try Notation.cell($0)
            },
            transition: transition,
            reason: input["reason"]
        )
    }

    private static func certificate(_ vector: Vector) throws -> NodeCertificate {
        NodeCertificate(
            node: try Notation.key(try vector.value("node")),
            agreement: try Hex.bytes(try vector.value("agreement")),
            place: try Notation.record(try vector.value("place")),
            issuer: try Notation.key(try vector.value("issuer")),
            issuedAt: try #require(Int64(try vector.value("issuedAt"))),
            signature: try Hex.bytes(try vector.value("signature"))
        )
    }

    /// Reads the message, checks that writing it gives the lanes of the vector, and gives back the
    /// vector's own bytes, because compressors of one format may differ.
    private static func message(_ vector: Vector) throws -> [UInt8] {
        let bytes = try vector.bytes
        let sender = try Notation.key(try vector.value("sender"))
        let isRequest = vector.operation == "request"
        let again =
            isRequest
            ? try Request(bytes, sender: sender).encoded(sender: sender)
            : try Answer(bytes, sender: sender).encoded(sender: sender)
        let lanes = try MessageFrame.lanes(of: isRequest ? .request : .answer, again)
        #expect(Hex.text(lanes.body) == vector.input["body"])
        #expect(Hex.text(Array(lanes.raw)) == vector.input["raw"])
        return bytes
    }
}
