import Foundation
import Hashing
import Records
import SyncWire
import Testing

/// The vectors of `sync/vectors`, run both ways.
///
/// With LIANDONG_WRITE_VECTORS=1 the files are made anew first: only for a new version of the
/// protocol, or to add vectors.
@Suite(.serialized)
struct ConformanceTests {
    private static let isWriting =
        ProcessInfo.processInfo.environment["LIANDONG_WRITE_VECTORS"] == "1"

    @Test("the vectors can be written anew", .enabled(if: isWriting))
    func writing() throws {
        for file in SyncFolder.files { try SyncFolder.write(try file.make(), file.name) }
        let dictionary = SyncFolder.root.appendingPathComponent("schema/dictionary-1.bin")
        try Data(WireDictionary.bytes).write(to: dictionary)
    }

    @Test("every vector holds in both directions", arguments: SyncFolder.files.map(\.name))
    func vectors(file: String) throws {
        let vectors = try SyncFolder.read(file)
        #expect(!vectors.isEmpty)
        for vector in vectors {
            #expect(throws: Never.self, "\(vector.testDescription)") {
                try Conformance.check(vector)
            }
        }
    }

    @Test("the checked-in vectors are all those that are made")
    func completeness() throws {
        for file in SyncFolder.files {
            let made = try file.make().map(\.testDescription)
            #expect(try SyncFolder.read(file.name).map(\.testDescription) == made)
            #expect(Set(made).count == made.count, "two vectors of one name in \(file.name)")
        }
    }

    @Test("a vector with one changed byte does not pass")
    func sensitivity() throws {
        let vector = try #require(try SyncFolder.read("events").first { $0.operation == "head" })
        var bytes = try vector.bytes
        bytes[20] ^= 1
        #expect(throws: Conformance.BadSignature.self) {
            try Reading.input(of: vector, bytes)
        }
    }

    @Test("messages in the files are the samples, read back")
    func samples() throws {
        let vectors = try SyncFolder.read("messages")
        let request = try #require(vectors.first { $0.operation == "request" })
        let answer = try #require(vectors.first { $0.operation == "answer" })
        let village = try Samples.village()
        let decoded = try Request(try request.bytes, sender: village)
        let sample = try MessageVectors.request()
        #expect(decoded.cargo.segments.map(\.events) == sample.cargo.segments.map(\.events))
        #expect(decoded.nonce == sample.nonce && decoded.time == sample.time)
        #expect(
            try Answer(try answer.bytes, sender: try Samples.root())
                == (try MessageVectors.answer())
        )
    }

    @Test("the dictionary is the one that the specification names")
    func dictionary() throws {
        let file = SyncFolder.root.appendingPathComponent("schema/dictionary-1.bin")
        #expect([UInt8](try Data(contentsOf: file)) == WireDictionary.bytes)
        let spec = try String(
            contentsOf: SyncFolder.root.appendingPathComponent("SPEC.md"),
            encoding: .utf8
        )
        #expect(spec.contains(SHA256Hasher.hash(WireDictionary.bytes).hexadecimal))
        #expect(spec.contains("is \(WireDictionary.bytes.count) bytes"))
    }

    @Test("every requirement that a vector shows stands in the specification")
    func requirements() throws {
        let spec = try String(
            contentsOf: SyncFolder.root.appendingPathComponent("SPEC.md"),
            encoding: .utf8
        )
        for file in SyncFolder.files {
            for vector in try SyncFolder.read(file.name) {
                let isNamed =
                    spec.contains("**\(vector.requirement) ")
                    || spec.contains("**\(vector.requirement)**")
                #expect(isNamed, "\(vector.requirement)")
            }
        }
    }
}
