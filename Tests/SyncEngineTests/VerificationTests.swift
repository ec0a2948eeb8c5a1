import Causality
import Hashing
import Records
import SyncEngine
import SyncWire
import Testing

/// Segments against what is held: each fault, each overlap.
@Suite struct VerificationTests {
    private let author: ModelNode
    private let stream: StreamID

    init() {
        var node = ModelNode(node: ExchangeTests.key(5), incarnation: 1)
        node.write(ExchangeTests.village, count: 6)
        author = node
        stream =
            node.streams.keys.first
            ?? StreamDescription(
                node: ExchangeTests.key(5),
                incarnation: 1,
                audience: ExchangeTests.village
            ).streamID
    }

    private func segment(_ range: Range<Int>) throws -> WireSegment {
        WireSegment(author.segment(try #require(author.streams[stream]), range))
    }

    private func verify(_ segment: WireSegment, held count: UInt64) throws -> VerifiedSegment {
        let hashes = author.streams[stream]?.hashes ?? []
        return try SegmentVerification(
            held: count == 0 ? nil : author.position(stream, at: count),
            hashAt: { $0 <= count ? hashes[Int($0) - 1] : nil },
            isSigned: { ModelNode.sign($0, ExchangeTests.key(5)) == $1 }
        ).verify(segment)
    }

    @Test("new events are those behind what is held, for every overlap")
    func overlaps() throws {
        for first in 0..<6 {
            for last in first + 1...6 {
                for held in UInt64(first)...6 {
                    let verified = try verify(segment(first..<last), held: held)
                    let expected = max(0, last - Int(held))
                    #expect(verified.newEvents.count == expected)
                    #expect(verified.hashes.count == expected)
                    #expect(verified.last == author.position(stream, at: UInt64(last)))
                    #expect(verified.heads.count == (expected > 0 ? 1 : 0))
                }
            }
        }
    }

    @Test("a segment that does not follow names the first missing sequence")
    func gap() throws {
        let late = try segment(3..<6)
        #expect(throws: SegmentFault.gap(stream, sequence: 3)) { _ = try verify(late, held: 2) }
        #expect(throws: SegmentFault.gap(stream, sequence: 1)) { _ = try verify(late, held: 0) }
    }

    @Test("a wrong signature names the sequence of its head, also over events that are held")
    func signature() throws {
        var twin = ModelNode(node: ExchangeTests.key(6), incarnation: 1)
        twin.write(ExchangeTests.village, count: 6, text: "other")
        let held = try #require(author.streams[stream])
        let good = author.segment(held, 0..<6)
        let forged = StreamSegment(
            description: good.description,
            events: good.events,
            heads: [SignedHead(sequence: 6, signature: [UInt8](repeating: 1, count: 64))]
        )
        let wire = WireSegment(forged)
        #expect(throws: SegmentFault.signature(stream, sequence: 6)) {
            _ = try verify(wire, held: 0)
        }
        #expect(throws: SegmentFault.signature(stream, sequence: 6)) {
            _ = try verify(wire, held: 3)
        }
        // A mere repetition needs no signature: nothing of it is stored.
        #expect(try verify(wire, held: 6).newEvents.isEmpty)
    }

    @Test("a rightly signed other history is a fork, with the proof from the first difference on")
    func fork() throws {
        var twin = ModelNode(node: ExchangeTests.key(5), incarnation: 1)
        twin.write(ExchangeTests.village, count: 2)
        twin.write(ExchangeTests.village, count: 4, text: "other")
        let theirs = try #require(twin.streams[stream])
        let wire = WireSegment(twin.segment(theirs, 0..<6))
        do {
            _ = try verify(wire, held: 5)
            Issue.record("the fork was taken")
        } catch SegmentFault.fork(let proof) {
            #expect(proof.sequence == 3)
            #expect(proof.events.count == 4)
            #expect(proof.headHash == theirs.hashes[5])
            #expect(SegmentFault.fork(proof).refusal.reason == .fork)
        }
    }
}
