internal import Causality
internal import Hashing
internal import Records
internal import SyncWire

/// What a child sends that wants more than it may.
extension World {
    /// Puts one rightly signed event for the root's place into a child's request, now and then.
    ///
    /// The ledger does not know of it: whoever stores it holds what nobody may have written.
    mutating func forge(into request: inout Request, from child: Int, to parent: Int) throws {
        guard plan.strikes(.forgery, using: &random) else { return }
        fire(.forgery)
        let description = StreamDescription(
            node: nodes[child].key,
            incarnation: UInt64.random(in: 1...1_000, using: &random),
            audience: Audience(.at, nodes[parent].place)
        )
        let dot = Dot(stream: description.streamID, sequence: 1)
        let event = Event(
            dot: dot,
            record: .dot(dot),
            register: WorldRegisters.complaint,
            definition: .zero,
            type: .create,
            context: .own,
            actor: "",
            deviceTime: nodes[child].clock.seconds,
            entry: .live,
            open: PayloadCodec.encode(EventPayload(writes: []), author: dot),
            personal: nil
        )
        let statement = HeadStatement.bytes(
            stream: dot.stream,
            sequence: 1,
            hash: event.hash(previous: .zero)
        )
        let signature = SimulatedNode.signature(of: statement, by: nodes[child].key)
        let segment = StreamSegment(
            description: description,
            events: [event],
            heads: [SignedHead(sequence: 1, signature: signature)]
        )
        request.cargo.segments.append(WireSegment(segment))
    }
}
