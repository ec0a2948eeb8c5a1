import Ambient
import Causality
import Hashing
import Records
import SyncWire
import Testing

/// What the wire costs (SPEC 15): bytes inside TCP, both ways, with seals and HTTP headers.
@Suite struct MessageSizeTests {
    /// Protocol byte, sender's key, encapsulated key and tag of the request; the last two of the
    /// answer.
    private let sealByteCount = (1 + 32 + 32 + 16) + (32 + 16)
    private let headerByteCount =
        "POST /v1/exchange HTTP/1.1\r\nHost: 10.140.72.103:8443\r\nContent-Length: 1000\r\n\r\n"
        .utf8
        .count + "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".utf8.count

    private func round(_ sample: VillageSample, from first: Int) -> Int {
        let sender = sample.description.node
        let digest = SHA256Hasher.hash([1])
        let isEmpty = first >= sample.events.count
        let request = Request(
            incarnation: sample.description.incarnation,
            time: 1_793_500_000,
            nonce: 0x1234_5678_9abc_def0,
            agreed: digest,
            cargo: Cargo(segments: isEmpty ? [] : [WireSegment(sample.segment(from: first))])
        )
        let answer = Answer(
            incarnation: 0x5555_1234_5678_9abc,
            time: 1_793_500_001,
            nonce: request.nonce,
            offered: digest
        )
        return request.encoded(sender: sender).count + answer.encoded(sender: sender).count
            + sealByteCount + headerByteCount
    }

    @Test("no change costs at most 600 bytes, an event 900, ten 1,600, each further 80 or 100")
    func costs() {
        var sample = VillageSample(seed: 1)
        for index in 0..<30 { if index % 3 == 0 { sample.addCase() } else { sample.addStep() } }
        let base = sample.events.count
        let nothing = round(sample, from: base)
        var one = sample
        one.addCase()
        var ten = sample
        for index in 0..<10 { if index % 5 == 0 { ten.addCase() } else { ten.addStep() } }
        var tenCases = sample
        for _ in 0..<10 { tenCases.addCase() }
        var plain = sample
        for _ in 0..<100 { plain.addStep() }
        var personal = sample
        for _ in 0..<100 { personal.addCase() }
        let costOne = round(one, from: base)
        let costTen = round(ten, from: base)
        let costTenCases = round(tenCases, from: base)
        let perPlain = Double(round(plain, from: base) - costOne) / 99
        let perPersonal = Double(round(personal, from: base) - costOne) / 99
        let figures =
            "nothing \(nothing), one \(costOne), ten \(costTen), ten cases \(costTenCases), "
            + "further plain \(perPlain), further personal \(perPersonal)"
        #expect(nothing <= 600, "\(figures)")
        #expect(costOne <= 900, "\(figures)")
        #expect(costTen <= 1_600, "\(figures)")
        #expect(perPlain <= 80, "\(figures)")
        #expect(perPersonal <= 100, "\(figures)")
    }
}
