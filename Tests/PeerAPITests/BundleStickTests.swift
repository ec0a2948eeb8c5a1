import Ambient
import Causality
import Credentials
import Exchange
import Records
import Store
import SyncEngine
import SyncWire
import Testing

/// Bundles between real nodes with real keys, in every order that sticks can come in.
@Suite struct BundleStickTests {
    /// A county, its township, and a village of that.
    private struct Tree {
        let nodes: [PeerTestNode]
        let places: [RecordID]

        init(seed: UInt64) throws {
            let county = try PeerTestNode.root(seed: seed)
            let township = try PeerTestNode(seed: seed + 1)
            let village = try PeerTestNode(seed: seed + 2)
            let forTownship = try county.invite("330110101", name: "某镇")
            _ = try county.invite("330110101201", name: "某村", parent: "330110101")
            try township.join(county, forTownship)
            try township.take(try county.bundle(for: try township.place).parts[0])
            let forVillage = try township.invite("330110101201")
            try village.join(township, forVillage)
            try village.take(try township.bundle(for: try village.place).parts[0])
            nodes = [county, township, village]
            places = try nodes.map { try $0.place }
        }

        /// What a node holds of a place, as digests and counts.
        func counts(_ node: Int, of place: Int) throws -> StoreCounts {
            try nodes[node].counts(places[place])
        }

        func check() throws {
            for place in places.indices {
                let expected = try counts(0, of: place)
                for node in 1...2 where node <= place {
                    let counts = try counts(node, of: place)
                    #expect(counts.state == expected.state, "node \(node), place \(place)")
                    #expect(counts.events == expected.events, "node \(node), place \(place)")
                }
            }
            for node in nodes {
                let faults = try node.store.read { try $0.verify() }
                #expect(faults.isEmpty)
            }
        }
    }

