import Ambient
import Causality
import Records
import Store

/// A county and nodes below it, made known to each other as joining would.
struct BenchWorld: Sendable {
    let county: BenchNode
    private(set) var villages: [BenchNode] = []
    private var count = 0
    private let seed: UInt64

    /// A county whose store is in memory or in a data folder.
    init(countyFolder: String?, seed: UInt64 = 1) throws {
        self.seed = seed
        county = try BenchNode(seed: seed, folder: countyFolder)
        let (county, root) = (county, RecordID.rootPlace(of: county.key))
        try county.store.write { session in
            try session.found(rootKey: county.key, place: root, incarnation: seed)
            try session.note(county.certificate(for: county, at: root))
            _ = try session.append(
                BenchWorld.region(330_126_000_000, "某县", "county", in: nil, root)
            )
        }
    }

    /// A county with villages directly below it, their stores in memory.
    init(villageCount: Int, countyFolder: String?, seed: UInt64 = 1) throws {
        try self.init(countyFolder: countyFolder, seed: seed)
        for _ in 0..<villageCount { try addVillage() }
    }

    /// Adds a village's node directly below the county.
    @discardableResult
    mutating func addVillage(folder: String? = nil) throws -> BenchNode {
        let village = try join(below: [], level: "village", folder: folder)
        villages.append(village)
        return village
    }

    /// A new node of a new place below the last of `above`, or below the county.
    mutating func join(
        below above: [BenchNode],
        level: String,
        folder: String? = nil
    ) throws -> BenchNode {
        count += 1
        let number = count
        let parent = try above.last?.place ?? county.place
        let root = try county.place
        let place = try county.store.write { session in
            let code = 330_126_000_000 + number
            let name = level == "village" ? "第\(number)村" : "第\(number)镇"
            let region = BenchWorld.region(code, name, level, in: parent, root)
            return try session.append(region).record
        }
        let node = try BenchNode(seed: seed &* 10_000 &+ UInt64(number), folder: folder)
        try makeKnown(node, at: place, [county] + above)
        return node
    }

    /// A second node at the place of one directly below the county: the PC after one that broke.
    func replacement(of old: BenchNode, seed: UInt64) throws -> BenchNode {
        let node = try BenchNode(seed: seed, folder: nil)
        let place = try old.place
        try makeKnown(node, at: place, [county])
        let certificate = county.certificate(for: old, at: place)
        _ = try node.store.write { try $0.note(certificate) }
        return node
    }

    private func makeKnown(
        _ node: BenchNode,
        at place: RecordID,
        _ above: [BenchNode]
    ) throws {
        let chain = above + [node]
        let places = try above.map { try $0.place } + [place]
        var certificates = [county.certificate(for: county, at: places[0])]
        for index in 1..<chain.count {
            certificates.append(chain[index - 1].certificate(for: chain[index], at: places[index]))
        }
        for holder in chain {
            try holder.store.write { session in
                if !(try session.isFounded()) {
                    let incarnation = node.random.word() >> 1
                    try session.found(rootKey: county.key, place: place, incarnation: incarnation)
                }
                for (lower, upper) in zip(places.dropFirst(), places) {
                    try session.noteParent(upper, of: lower)
                }
                for certificate in certificates { try session.note(certificate) }
            }
        }
    }

    private static func region(
        _ code: Int,
        _ name: String,
        _ level: String,
        in parent: RecordID?,
        _ root: RecordID
    ) -> Draft {
        var writes = [
            CellWrite(.field("code"), .text(String(code))),
            CellWrite(.field("name"), .text(name)),
            CellWrite(.field("level"), .text(level)),
            CellWrite(.field("from"), .text("2000-01-01")),
        ]
        if let parent { writes.append(CellWrite(.field("parent"), .reference(parent))) }
        let all = writes
        return Draft(
            register: SystemRegister.region,
            audience: Audience(.under, root),
            record: parent == nil ? root : nil,
            type: .create,
            actor: "",
            entry: .live
        ) { _ in (EventPayload(writes: all), []) }
    }
}
