import Ambient
import Causality
import Credentials
import CurlTransport
import Exchange
import Foundation
import PeerAPI
import Records
import Store
import SyncClient
import SyncWire
import Testing

/// What a hostile line or child sends to the peers' port; the parent stays up and stores nothing.
@Suite struct HostilePeerTests {
    /// A county with a township that joined; the body gets the county's address.
    private func pair(
        seed: UInt64,
        _ body: @escaping @Sendable (PeerTestNode, PeerTestNode, String) async throws -> Void
    ) async throws {
        let county = try PeerTestNode.root(seed: seed)
        let hall = try PeerTestNode(seed: seed + 1)
        let code = try county.invite("330110101", name: "某镇")
        try await county.serving { url in
            _ = try await hall.client.join(parentURL: url, code: code)
            _ = try await hall.client.sync()
            let before = try county.store.read { try $0.counts().events }
            try await body(county, hall, url)
            let after = try county.store.read { try $0.counts().events }
            #expect(after == before)
            let last = try await hall.client.sync()
            #expect(last.roundTrips == 1, "the parent is still up")
            #expect(last.upToDate == (last.refused == 0), "who is refused is told so")
        }
    }

    private func post(_ bytes: [UInt8], _ url: String) async throws -> HTTPAnswer {
        try await CurlTransport().send(HTTPExchange(.post, url: url, body: bytes))
    }

    private func sealed(_ message: [UInt8], _ hall: PeerTestNode, _ county: PeerTestNode) -> [UInt8]
    {
        MessageSeal.sealRequest(
            message,
            child: hall.secrets.signing.nodeKey,
            parent: county.secrets.signing.nodeKey,
            to: county.secrets.agreement.agreementKey,
            from: hall.secrets.agreement
        )
    }

    @Test("a changed byte anywhere, a cut body, another version: refused with a short word")
    func damaged() async throws {
        try await pair(seed: 100) { county, hall, url in
            let request = Request(incarnation: 1, time: 0, nonce: 5, agreed: nil)
            let good = sealed(
                request.encoded(sender: hall.secrets.signing.nodeKey),
                hall,
                county
            )
            let status1 = try await post(good, url + "/v1/exchange").status
            #expect(status1 == 200)
            for place in stride(from: 0, to: good.count, by: 7) {
                var bytes = good
                bytes[place] ^= 0x10
                let answer = try await post(bytes, url + "/v1/exchange")
                #expect([400, 403].contains(answer.status), "byte \(place)")
                #expect(answer.body.count < 32)
            }
            for count in [0, 1, 32, 33, 60, good.count - 1] {
                let answer = try await post(Array(good.prefix(count)), url + "/v1/exchange")
                #expect(answer.status == 400)
            }
            var other = good
            other[0] = 2
            let answer = try await post(other, url + "/v1/exchange")
            #expect(answer.status == 400)
            #expect(String(decoding: answer.body, as: UTF8.self) == "version 1-1")
            let status2 = try await post([1, 2, 3], url + "/v1/join").status
            #expect(status2 == 400)
            let status3 = try await post(good, url + "/elsewhere").status
            #expect(status3 == 404)
        }
    }

    @Test("a bomb from a certified child is refused by its stated size")
    func bomb() async throws {
        try await pair(seed: 110) { county, hall, url in
            let body = [UInt8](repeating: 0, count: MessageLimits.bodyByteCountMax + 1)
            let message = MessageFrame.encode(.request, body: body, raw: [])
            let answer = try await post(sealed(message, hall, county), url + "/v1/exchange")
            #expect(answer.status == 400)
        }
    }

    @Test("a body longer than any message is refused by its stated length")
    func tooLong() async throws {
        try await pair(seed: 120) { _, _, url in
            let bytes = [UInt8](repeating: 1, count: MessageSeal.requestByteCountMax + 1)
            let status4 = try await post(bytes, url + "/v1/exchange").status
            #expect(status4 == 413)
        }
    }

    @Test("a body that never ends is cut off")
    func endless() async throws {
        try await pair(seed: 130) { _, _, url in
            let port = UInt16(url.split(separator: ":").last.flatMap { Int($0) } ?? 0)
            let byteCount = try EndlessBody.send(port: port, byteCountMax: 256 << 20)
            // What the system holds for a closed connection is most of it.
            #expect(byteCount < 40 << 20, "\(byteCount) bytes were taken")
        }
    }

    @Test("a forged event of a certified child is refused and named, nothing of it is stored")
    func forged() async throws {
        try await pair(seed: 140) { county, hall, url in
            try hall.complain(["真的"])
            let segments = try hall.store.write { session in
                let link = try session.link(node: county.secrets.signing.nodeKey, incarnation: 7)
                let places = try session.places(of: county.secrets.signing.nodeKey)
                return try session.collect(
                    LinkCollection(
                        places: places,
                        byteCountMax: 100_000,
                        eventCountMax: 100,
                        segmentCountMax: 10
                    ),
                    for: link
                ).segments
            }
            let own = try #require(
                segments.first { $0.description.node == hall.secrets.signing.nodeKey }
            )
            let last = try #require(own.events.last)
            let changed = Event(
                dot: last.dot,
                record: last.record,
                register: last.register,
                definition: last.definition,
                type: last.type,
                context: last.context,
                actor: "someone",
                deviceTime: last.deviceTime,
                entry: last.entry,
                open: last.open,
                personal: last.personal
            )
            let forged = StreamSegment(
                description: own.description,
                events: own.events.dropLast() + [changed],
                heads: own.heads
            )
            let node = hall.secrets.signing.nodeKey
            let request = Request(
                incarnation: try hall.store.read { try $0.incarnation() },
                time: 0,
                nonce: 9,
                agreed: nil,
                cargo: Cargo(segments: [WireSegment(forged)])
            )
            let answer = try await post(
                sealed(request.encoded(sender: node), hall, county),
                url + "/v1/exchange"
            )
            let message = try MessageSeal.openAnswer(
                answer.body,
                child: node,
                parent: county.secrets.signing.nodeKey,
                by: hall.secrets.agreement,
                from: county.secrets.agreement.agreementKey
            )
            let read = try Answer(message, sender: county.secrets.signing.nodeKey)
            #expect(read.cargo.refusals.map(\.reason) == [.signature])
            #expect(read.acknowledgement == .upTo([0]))
            // The true event is not lost by it; it must not be counted below.
            try hall.store.write {
                try $0.withhold(
                    [own.stream],
                    from: $0.link(node: county.secrets.signing.nodeKey, incarnation: 0),
                    until: .max
                )
            }
        }
    }
}

/// A child that sends chunks for ever.
enum EndlessBody {
    /// Returns how many bytes the server took before it closed the connection.
    static func send(port: UInt16, byteCountMax: Int) throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return 0 }
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let head = Array(
            "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".utf8
        )
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 1, count: 65_536) + [13, 10]
        var sent = 0
        var piece = head
        while sent < byteCountMax {
            let count = Glibc.send(socket, piece, piece.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return sent }
            sent += count
            piece = chunk
        }
        return sent
    }
}
