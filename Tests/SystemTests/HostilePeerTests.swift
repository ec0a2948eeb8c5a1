import Foundation
import SyncWire
import Testing

extension SystemTests {
    /// A real parent under attack: each attempt is refused, nothing is stored, memory stays
    /// bounded.
    @Suite("Hostile peers") struct HostilePeerTests {
        private static let memoryGrowthMaxMiB = 128
        private static let exchange = "/v1/exchange"

        private let tree: TestTree
        private let county: NodeHome
        private let village: NodeHome
        private let serve: ServedNode
        private let eventCount: Int
        private let memoryMiB: Int

        init() throws {
            tree = try TestTree()
            county = try tree.county()
            serve = try ServedNode(county)
            village = try tree.join(
                "上坪村",
                region: Code.village,
                to: county,
                at: serve.address
            )
            try village.must("sync")
            eventCount = try county.count("events")
            memoryMiB = try serve.peakMemoryMiB()
        }

        /// The parent is up, holds what it held, and serves those that may.
        private func checkUnharmed(_ attack: String) throws {
            let memory = try serve.peakMemoryMiB()
            print("\(attack): refused; parent up, peak memory \(memory) MiB (\(memoryMiB) before)")
            #expect(serve.isRunning)
            #expect(try county.count("events") == eventCount)
            #expect(memory - memoryMiB <= HostilePeerTests.memoryGrowthMaxMiB)
            #expect(try village.run("sync").status == 0)
            serve.stop()
            try county.must("verify")
        }

        private func isRefused(_ answer: String) -> Bool { answer.hasPrefix("HTTP/1.1 4") }

        @Test("a node that never joined is refused")
        func stranger() throws {
            let stranger = try HostileNode.stranger(to: county)
            for path in [HostilePeerTests.exchange, "/v1/attachments"] {
                let answer = Socket.post(
                    path,
                    stranger.sealed(stranger.quietRequest()),
                    port: serve.peerPort
                )
                #expect(answer.hasPrefix("HTTP/1.1 403"), "\(path)")
            }
            let outsider = tree.home("outsider")
            let join = try outsider.run(
                "join",
                "--parent",
                serve.address,
                "--code",
                "AAAAA-AAAAA-AAAAA-AAAAA"
            )
            #expect(join.status != 0)
            try checkUnharmed("a node that never joined")
        }

        @Test("one changed byte, wherever it stands in a request, is refused")
        func changedByte() throws {
            let member = try HostileNode.member(village, of: county)
            let sealed = member.sealed(member.quietRequest())
            for place in stride(from: 0, to: sealed.count, by: max(1, sealed.count / 24)) {
                var changed = sealed
                changed[place] ^= 0x10
                let answer = Socket.post(
                    HostilePeerTests.exchange,
                    changed,
                    port: serve.peerPort
                )
                #expect(isRefused(answer), "byte \(place): \(answer.prefix(40))")
            }
            try checkUnharmed("a changed byte")
        }

        @Test(
            "a byte changed on the wire costs the exchange and nothing else",
            arguments: [true, false]
        )
        func changedOnTheWire(isUpward: Bool) throws {
            let relay = try WireRelay(upstream: serve.peerPort)
            let far = try tree.join(
                "下坪村",
                region: Code.otherVillage,
                to: county,
                at: relay.address
            )
            let before = try county.count("events")
            try far.must("record", "complaint", "window=发改", "received=2026-10-08")
            let own = try far.count("events")
            relay.tap { goesUp, bytes in
                guard goesUp == isUpward, bytes.count > 300 || !goesUp else { return bytes }
                var changed = bytes
                changed[bytes.count - 5] ^= 1
                return changed
            }
            #expect(try far.run("sync").status != 0)
            if isUpward { #expect(try county.count("events") == before) }
            #expect(try far.count("events") == own)
            relay.tap(nil)
            try far.must("sync")
            #expect(try far.digest(of: Code.otherVillage) == county.digest(of: Code.otherVillage))
            serve.stop()
            for home in [county, far] { try home.must("verify") }
        }

        @Test("a compressed bomb from a member is refused")
        func bomb() throws {
            let member = try HostileNode.member(village, of: county)
            let bomb = member.bomb(byteCount: 64 << 20)
            print("a bomb of \(bomb.count) bytes that would become \(64 << 20)")
            let answer = Socket.post(HostilePeerTests.exchange, bomb, port: serve.peerPort)
            #expect(isRefused(answer), "\(answer.prefix(60))")
            try checkUnharmed("a compressed bomb")
        }

        @Test("a body that never ends is cut off")
        func endlessBody() throws {
            let descriptor = try #require(Socket.connected(to: serve.peerPort))
            let head =
                "POST /v1/exchange HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            #expect(Socket.send(Array(head.utf8), to: descriptor))
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 7, count: 65_536)
            var sent = 0
            let limit = 4 << 30
            while sent < limit, Socket.send(chunk + Array("\r\n".utf8), to: descriptor) {
                sent += 65_536
            }
            close(descriptor)
            print("an endless body was cut off after \(sent >> 20) MiB")
            #expect(sent < limit)
            let stated = try #require(Socket.connected(to: serve.peerPort))
            let long = "POST /v1/exchange HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n"
            #expect(Socket.send(Array(long.utf8), to: stated))
            let answer = String(decoding: Socket.receiveAll(from: stated), as: UTF8.self)
            close(stated)
            #expect(answer.hasPrefix("HTTP/1.1 413"), "\(answer.prefix(60))")
            try checkUnharmed("an endless body")
        }

        @Test("rubbish, on the line and in a body, is refused")
        func rubbish() throws {
            var generator = SplitMix(state: 2_026)
            for count in [1, 33, 97, 5_000, 200_000] {
                let noise = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
                let answer = Socket.post(HostilePeerTests.exchange, noise, port: serve.peerPort)
                #expect(isRefused(answer), "\(count) bytes: \(answer.prefix(60))")
                #expect(isRefused(Socket.post("/v1/join", noise, port: serve.peerPort)))
                let descriptor = try #require(Socket.connected(to: serve.peerPort))
                _ = Socket.send(noise + Array("\r\n\r\n".utf8), to: descriptor)
                shutdown(descriptor, Int32(SHUT_WR))
                _ = Socket.receiveAll(from: descriptor, secondsMax: 5)
                close(descriptor)
            }
            try checkUnharmed("rubbish")
        }

        @Test("a forged event and one outside its author's authority are refused by name")
        func forged() throws {
            let member = try HostileNode.member(village, of: county)
            for attempt in HostileNode.Forgery.allCases {
                let answer = Socket.answerBody(
                    HostilePeerTests.exchange,
                    member.sealed(try member.request(attempt)),
                    port: serve.peerPort
                )
                let reasons = try member.refusals(in: answer)
                print("\(attempt): reason \(reasons.map(\.rawValue))")
                #expect(reasons == [attempt.reason], "\(attempt)")
                #expect(try county.count("events") == eventCount, "\(attempt)")
            }
            try checkUnharmed("forged events")
        }
    }
}

/// A small generator for noise that is the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
