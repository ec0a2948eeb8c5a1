import Causality
import Credentials
import Records
import SyncWire

/// The inputs that the code reads from the bytes of vectors.
enum Reading {
    static func input(of vector: Vector, _ bytes: [UInt8]) throws -> [String: String] {
        switch vector.operation {
        case "varint": return try whole(bytes) { ["value": "\(try $0.varint())"] }
        case "signed": return try whole(bytes) { ["value": "\(try $0.signed())"] }
        case "text":
            return try whole(bytes) {
                ["value": try $0.text(max: FieldValueCodec.textByteCountMax, "text")]
            }
        case "record": return try whole(bytes) { ["value": try $0.record().text] }
        case "description":
            return try whole(bytes) { Notation.input(try StreamDescription.read(from: &$0)) }
        case "payload":
            let author = try Notation.dot(try vector.value("author"))
            let payload = try PayloadCodec.decode(bytes, author: author)
            return PayloadVectors.input(payload, author: author)
        case "personal":
            let author = try Notation.dot(try vector.value("author"))
            let writes = try PayloadCodec.decodePersonal(bytes, author: author)
            return ["author": Notation.text(author), "writes": Notation.text(writes)]
        case "head": return try head(vector, bytes)
        case "certificate": return try certificate(bytes)
        case "request", "answer": return try message(vector, bytes)
        // Contexts are only read inside messages, where streams stand in a table.
        case "context": return vector.input
        default: throw Notation.Fault.notation(vector.operation)
        }
    }

    private static func whole(
        _ bytes: [UInt8],
        _ read: (inout ByteReader) throws -> [String: String]
    ) throws -> [String: String] {
        var reader = ByteReader(bytes)
        let input = try read(&reader)
        try reader.end()
        return input
    }

    private static func head(_ vector: Vector, _ bytes: [UInt8]) throws -> [String: String] {
        let isSigned = SignatureCheck.isValid(
            signature: try Hex.bytes(try vector.value("signature")),
            of: bytes,
            by: try Notation.key(try vector.value("node"))
        )
        guard isSigned else { throw Conformance.BadSignature() }
        return vector.input
    }

    private static func certificate(_ bytes: [UInt8]) throws -> [String: String] {
        var reader = ByteReader(bytes)
        let certificate = try NodeCertificate(reading: &reader)
        try reader.end()
        let isSigned = SignatureCheck.isValid(
            signature: certificate.signature,
            of: certificate.statement,
            by: certificate.issuer
        )
        guard isSigned else { throw Conformance.BadSignature() }
        return CertificateVectors.input(certificate)
    }

    private static func message(_ vector: Vector, _ bytes: [UInt8]) throws -> [String: String] {
        let sender = try Notation.key(try vector.value("sender"))
        let kind: MessageKind
        if vector.operation == "request" {
            _ = try Request(bytes, sender: sender)
            kind = .request
        } else {
            _ = try Answer(bytes, sender: sender)
            kind = .answer
        }
        let lanes = try MessageFrame.lanes(of: kind, bytes)
        return [
            "sender": Hex.text(sender.bytes), "body": Hex.text(lanes.body),
            "raw": Hex.text(Array(lanes.raw)),
        ]
    }
}
