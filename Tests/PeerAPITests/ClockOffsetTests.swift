import Ambient
import Causality
import CurlTransport
import Records
import Store
import SyncClient
import Testing

/// What both ends of an exchange learn of each other's clocks.
@Suite struct ClockOffsetTests {
    /// The village's way to its parent, by a clock that differs from everybody's.
    private func client(_ node: PeerTestNode, aheadBy seconds: Int64) -> SyncClient {
        let now = PeerTestNode.clock.now.secondsSince1970 + seconds
        return SyncClient(
            store: node.store,
            secrets: node.secrets,
            transport: CurlTransport(),
            clock: .standing(at: Instant(secondsSince1970: now)),
            random: node.random,
            lockPath: node.lockPath
        )
    }

    @Test("both ends keep how far the clocks are apart, and one sentence says it beyond 5 minutes")
    func offsets() async throws {
        let county = try PeerTestNode.root(seed: 71)
        let town = try PeerTestNode(seed: 72)
        let code = try county.invite("330110101", name: "某镇")
        try await county.serving { url in
            _ = try await town.client.join(parentURL: url, code: code)
            let right = try await town.client.sync()
            #expect(right.clockOffset == 0 && right.clockWarning == nil)
            #expect(try town.store.read { try $0.parentClockOffset() } == 0)
            for (ahead, words) in [
                (300, nil), (-301, "慢 5 分钟"), (7_200, "快 2 小时"), (864_000, "快 10 天"),
            ] as [(Int64, String?)] {
                let report = try await client(town, aheadBy: ahead).sync()
                #expect(report.clockOffset == -ahead)
                #expect(
                    report.clockWarning
                        == words.map {
                            "本机的钟比上级的\($0)，请校准；登记照收，登记的时间会被标记。"
                        }
                )
                #expect(try town.store.read { try $0.parentClockOffset() } == -ahead)
                let seen = try county.store.read { try $0.linkSummaries() }
                #expect(seen.map(\.clockOffset) == [ahead])
            }
        }
    }
}
