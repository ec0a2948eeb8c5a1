import Ambient
import Causality
import Credentials
import Enrolment
import Exchange
import Foundation
import Hashing
import Merge
import Records
import Store
import SyncClient
import SyncEngine
import SyncWire
import Testing

/// A village set back to a snapshot that nobody noticed: it writes again where it wrote before.
@Suite struct SnapshotTests {
    struct Case: CustomTestStringConvertible, Sendable {
        /// What the parent holds beyond the snapshot, and what the village wrote after it.
        let lost: Int
        let written: Int
        /// After how many answers the line breaks for the first time; nil if it does not.
        var cut: Int?
        /// Whether the exchange stopped right after a new incarnation was taken.
        var isRenewed = false
        /// Whether the snapshot is older than the first exchange.
        var isOld = false

        var testDescription: String {
            "\(lost) lost, \(written) written, cut \(cut ?? 0), renewed \(isRenewed), old \(isOld)"
        }
    }

    static let cases: [Case] = [
        Case(lost: 3, written: 2), Case(lost: 2, written: 3), Case(lost: 3, written: 3),
        Case(lost: 3, written: 0), Case(lost: 1, written: 1, cut: 0),
        Case(lost: 3, written: 2, cut: 1), Case(lost: 3, written: 5, cut: 2),
        Case(lost: 3, written: 2, isRenewed: true), Case(lost: 2, written: 4, isRenewed: true),
        Case(lost: 2, written: 700), Case(lost: 900, written: 2, cut: 3),
        Case(lost: 3, written: 2, isOld: true), Case(lost: 700, written: 900, isOld: true),
        Case(lost: 700, written: 900, cut: 3, isRenewed: true, isOld: true),
    ]

    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("liandong-snapshot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test("a snapshot's store loses nothing and ends equal to its parent", arguments: cases)
    func loses(nothing this: Case) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let county = try PeerTestNode.root(seed: 31)
        let random = RandomSource.seeded(32)
        let secrets = NodeSecrets(random: random)
        let file = folder.appendingPathComponent("first/store.db")
        try make(file)
        let first = try PeerTestNode(secrets, seed: 33, file: file.path)
        let code = try county.invite("330110101", name: "某镇")
        try await county.serving { url in
            _ = try await first.client.join(parentURL: url, code: code)
        }
        try first.complain(["旧一", "旧二"])
        if !this.isOld { try first.settle(with: county) }
        let incarnation = try first.store.read { try $0.incarnation() }
        let copy = try copy(file)
        try first.complain((0..<this.lost).map { "甲\($0)" })
        try first.settle(with: county)
        let second = try PeerTestNode(secrets, seed: 34, file: copy.path)
        try second.store.write { try $0.renewIncarnation(to: incarnation) }
        try second.complain((0..<this.written).map { "乙\($0)" })
        if this.isRenewed { try second.store.write { try $0.renewIncarnation(to: 77) } }
        if let cut = this.cut { try second.exchangeDirectly(with: county, cut: cut) }
        try second.settle(with: county)
        try check(this, county, second, incarnation)
    }

    @Test("a stick tells a snapshot's store that more was written as it, and the person, too")
    func stick() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let county = try PeerTestNode.root(seed: 31)
        let secrets = NodeSecrets(random: RandomSource.seeded(32))
        let file = folder.appendingPathComponent("first/store.db")
        try make(file)
        let first = try PeerTestNode(secrets, seed: 33, file: file.path)
        try first.join(county, try county.invite("330110101", name: "某镇"))
        try first.complain(["旧"])
        try first.settle(with: county)
        let incarnation = try first.store.read { try $0.incarnation() }
        let copy = try copy(file)
        try first.complain(["甲"])
        try first.exchangeDirectly(with: county)
        let second = try PeerTestNode(secrets, seed: 34, file: copy.path)
        try second.store.write { try $0.renewIncarnation(to: incarnation) }
        let notices = try county.bundle(for: second.place).parts
            .flatMap { try second.take($0).notices }
        #expect(notices.count == 1)
        #expect(notices.allSatisfy { $0.sentence.contains("像是从备份恢复或复制来的") })
        #expect(try second.store.read { try $0.incarnation() } != incarnation)
    }

    /// A copy of a store's files as they are.
    private func copy(_ file: URL) throws -> URL {
        let copy = folder.appendingPathComponent("second/store.db")
        try make(copy)
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(
                at: URL(fileURLWithPath: file.path + suffix),
                to: URL(fileURLWithPath: copy.path + suffix)
            )
        }
        return copy
    }

    private func check(
        _ this: Case,
        _ county: PeerTestNode,
        _ village: PeerTestNode,
        _ incarnation: UInt64
    ) throws {
        let wanted =
            ["旧一", "旧二"] + (0..<this.lost).map { "甲\($0)" } + (0..<this.written).map { "乙\($0)" }
        for node in [county, village] {
            #expect(try abouts(node) == wanted.sorted())
            #expect(try node.store.read { try $0.verify() } == [])
        }
        let place = try village.place
        #expect(try village.counts(place).state == county.counts(place).state)
        #expect(try village.counts(place).frontier == county.counts(place).frontier)
        #expect(try village.store.read { try $0.incarnation() } != incarnation)
    }

    private func abouts(_ node: PeerTestNode) throws -> [String] {
        try node.store.read { session in
            try session.records(of: "complaint").compactMap { record in
                guard case .text(let text)? = record.state["about"]?.value else { return nil }
                return text
            }
        }.sorted()
    }

    private func make(_ file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
    }
}
