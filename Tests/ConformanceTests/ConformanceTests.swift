import Causality
import Credentials
import Documents
import Foundation
import Hashing
import Records
import SyncWire
import Testing

/// Runs every vector of `sync/vectors` both ways.
@Suite(.serialized) struct ConformanceTests {
    @Test(
        "vectors are written anew when asked for",
        .enabled(if: ProcessInfo.processInfo.environment["LIANDONG_WRITE_VECTORS"] != nil)
    )
    func write() throws {
        try ByteVectors.file.write(ByteVectors.make())
        try HashVectors.file.write(try HashVectors.make())
        try MessageVectors.file.write(try MessageVectors.make())
        try MessageVectors.damagedFile.write(try DamagedVectors.make())
        try SealVectors.file.write(try SealVectors.make())
        try SegmentVectors.file.write(try SegmentVectors.make())
        try ExchangeVectors.file.write(try ExchangeVectors.make())
        try FoldVectors.file.write(FoldVectors.make())
        try MergeVectors.file.write(try MergeVectors.make())
        try DecisionVectors.file.write(try DecisionVectors.make())
        try BundleVectors.file.write(try BundleVectors.make())
        try AttachmentVectors.file.write(try AttachmentVectors.make())
        try DefinitionVectors.file.write(try DefinitionVectors.make())
        try LetterVectors.file.write(try LetterVectors.make())
        let dictionary = VectorFile.folder.appendingPathComponent("schema/dictionary-1.bin")
        try Data(WireDictionary.bytes).write(to: dictionary)
    }

    @Test("the dictionary that is checked in is the program's")
    func dictionary() throws {
        let url = VectorFile.folder.appendingPathComponent("schema/dictionary-1.bin")
        #expect(Array(try Data(contentsOf: url)) == WireDictionary.bytes)
    }

    @Test("values have one spelling: bytes.json")
    func bytes() throws {
        let vectors = try ByteVectors.file.read()
        #expect(vectors.count > 30)
        for vector in vectors {
            let bytes = vector.bytes("bytes")
            let read = try? ByteVectors.decode(vector.kind, bytes)
            guard vector.expect == .null else {
                #expect((read ?? "refused") == vector.expect.textValue, "\(vector)")
                continue
            }
            #expect(read == vector.text("input"), "\(vector)")
            #expect(ByteVectors.encode(vector.kind, vector.text("input")) == bytes, "\(vector)")
        }
    }

    @Test("names, hashes and signatures: hashes.json")
    func hashes() throws {
        let vectors = try HashVectors.file.read()
        #expect(vectors.count >= 16)
        for vector in vectors {
            let result = try HashCheck.result(of: vector)
            #expect(result == vector.expect, "\(vector)")
        }
    }

