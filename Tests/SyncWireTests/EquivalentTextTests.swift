import Causality
import Hashing
import Records
import SyncWire
import Testing

/// Swift holds texts that only look alike to be equal; hashes do not.
struct EquivalentTextTests {
    @Test("actors whose names look alike keep their own bytes, and so do the hashes")
    func actorsKeepTheirBytes() throws {
        let node = try #require(NodeKey(bytes: [UInt8](repeating: 7, count: 32)))
        let place = RecordID.rootPlace(of: node)
        let description = StreamDescription(
            node: node,
            incarnation: 1,
            audience: Audience(.at, place)
        )
        let events = ["e\u{301}", "\u{e9}"].enumerated().map { index, actor in
            Event(
                dot: Dot(stream: description.streamID, sequence: UInt64(index + 1)),
                record: place,
                register: "r",
                definition: .zero,
                type: .change,
                context: .own,
                actor: actor,
                deviceTime: 0,
                entry: .live,
                open: [0, 0, 0],
                personal: nil
            )
        }
        let head = SignedHead(sequence: 2, signature: [UInt8](repeating: 0, count: 64))
        let segment = StreamSegment(description: description, events: events, heads: [head])
        let cargo = Cargo(segments: [WireSegment(segment)])
        let request = Request(incarnation: 1, time: 0, nonce: 1, agreed: nil, cargo: cargo)
        let read = try Request(request.encoded(sender: node), sender: node)
        let received = try #require(read.cargo.segments.first).events
        #expect(received.map { Array($0.actor.utf8) } == events.map { Array($0.actor.utf8) })
        #expect(
            received.map { $0.hash(previous: .zero) } == events.map { $0.hash(previous: .zero) }
        )
    }
}
