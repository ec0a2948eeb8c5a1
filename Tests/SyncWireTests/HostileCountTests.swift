import Causality
import Hashing
import Records
import SyncWire
import Testing

/// Each limit of a message, provoked by bytes that only claim to be that large.
@Suite struct HostileCountTests {
    private let sender = RandomMessage(seed: 1).sender

    /// The lanes of a request up to its cargo's flags.
    private func start(flags: UInt8) -> (body: ByteWriter, raw: ByteWriter) {
        var body = ByteWriter()
        var raw = ByteWriter()
        raw.raw([UInt8](repeating: 0, count: 16))
        body.signed(0)
        body.byte(0)
        body.byte(flags)
        return (body, raw)
    }

    private func fault(_ lanes: (body: ByteWriter, raw: ByteWriter)) -> WireError? {
        let bytes = MessageFrame.encode(.request, body: lanes.body.bytes, raw: lanes.raw.bytes)
        do {
            _ = try Request(bytes, sender: sender)
            return nil
        } catch {
            return error
        }
    }

    private func isTooLarge(_ error: WireError?, _ what: String) -> Bool {
        guard case .body(.tooLarge(_, what)) = error else { return false }
        return true
    }

    private func isMalformed(_ error: WireError?, _ what: String) -> Bool {
        guard case .body(.malformed(_, what)) = error else { return false }
        return true
    }

    @Test("counts beyond the limits are refused before anything is reserved for them")
    func counts() {
        var streams = start(flags: 2)
        streams.body.varint(UInt64(MessageLimits.streamCountMax) + 1)
        #expect(isTooLarge(fault(streams), "streams"))
        var kinds = start(flags: 2)
        kinds.body.raw([0])
        kinds.body.varint(UInt64(MessageLimits.kindCountMax) + 1)
        #expect(isTooLarge(fault(kinds), "kinds"))
        var actors = start(flags: 2)
        actors.body.raw([0, 0])
        actors.body.varint(UInt64(MessageLimits.actorCountMax) + 1)
        #expect(isTooLarge(fault(actors), "actors"))
        var segments = start(flags: 2)
        segments.body.raw([0, 0, 0])
        segments.body.varint(UInt64(MessageLimits.segmentCountMax) + 1)
        #expect(isTooLarge(fault(segments), "segments"))
        var positions = start(flags: 8)
        positions.body.byte(0)
        positions.body.varint(UInt64(MessageLimits.positionCountMax) + 1)
        #expect(isTooLarge(fault(positions), "positions"))
        var refusals = start(flags: 4)
        refusals.body.raw([0, 0, 0])
        refusals.body.varint(UInt64(MessageLimits.refusalCountMax) + 1)
        #expect(isTooLarge(fault(refusals), "refusals"))
        var certificates = start(flags: 16)
        certificates.body.varint(UInt64(MessageLimits.certificateCountMax) + 1)
        #expect(isTooLarge(fault(certificates), "certificates"))
        var extensions = start(flags: 32)
        extensions.body.varint(UInt64(MessageLimits.extensionCountMax) + 1)
        #expect(isTooLarge(fault(extensions), "extensions"))
        #expect(isMalformed(fault(start(flags: 64)), "flags"))
    }

    /// A request with one stream and one segment, up to the number of its events.
    private func oneSegment() -> (body: ByteWriter, raw: ByteWriter) {
        var lanes = start(flags: 2)
        lanes.body.raw([1, 0])
        lanes.raw.raw([UInt8](repeating: 7, count: 16))
        lanes.body.varint(1)
        lanes.body.text("region")
        lanes.raw.digest(.zero)
        lanes.body.byte(1)
        lanes.body.varint(1)
        lanes.body.text("")
        lanes.body.raw([1, 0, 5])
        return lanes
    }

    @Test("events, heads, sequences and contexts beyond the limits are refused")
    func inSegments() {
        var events = oneSegment()
        events.body.varint(UInt64(MessageLimits.eventCountMax) + 1)
        #expect(isTooLarge(fault(events), "events"))
        var none = oneSegment()
        none.body.varint(0)
        #expect(isMalformed(fault(none), "events"))
        var heads = oneSegment()
        heads.body.varint(1)
        heads.body.varint(UInt64(MessageLimits.headCountMax))
        #expect(isTooLarge(fault(heads), "heads"))
        var headOutside = oneSegment()
        headOutside.body.varint(2)
        headOutside.body.raw([1, 2])
        #expect(isMalformed(fault(headOutside), "head"))
        var context = oneSegment()
        context.raw.raw([UInt8](repeating: 7, count: 64))
        context.body.raw([1, 0, 4, 0, 0, 0])
        context.body.varint(UInt64(EventContextCodec.entryCountMax) + 1)
        #expect(isTooLarge(fault(context), "context"))
        var flags = oneSegment()
        flags.raw.raw([UInt8](repeating: 7, count: 64))
        flags.body.raw([1, 0, 0x80])
        #expect(isMalformed(fault(flags), "event flags"))
        var entry = oneSegment()
        entry.raw.raw([UInt8](repeating: 7, count: 64))
        entry.body.raw([1, 0, 0x60])
        #expect(isMalformed(fault(entry), "event flags"))
        var open = oneSegment()
        open.raw.raw([UInt8](repeating: 7, count: 64))
        open.body.raw([1, 0, 0, 0, 0, 0])
        open.body.varint(UInt64(PayloadCodec.openByteCountMax) + 1)
        #expect(isTooLarge(fault(open), "open payload"))
        var record = oneSegment()
        record.raw.raw([UInt8](repeating: 7, count: 64))
        record.body.raw([1, 0, 3, 0, 0, 0])
        #expect(isMalformed(fault(record), "record"))
    }

    @Test("many large contexts are refused together though each is small enough")
    func contexts() {
        var lanes = start(flags: 2)
        let entries = EventContextCodec.entryCountMax
        let count = MessageLimits.contextEntryCountMax / entries + 1
        lanes.body.varint(UInt64(entries))
        for index in 0..<entries {
            lanes.body.byte(0)
            lanes.raw.raw(
                [UInt8](repeating: 0, count: 14) + [UInt8(index >> 8), UInt8(index & 255)]
            )
        }
        lanes.body.varint(1)
        lanes.body.text("region")
        lanes.raw.digest(.zero)
        lanes.body.byte(1)
        lanes.body.varint(1)
        lanes.body.text("")
        lanes.body.raw([1, 0, 5])
        lanes.body.varint(UInt64(count))
        lanes.body.byte(0)
        lanes.raw.raw([UInt8](repeating: 7, count: 64))
        for _ in 0..<count {
            lanes.body.raw([4, 0, 0, 0])
            lanes.body.varint(UInt64(entries))
            for index in 0..<entries {
                lanes.body.varint(UInt64(index))
                lanes.body.byte(1)
            }
            lanes.body.byte(0)
        }
        #expect(isMalformed(fault(lanes), "contexts"))
    }
}
