import Ambient
import Causality
import Credentials
import Enrolment
import Foundation
import Hashing
import Merge
import PeerAPI
import Records
import Store
import SyncClient
import SyncEngine
import Testing

/// A county set back to an older copy of its file: those below bring all of it again.
@Suite struct RestoredParentTests {
    /// What several exchanges of a child came to.
    private struct Sum: Sendable {
        var sent: Int64 = 0
        var notices: [SyncNotice] = []
    }

    private let folder: URL
    private let secrets = NodeSecrets(random: RandomSource.seeded(61))
    /// The county as it went on; `restored` makes the one of before.
    private let county: PeerTestNode

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("liandong-restored-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        county = try PeerTestNode(
            secrets,
            seed: 62,
            file: folder.appendingPathComponent("first").path
        )
        try county.enrolment.foundRoot(code: "330110", name: "某县", from: "2000-01-01")
    }

    /// Keeps the files of the county as they are.
    private func keep() throws {
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(
                at: folder.appendingPathComponent("first" + suffix),
                to: folder.appendingPathComponent("second" + suffix)
            )
        }
    }

    /// The county of the kept files; a backup takes a new incarnation at once, a machine's snapshot
    /// knows of nothing.
    private func restored(isKnown: Bool) throws -> PeerTestNode {
        let file = folder.appendingPathComponent("second").path
        let node = try PeerTestNode(secrets, seed: 63, file: file)
        if isKnown { try node.store.write { try $0.renewIncarnation() } }
        return node
    }

    /// Exchanges over HTTP until one says that both are equal, and once more, which must be quiet.
    private func sync(_ child: PeerTestNode, with parent: PeerTestNode) async throws -> Sum {
        try await parent.serving { url in
            _ = try child.client.setAddress(url)
            var sum = Sum()
            for _ in 0..<4 {
                let report = try await child.client.sync()
                sum.sent += Int64(report.sent)
                sum.notices += report.notices
                if report.upToDate { break }
            }
            // The last answer is confirmed by the next request.
            _ = try await child.client.sync()
            let quiet = try await child.client.sync()
            #expect(quiet.upToDate && quiet.roundTrips == 1)
            #expect(quiet.sent == 0 && quiet.received == 0 && quiet.notices.isEmpty)
            return sum
        }
    }

    private func join(
        _ child: PeerTestNode,
        to parent: PeerTestNode,
        _ code: JoiningCode
    ) async throws {
        try await parent.serving { url in
            _ = try await child.client.join(parentURL: url, code: code)
        }
        _ = try await sync(child, with: parent)
    }

    /// Of everything that a node holds.
    private func counts(_ node: PeerTestNode) throws -> StoreCounts {
        try node.store.read { try $0.counts() }
    }

    private func events(_ node: PeerTestNode) throws -> Int64 { try counts(node).events }

    /// What the complaints that a node holds are about, each as often as it is held.
    private func abouts(_ node: PeerTestNode) throws -> [String] {
        try node.store.read { session in
            try session.records(of: "complaint").compactMap { record in
                guard case .text(let text)? = record.state["about"]?.value else { return nil }
                return text
            }
        }.sorted()
    }

    /// All hold these complaints and nothing else at the lowest one's place, in the same state.
    private func expectEqual(_ nodes: [PeerTestNode], _ texts: [String]) throws {
        let lowest = try #require(nodes.first)
        let place = try lowest.place
        let wanted = try lowest.counts(place)
        for (number, node) in nodes.enumerated() {
            #expect(try abouts(node) == texts.sorted(), "node \(number)")
            let counts = try node.counts(place)
            #expect(counts.state == wanted.state && counts.frontier == wanted.frontier)
            #expect(counts.events == wanted.events, "node \(number)")
            #expect(try node.store.read { try $0.verify() } == [])
        }
    }

    private func saysRestored(_ sum: Sum) -> Bool {
        sum.notices.contains { if case .restoredParent = $0 { true } else { false } }
    }

    @Test(
        "a child sends again what the county lost, and nothing that it has",
        arguments: [true, false]
    )
    func child(isKnown: Bool) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let hall = try PeerTestNode(seed: 64)
        try await join(hall, to: county, county.invite("330110101", name: "某镇"))
        try hall.complain(["一", "二"])
        _ = try await sync(hall, with: county)
        try keep()
        try hall.complain(["三", "四", "五"])
        // What the county itself writes after the copy comes back from below as well.
        _ = try county.invite("330110101201", name: "某村", parent: "330110101")
        _ = try await sync(hall, with: county)

        let restored = try restored(isKnown: isKnown)
        let incarnation = try county.store.read { try $0.incarnation() }
        let (all, before) = (try events(county), try events(restored))
        try #require(all - before >= 4)
        let sum = try await sync(hall, with: restored)
        #expect(sum.sent == all - before)
        #expect(saysRestored(sum))
        #expect(try events(restored) == all)
        let (old, new) = try (counts(county), counts(restored))
        #expect(old.state == new.state && old.frontier == new.frontier)
        _ = try restored.place(named: "某村")
        try expectEqual([hall, restored], ["一", "二", "三", "四", "五"])
        // It would else write other events under the numbers of those that it lost.
        #expect(try restored.store.read { try $0.incarnation() } != incarnation)

        // Both go on as if nothing had been.
        try hall.complain(["六"])
        _ = try restored.invite("330110101202", name: "别的村", parent: "330110101")
        let later = try await sync(hall, with: restored)
        #expect(later.sent == 1 && later.notices.isEmpty)
        _ = try hall.place(named: "别的村")
        try expectEqual([hall, restored], ["一", "二", "三", "四", "五", "六"])
    }

    @Test("a township brings what the county lost of a village that has it confirmed long ago")
    func grandchild() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let township = try PeerTestNode(seed: 65)
        let village = try PeerTestNode(seed: 66)
        let code = try county.invite("330110101", name: "某镇")
        _ = try county.invite("330110101201", name: "某村", parent: "330110101")
        try await join(township, to: county, code)
        try await join(village, to: township, township.invite("330110101201"))
        try village.complain(["一"])
        _ = try await sync(village, with: township)
        _ = try await sync(township, with: county)
        try keep()
        try village.complain(["二", "三"])
        try township.complain(["镇里的"], at: village.place)
        _ = try await sync(village, with: township)
        _ = try await sync(township, with: county)
        // Of this the county has never heard, and the village has it confirmed by the township.
        try village.complain(["四"])
        _ = try await sync(village, with: township)

        let restored = try restored(isKnown: true)
        let (all, before) = (try events(county), try events(restored))
        try #require(all - before >= 3)
        let sum = try await sync(township, with: restored)
        #expect(sum.sent == all - before + 1)
        #expect(saysRestored(sum))
        #expect(try events(restored) == all + 1)
        try expectEqual([village, township, restored], ["一", "二", "三", "四", "镇里的"])
        // The village has nothing to do, and nothing comes to it twice.
        let below = try await sync(village, with: township)
        #expect(below.sent == 0 && below.notices.isEmpty)
        try expectEqual([village, township, restored], ["一", "二", "三", "四", "镇里的"])
    }
}
