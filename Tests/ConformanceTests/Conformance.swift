import Causality
import Credentials
import Hashing
import Merge
import Records
import SyncWire
import Testing

/// Runs one vector through the code that nodes run.
enum Conformance {
    static func check(_ vector: Vector) throws {
        let bytes = try vector.bytes
        if let digest = try digest(of: vector) {
            #expect(digest.real == vector.expected)
            #expect(digest.hashed == vector.expected, "the bytes hash to something else")
        } else if vector.expected == "valid" {
            #expect(Hex.text(try Writing.bytes(of: vector)) == vector.hex)
            #expect(try Reading.input(of: vector, bytes) == vector.input)
        } else {
            #expect(word { _ = try Reading.input(of: vector, bytes) } == vector.expected)
        }
    }

    /// The word of what is thrown, `valid` if nothing is.
    private static func word(_ work: () throws -> Void) -> String {
        do {
            try work()
            return "valid"
        } catch let error as ByteFormatError {
            return word(error)
        } catch let error as WireError {
            return word(error)
        } catch is BadSignature {
            return "signature"
        } catch {
            return "\(error)"
        }
    }

    private static func word(_ error: ByteFormatError) -> String {
        switch error {
        case .truncated: "truncated"
        case .malformed: "malformed"
        case .tooLarge: "tooLarge"
        case .trailing: "trailing"
        }
    }

    private static func word(_ error: WireError) -> String {
        switch error {
        case .unsupportedVersion: "unsupportedVersion"
        case .unexpectedKind: "unexpectedKind"
        case .messageTooLarge: "messageTooLarge"
        case .compression: "compression"
        case .frame(let error): "frame.\(word(error))"
        case .body(let error): "body.\(word(error))"
        case .raw(let error): "raw.\(word(error))"
        case .unknownExtension: "unknownExtension"
        }
    }

    /// What the code makes of the input, and what the vector's bytes hash to; nil if the vector is
    /// not one of a digest.
    private static func digest(of vector: Vector) throws -> (real: String, hashed: String)? {
        let whole = SHA256Hasher.hash(try vector.bytes)
        let name = try #require(StreamID(bytes: whole.bytes.prefix(16)))
        switch vector.operation {
        case "streamName":
            let real = try Notation.description(vector).streamID
            return (Hex.text(real.bytes), Hex.text(name.bytes))
        case "rootPlace":
            let real = RecordID.rootPlace(of: try Notation.key(try vector.value("node")))
            return (real.text, RecordID.derived(name).text)
        case "keyedRecord":
            let real = RecordID.keyed(
                register: try vector.value("register"),
                audience: try Notation.audience(try vector.value("audience")),
                key: try Notation.lines(try vector.value("key")).map { try Notation.value($0) }
            )
            return (real.text, RecordID.derived(name).text)
        case "sum":
            let real = try Digesting.sum(vector).hexadecimal
            return (real, real)
        default:
            guard let real = try Digesting.digest(of: vector) else { return nil }
            return (real.hexadecimal, whole.hexadecimal)
        }
    }

    /// A signature that is not the one of whoever should have signed.
    struct BadSignature: Error {}
}
