import Causality
import Testing

@Suite("Version vectors")
struct VersionVectorTests {
    private static let streams: [StreamID] = (1...3).compactMap { (number: Int) -> StreamID? in
        StreamID(bytes: [UInt8](repeating: UInt8(number), count: 16))
    }

    private static let vectors: [VersionVector] = (0..<27).map { (number: Int) -> VersionVector in
        var vector = VersionVector()
        vector.advance(streams[0], to: UInt64(number % 3))
        vector.advance(streams[1], to: UInt64(number / 3 % 3))
        vector.advance(streams[2], to: UInt64(number / 9))
        return vector
    }

    @Test("join is commutative, associative and idempotent, and the least upper bound")
    func joinLaws() {
        for left in Self.vectors {
            for right in Self.vectors {
                var joined = left
                joined.join(right)
                var reversed = right
                reversed.join(left)
                #expect(joined == reversed)
                #expect(joined.dominates(left) && joined.dominates(right))
                var twice = joined
                twice.join(right)
                #expect(twice == joined)
                for third in Self.vectors where third.dominates(left) && third.dominates(right) {
                    #expect(third.dominates(joined))
                }
            }
        }
    }

    @Test("advancing never lowers, and zeros are never kept")
    func advance() {
        var vector = VersionVector(Self.streams[0], 5)
        vector.advance(Self.streams[0], to: 3)
        vector.advance(Self.streams[1], to: 0)
        #expect(vector == VersionVector(Self.streams[0], 5))
        #expect(vector.entries.count == 1)
    }

    @Test("a prefix of a stream is contained, what lies behind it is not")
    func contains() {
        let vector = VersionVector(Self.streams[1], 2)
        #expect(vector.contains(Dot(stream: Self.streams[1], sequence: 2)))
        #expect(!vector.contains(Dot(stream: Self.streams[1], sequence: 3)))
        #expect(!vector.contains(Dot(stream: Self.streams[0], sequence: 1)))
    }
}

@Suite("Texts of ids")
struct IdentifierTextTests {
    @Test("base 32 reads what it writes, and what people mistype for it")
    func base32() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
            let text = Base32.encode(bytes)
            #expect(Base32.decode(text) == bytes)
            #expect(Base32.decode(text.uppercased()) == bytes)
        }
        #expect(Base32.decode("o") == Base32.decode("0"))
        #expect(Base32.decode("u") == nil)
        #expect(Base32.decode("zz") == nil)
    }

    @Test("a record id's text is read back, and no other spelling is")
    func recordID() throws {
        let bytes: [UInt8] = (0..<16).map { UInt8($0 * 15 + 3) }
        let name = try #require(StreamID(bytes: bytes))
        for id in [RecordID.derived(name), .dot(Dot(stream: name, sequence: 1_234))] {
            #expect(RecordID(text: id.text) == id)
            #expect(RecordID(text: id.text.uppercased()) == nil)
            #expect(RecordID(text: id.text + "0") != id)
        }
        #expect(RecordID(text: Base32.encode(name.bytes) + "-0") == nil)
        #expect(RecordID(text: Base32.encode(name.bytes) + "-01") == nil)
        #expect(RecordID(text: "") == nil)
    }
}