    @Test(
        "sticks in any split, order and repetition, with losses, lead to the network's end state",
        arguments: UInt64(1)...12
    )
    func anyOrder(seed: UInt64) throws {
        let tree = try Tree(seed: seed * 100)
        var random = SeededGenerator(seed: seed)
        var sticks: [Stick] = []
        let ways = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 0), (0, 2)]
        for step in 0..<50 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                let node = tree.nodes[Int.random(in: 0..<3, using: &random)]
                // Old heads are kept one in 256 events: a burst makes a stream of several runs.
                let count = step % 10 == 0 ? 300 : Int.random(in: 1...4, using: &random)
                try node.complain((0..<count).map { "第\(step)步第\($0)件，窗口排队太久" })
            case 1:
                let way = ways[Int.random(in: 0..<ways.count, using: &random)]
                let partMax = Bool.random(using: &random) ? 4_000 : nil
                let messageMax = Int.random(in: 100...2_000, using: &random)
                let isFull = Int.random(in: 0..<6, using: &random) == 0
                do {
                    let stick = try tree.nodes[way.0].bundle(
                        for: tree.places[way.1],
                        partByteCountMax: partMax,
                        eventByteCountMax: messageMax,
                        isFull: isFull
                    )
                    sticks.append(stick)
                } catch BundleExportError.nobodyThere {
                    // The county does not know the village's node before the first stick.
                    #expect(way == (0, 2))
                }
            case 2 where !sticks.isEmpty:
                sticks.remove(at: Int.random(in: 0..<sticks.count, using: &random))
            default:
                guard let stick = sticks.randomElement(using: &random) else { continue }
                try deliver(stick, to: tree, &random)
            }
        }
        // In the end everybody gets what is there, once up, once down, and once more up.
        for way in [(2, 1), (1, 0), (0, 1), (1, 2), (2, 1)] {
            let stick = try tree.nodes[way.0].bundle(for: tree.places[way.1])
            for part in stick.parts { try tree.nodes[way.1].take(part) }
        }
        try tree.check()
    }

    /// One part, or all in order; only a missing earlier part is a reason to refuse.
    private func deliver(
        _ stick: Stick,
        to tree: Tree,
        _ random: inout SeededGenerator
    ) throws {
        let node = tree.nodes[tree.places.firstIndex(of: stick.place) ?? 0]
        let number = Int.random(in: 0...stick.parts.count, using: &random)
        let parts = number < stick.parts.count ? [stick.parts[number]] : stick.parts
        for part in parts {
            let before = try node.store.read { try $0.counts().events }
            do {
                try node.take(part)
            } catch BundleFault.partMissing(let missing) {
                #expect(missing <= number)
                let after = try node.store.read { try $0.counts().events }
                #expect(after == before)
            }
        }
    }

    @Test("small parts are many, and each names what must come before it")
    func parts() throws {
        let tree = try Tree(seed: 7)
        // Of old heads one in 256 events is kept: no shorter run can travel alone.
        for batch in 0..<14 {
            try tree.nodes[2].complain((0..<100).map { "第\(batch * 100 + $0)件" })
        }
        let stick = try tree.nodes[2].bundle(
            for: tree.places[1],
            partByteCountMax: 9_000,
            eventByteCountMax: 10_000
        )
        #expect(stick.parts.count >= 4)
        for (index, part) in stick.parts.enumerated() {
            #expect(part.count <= 9_000, "part \(index + 1)")
            guard index > 0 else { continue }
            #expect(throws: BundleFault.partMissing(1)) { try tree.nodes[1].take(part) }
        }
        let summaries = try stick.parts.map { try tree.nodes[1].take($0) }
        #expect(
            summaries.map(\.isLastPart) == Array(repeating: false, count: stick.parts.count - 1) + [
                true
            ]
        )
        #expect(summaries.reduce(0) { $0 + $1.newEventCount } == 1_400)
        #expect(try tree.counts(1, of: 2).state == tree.counts(2, of: 2).state)
    }

    @Test("a changed byte anywhere in a bundle file stores nothing")
    func tampered() throws {
        let tree = try Tree(seed: 31)
        try tree.nodes[2].complain(["一", "二"])
        let part = try tree.nodes[2].bundle(for: tree.places[1]).parts[0]
        let township = tree.nodes[1]
        let before = try township.store.read { try $0.counts() }
        for place in part.indices {
            var changed = part
            changed[place] ^= UInt8(1 << (place % 8))
            #expect(throws: BundleFault.self, "byte \(place)") { try township.take(changed) }
        }
        for count in stride(from: 0, to: part.count, by: 7) {
            #expect(throws: BundleFault.self, "cut at \(count)") {
                try township.take(Array(part.prefix(count)))
            }
        }
        let after = try township.store.read { try $0.counts() }
        #expect(before.events == after.events && before.state == after.state)
        #expect(try township.take(part).newEventCount == 2)
    }

    @Test("a village's forged signature in a sealed bundle names stream and sequence")
    func forged() throws {
        let tree = try Tree(seed: 41)
        let village = tree.nodes[2]
        try village.complain(["一"])
        let collected = try village.store.read { session in
            try session.collect(
                LinkCollection(
                    places: [tree.places[1]],
                    byteCountMax: 100_000,
                    eventCountMax: 100,
                    segmentCountMax: 100
                ),
                for: .none
            )
        }
        let segment = try #require(
            collected.segments.first { $0.description.node == village.store.node }
        )
        var signature = try #require(segment.heads.last).signature
        signature[3] ^= 1
        let head = SignedHead(sequence: 1, signature: signature)
        let forged = StreamSegment(
            description: segment.description,
            events: segment.events,
            heads: [head]
        )
        let cargo = Cargo(segments: [WireSegment(forged)])
        let incarnation = segment.description.incarnation
        let message = BundleMessage(incarnation: incarnation, time: 0, cargo: cargo)
        var bytes: [UInt8] = []
        var writer = try BundleFileWriter(
            BundleHeader(
                sender: village.store.node,
                bundle: village.random.bytes(16),
                part: 1,
                place: tree.places[1],
                code: "",
                name: "",
                chain: []
            ),
            to: [(tree.nodes[1].store.node, tree.nodes[1].secrets.agreement.agreementKey)],
            from: village.secrets.agreement,
            random: village.random,
            sink: { bytes += $0 }
        )
        try writer.write(message.encoded(sender: village.store.node))
        try writer.end()
        #expect(throws: BundleFault.signature(segment.stream, sequence: 1)) {
            try tree.nodes[1].take(bytes)
        }
        #expect(try tree.counts(1, of: 2).events < tree.counts(2, of: 2).events)
    }
}