    @Test("messages are read as stated and written as they were: messages.json, exchange.json")
    func messages() throws {
        let worked = try ExchangeVectors.file.read().filter { $0.kind != "parentDecision" }
        let vectors = try MessageVectors.file.read() + worked
        #expect(vectors.count >= 14)
        for vector in vectors {
            let sender = try #require(NodeKey(bytes: vector.bytes("sender")))
            let body = vector.bytes("body")
            let raw = vector.bytes("raw")
            let kind = MessageVectors.kind(vector.kind)
            for frame in [vector.bytes("frame"), MessageFrame.encode(kind, body: body, raw: raw)] {
                let read = try MessageVectors.read(vector.kind, frame, sender: sender)
                #expect(
                    VectorFile.line(read.document) == VectorFile.line(vector.expect),
                    "\(vector)"
                )
                #expect(read.lanes.body == body && read.lanes.raw == raw, "\(vector)")
            }
        }
    }

    @Test("damaged messages are refused for the stated reason: damaged.json")
    func damaged() throws {
        let vectors = try MessageVectors.damagedFile.read()
        #expect(vectors.count >= 40)
        for vector in vectors {
            let sender = try #require(NodeKey(bytes: vector.bytes("sender")))
            var frame = vector.bytes("frame")
            if frame.isEmpty {
                frame = MessageFrame.encode(
                    .request,
                    body: vector.bytes("body"),
                    raw: vector.bytes("raw")
                )
            }
            let word = DamagedVectors.refusal(of: frame, sender: sender)
            #expect(word != "read", "\(vector) was read")
            #expect(word == vector.expect.textValue, "\(vector)")
        }
    }

    @Test("seals open for those that they are for, and only as they are: seals.json")
    func seals() throws {
        let vectors = try SealVectors.file.read()
        #expect(vectors.count >= 11)
        for vector in vectors {
            #expect(try SealVectors.open(vector) == vector.expect, "\(vector)")
        }
    }

    @Test("bundle messages, headers and files are read as stated: bundle.json")
    func bundles() throws {
        let vectors = try BundleVectors.file.read()
        #expect(vectors.count >= 28)
        for vector in vectors {
            switch vector.kind {
            case "bundleMessage":
                let sender = try #require(NodeKey(bytes: vector.bytes("sender")))
                let message = try BundleMessage(vector.bytes("frame"), sender: sender)
                let expected = VectorFile.line(vector.expect)
                #expect(VectorFile.line(MessageRendering.document(message)) == expected)
                let again = message.encoded(sender: sender)
                let lanes = try MessageVectors.lanes(.bundle, again)
                #expect(lanes.body == vector.bytes("body") && lanes.raw == vector.bytes("raw"))
            case "bundleHeader":
                let bytes = vector.bytes("bytes")
                let read = BundleVectors.read(header: bytes)
                #expect(VectorFile.line(read) == VectorFile.line(vector.expect), "\(vector)")
                if let header = try? BundleHeader(bytes) { #expect(header.bytes == bytes) }
            default:
                let read = try BundleVectors.read(file: vector.bytes("bytes"))
                #expect(VectorFile.line(read) == VectorFile.line(vector.expect), "\(vector)")
            }
        }
    }

    @Test("attachments are named, cut and sent as stated: attachments.json")
    func attachments() throws {
        let vectors = try AttachmentVectors.file.read()
        #expect(vectors.count >= 35)
        for vector in vectors {
            let result = try AttachmentVectors.result(of: vector)
            #expect(VectorFile.line(result) == VectorFile.line(vector.expect), "\(vector)")
        }
    }

    @Test("versions that were once shipped are known or not as stated: definitions.json")
    func formerVersions() throws {
        let vectors = try DefinitionVectors.file.read()
        #expect(vectors.count >= 10)
        for vector in vectors {
            #expect(try DefinitionVectors.result(of: vector) == vector.expect, "\(vector)")
        }
    }

    @Test("letters open for their reader, as they were sealed: letters.json")
    func letters() throws {
        let vectors = try LetterVectors.file.read()
        #expect(vectors.count >= 14)
        for vector in vectors {
            let result = try LetterVectors.result(of: vector)
            #expect(VectorFile.line(result) == VectorFile.line(vector.expect), "\(vector)")
        }
    }

    @Test("segments are verified as stated: segments.json")
    func segments() throws {
        let vectors = try SegmentVectors.file.read()
        #expect(vectors.count >= 9)
        for vector in vectors {
            #expect(
                try VectorFile.line(SegmentVectors.verdict(vector))
                    == VectorFile.line(vector.expect),
                "\(vector)"
            )
        }
    }

    @Test("a parent decides by the digests as stated: exchange.json")
    func decisions() throws {
        let vectors = try ExchangeVectors.file.read().filter { $0.kind == "parentDecision" }
        #expect(vectors.count == 10)
        for vector in vectors {
            #expect(
                VectorFile.line(ExchangeVectors.parent(vector)) == VectorFile.line(vector.expect),
                "\(vector)"
            )
        }
    }

    @Test("hashes that the receiver computes are not sent")
    func computedHashes() throws {
        let world = try VectorWorld()
        let segment = world.segment(1...4, heads: [2, 4])
        let message = world.request(Cargo(segments: [WireSegment(segment)]))
            .encoded(sender: world.village.nodeKey)
        let lanes = try MessageVectors.lanes(.request, message)
        // The erased payload of the third event is the one hash that cannot be computed.
        let erased = try #require(world.events[2].personal?.hash)
        #expect(lanes.raw.contains(erased.bytes))
        let personal = try #require(world.events[0].personal?.hash)
        let computed = world.hashes + [personal] + world.events.map { SHA256Hasher.hash($0.open) }
        for hash in computed {
            #expect(!lanes.raw.contains(hash.bytes) && !lanes.body.contains(hash.bytes))
        }
    }

    @Test("what has seen what, and what stands in any order: fold.json")
    func folds() throws {
        let vectors = try FoldVectors.file.read()
        #expect(vectors.count >= 13)
        for vector in vectors {
            #expect(FoldVectors.result(of: vector) == vector.expect, "\(vector)")
        }
    }

    @Test("a parent's store takes and refuses as stated: merge.json")
    func merges() throws {
        let vectors = try MergeVectors.file.read()
        #expect(vectors.count >= 11)
        for vector in vectors {
            let result = try MergeVectors.result(of: vector)
            #expect(VectorFile.line(result) == VectorFile.line(vector.expect), "\(vector)")
        }
    }

    @Test("single decisions fall as stated: decisions.json")
    func singleDecisions() throws {
        let vectors = try DecisionVectors.file.read()
        #expect(vectors.count >= 29)
        for vector in vectors {
            #expect(DecisionVectors.result(of: vector) == vector.expect, "\(vector)")
        }
    }
}
