import Causality
import Credentials
import Enrolment
import Hashing
import Merge
import Records
import Store
import SyncClient
import SyncEngine
import Testing

/// A key that a place in the middle withdraws.
@Suite struct WithdrawalReachTests {
    @Test("is withdrawn at all that hold what it may have written, not only at its own place")
    func fromTheMiddle() async throws {
        let tree = try await Tree()
        let (city, county) = (tree.city, tree.county)
        let (township, village) = (tree.township, tree.village)
        try township.complain(["镇里交办"], at: village.place)
        try township.settle(with: county)
        try county.settle(with: city)

        let key = township.secrets.signing.nodeKey
        _ = try county.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑丢失")
        let places = try [township.place, village.place].sorted()
        let withdrawals = try county.store.read { try $0.withdrawals(of: key) }
        #expect(withdrawals.map(\.audience) == places.map { Audience(.at, $0) })
        let heard = try county.store.write { session in
            let link = try session.link(node: village.secrets.signing.nodeKey, incarnation: 1)
            return try session.outgoing(
                .agreed,
                of: link,
                place: village.place,
                byteBudget: 1 << 20
            ).segments
        }
        _ = try village.store.write { try $0.merge(heard) }
        for node in [village, county] {
            #expect(try node.store.read { try $0.revocation(of: key) } != nil)
        }
    }

    @Test("lists all that is held at each place, and once more only what is new")
    func lists() async throws {
        let tree = try await Tree()
        try tree.township.complain(["镇里的"])
        try tree.township.complain(["镇里交办"], at: tree.village.place)
        try tree.township.settle(with: tree.county)
        let key = tree.township.secrets.signing.nodeKey
        let withdrawals = try tree.county.store.read { try $0.withdrawals(of: key) }
        let held = try tree.county.store.read { try $0.heldStreams() }
            .filter { $0.description.node == key }
        // Above they arrive one by one: what the first did not list would be refused.
        #expect(withdrawals.count == 2)
        #expect(withdrawals.allSatisfy { $0.positions == held.map(\.position) })
        _ = try tree.county.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑丢失")
        let once = try tree.county.store.read { try $0.heldStreams() }.map(\.position)
        _ = try tree.county.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑丢失")
        #expect(try tree.county.store.read { try $0.heldStreams() }.map(\.position) == once)
    }

    @Test("is withdrawn at a village too that was merged into one of its township")
    func merged() async throws {
        let tree = try await Tree()
        let other = try PeerTestNode(seed: 76)
        _ = try tree.city.invite("330111102201", name: "并入村", parent: "330111102")
        try tree.county.settle(with: tree.city)
        try await join(other, tree.county, tree.county.invite("330111102"))
        let merged = try tree.village.place
        try tree.city.point(
            merged,
            SystemRegister.successorField,
            at: tree.city.place(named: "并入村")
        )
        for (child, parent) in [(tree.county, tree.city), (other, tree.county)] {
            try child.settle(with: parent)
        }
        try other.complain(["并来的村的事"], at: merged)
        for (child, parent) in [(other, tree.county), (tree.township, tree.county)] {
            try child.settle(with: parent)
        }
        let key = other.secrets.signing.nodeKey
        _ = try tree.county.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑被盗")
        try tree.township.settle(with: tree.county)
        let written = try tree.township.store.read { try $0.heldStreams() }.first {
            $0.description.node == key && $0.description.audience == Audience(.at, merged)
        }
        let stream = try #require(written)
        let limit = try tree.township.store.read {
            try $0.limit(of: stream.position.stream, stream.description)
        }
        #expect(limit == 1)
        #expect(try tree.township.counts(merged).quarantined == 0)
    }

    @Test("stands where somebody entitled wrote into its record what nobody can read")
    func unreadable() async throws {
        let tree = try await Tree()
        try tree.village.complain(["一"])
        try tree.village.settle(with: tree.township)
        let key = tree.village.secrets.signing.nodeKey
        _ = try tree.township.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑被盗")
        try tree.township.settle(with: tree.county)
        let segment = try tree.township.unreadable(inWithdrawing: tree.village)
        for node in [tree.county, tree.township] {
            let before = try #require(try node.store.read { try $0.revocation(of: key) })
            #expect(try node.store.write { try $0.merge([segment]) }.refusals.isEmpty)
            #expect(try node.store.read { try $0.revocation(of: key) } == before)
            try node.store.write { try $0.rebuild() }
            #expect(try node.store.read { try $0.revocation(of: key) } == before)
            #expect(try node.store.read { try $0.verify() } == [])
        }
    }

    @Test("who certifies a computer from elsewhere for a place of his own cannot withdraw it")
    func certifiedBelow() async throws {
        let tree = try await Tree()
        let other = try PeerTestNode(seed: 77)
        try await join(other, tree.county, tree.county.invite("330111102"))
        try other.complain(["别的镇的"])
        try other.settle(with: tree.county)
        try tree.township.settle(with: tree.county)
        let key = other.secrets.signing.nodeKey
        // The stolen township certifies the other township's computer for its own village.
        let forged = try tree.township.certificate(for: other, at: tree.village.place)
        _ = try tree.township.store.write { try $0.note(forged) }
        try tree.township.write(.create, ofWithdrawing: other, at: tree.village.place)
        let segments = try tree.township.segments(for: tree.county)
        for isLate in [true, false] {
            let county = PeerTestNode(tree.county, store: try tree.county.store.copiedInMemory())
            if !isLate { _ = try county.store.write { try $0.note(forged) } }
            _ = try county.store.write { try $0.merge(segments) }
            if isLate { _ = try county.store.write { try $0.note(forged) } }
            for held in try county.store.read({ try $0.heldStreams() })
            where held.description.node == key {
                #expect(
                    try county.store.read {
                        try $0.limit(of: held.position.stream, held.description)
                    } == nil
                )
            }
            #expect(try county.counts(other.place).quarantined == 0)
            #expect(try county.store.read { try $0.verify() } == [])
        }
    }

    @Test("stays withdrawn though somebody elsewhere certifies it for a place of his own")
    func certifiedElsewhere() async throws {
        let tree = try await Tree()
        let other = try PeerTestNode(seed: 78)
        try await join(other, tree.county, tree.county.invite("330111102"))
        try tree.village.complain(["一"])
        try tree.village.settle(with: tree.township)
        let key = tree.village.secrets.signing.nodeKey
        _ = try tree.township.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑被盗")
        try tree.township.settle(with: tree.county)
        // What it wrote beyond its withdrawal reaches the county by a stick.
        try tree.village.complain(["二"])
        let late = try tree.village.segments(for: tree.county)
        let certificate = try other.certificate(for: tree.village, at: other.place)
        let stream = try #require(
            try tree.village.store.read { try $0.heldStreams() }.first {
                $0.description.node == key
            }
        )
        var states: Set<String> = []
        for isFirst in [true, false] {
            let county = PeerTestNode(tree.county, store: try tree.county.store.copiedInMemory())
            if isFirst { _ = try county.store.write { try $0.note(certificate) } }
            _ = try county.store.write { try $0.merge(late) }
            if !isFirst { _ = try county.store.write { try $0.note(certificate) } }
            for _ in 0..<2 {
                let limit = try county.store.read {
                    try $0.limit(of: stream.position.stream, stream.description)
                }
                #expect(limit.map { $0 < stream.position.sequence } ?? false)
                states.insert("\(try county.counts(tree.village.place).state)")
                try county.store.write { try $0.rebuild() }
            }
        }
        #expect(states.count == 1)
    }

    @Test("is withdrawn though its computer wrote of its own withdrawal before")
    func writtenBefore() async throws {
        let tree = try await Tree()
        try tree.village.complain(["一", "二"])
        try tree.village.write(.create, ofWithdrawing: tree.village, rows: false)
        try tree.village.settle(with: tree.township)
        let key = tree.village.secrets.signing.nodeKey
        _ = try tree.township.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑被盗")
        #expect(try tree.township.store.read { try $0.revocation(of: key) } != nil)
        #expect(try tree.township.counts(tree.village.place).quarantined == 0)
    }

    @Test("stays withdrawn though another computer of its place writes over the record")
    func writtenOver() async throws {
        let tree = try await Tree()
        let other = try PeerTestNode(seed: 75)
        try await join(other, tree.township, tree.township.invite("330111101201"))
        try tree.village.complain(["一", "二"])
        try tree.village.settle(with: tree.township)
        let key = tree.village.secrets.signing.nodeKey
        _ = try tree.township.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑被盗")
        try other.settle(with: tree.township)
        let before = try #require(try other.store.read { try $0.revocation(of: key) })
        try other.write(.change, ofWithdrawing: tree.village, rows: true)
        try other.settle(with: tree.township)
        for node in [other, tree.township] {
            #expect(try node.store.read { try $0.revocation(of: key) } == before)
            try node.store.write { try $0.rebuild() }
            #expect(try node.store.read { try $0.revocation(of: key) } == before)
        }
    }
}

private func join(
    _ child: PeerTestNode,
    _ parent: PeerTestNode,
    _ code: JoiningCode
) async throws {
    try await parent.serving { url in
        _ = try await child.client.join(parentURL: url, code: code)
        _ = try await child.client.sync()
    }
}

/// A county below a city, with a township and its village.
private struct Tree {
    let city: PeerTestNode
    let county: PeerTestNode
    let township: PeerTestNode
    let village: PeerTestNode

    init() async throws {
        city = try PeerTestNode(seed: 61)
        try city.enrolment.foundRoot(code: "330100", name: "某市", from: "2000-01-01")
        county = try PeerTestNode(seed: 62)
        township = try PeerTestNode(seed: 63)
        village = try PeerTestNode(seed: 64)
        let forCounty = try city.invite("330111", name: "某县")
        _ = try city.invite("330111101", name: "某镇", parent: "330111")
        _ = try city.invite("330111102", name: "别的镇", parent: "330111")
        _ = try city.invite("330111101201", name: "某村", parent: "330111101")
        try await join(county, city, forCounty)
        try await join(township, county, county.invite("330111101"))
        try await join(village, township, township.invite("330111101201"))
    }
}

extension PeerTestNode {
    /// Writes to the record of a key's withdrawal at the key's place, as a forged program might:
    /// its fields, and over each cell of its rows.
    fileprivate func write(
        _ type: EventType,
        ofWithdrawing node: PeerTestNode,
        rows: Bool = false,
        at other: RecordID? = nil
    ) throws {
        let name = FieldValue.text(Base32.encode(node.secrets.signing.nodeKey.bytes))
        let place = try other ?? node.place
        let audience = Audience(.at, place)
        let record = RecordID.keyed(
            register: SystemRegister.revocation,
            audience: audience,
            key: [name]
        )
        let fields = [
            CellWrite(.field("node"), name), CellWrite(.field("place"), .reference(place)),
            CellWrite(.field("revokedAt"), .text("2026-03-20T00:00:00+08:00")),
            CellWrite(.field("reason"), .text("自己写的")),
        ]
        _ = try store.write { session in
            let state = try session.state(of: record, register: SystemRegister.revocation)
            let items = (rows ? state?.rows ?? [] : []).map {
                CellWrite(.item(list: "streams", row: $0.id, item: "sequence"), .integer(0))
            }
            return try session.append(
                Draft(
                    register: SystemRegister.revocation,
                    audience: audience,
                    record: record,
                    type: type,
                    actor: "",
                    entry: .live
                ) { _ in (EventPayload(writes: fields + items), []) }
            )
        }
    }

    /// An event of this node in the record of a withdrawal, rightly signed, that says nothing
    /// anybody understands.
    fileprivate func unreadable(inWithdrawing node: PeerTestNode) throws -> StreamSegment {
        let key = secrets.signing.nodeKey
        let audience = Audience(.at, try node.place)
        let description = StreamDescription(node: key, incarnation: 88, audience: audience)
        let dot = Dot(stream: description.streamID, sequence: 1)
        let name = FieldValue.text(Base32.encode(node.secrets.signing.nodeKey.bytes))
        let shelf = try store.read { $0.definitions.first { $0.id == SystemRegister.revocation } }
        let event = Event(
            dot: dot,
            record: .keyed(register: SystemRegister.revocation, audience: audience, key: [name]),
            register: SystemRegister.revocation,
            definition: try #require(shelf).version,
            type: .change,
            context: .own,
            actor: "",
            deviceTime: 5,
            entry: .live,
            open: [0xFF, 0xFE, 0xFD],
            personal: nil
        )
        let hash = event.hash(previous: .zero)
        let statement = HeadStatement.bytes(stream: dot.stream, sequence: 1, hash: hash)
        let head = SignedHead(sequence: 1, signature: secrets.signing.sign(statement))
        return StreamSegment(description: description, events: [event], heads: [head])
    }

    /// A certificate of this node's for another.
    fileprivate func certificate(
        for node: PeerTestNode,
        at place: RecordID
    ) throws -> NodeCertificate {
        let agreement = node.secrets.agreement.agreementKey.bytes
        let statement = NodeCertificate.statement(
            node: node.secrets.signing.nodeKey,
            agreement: agreement,
            place: place,
            issuer: secrets.signing.nodeKey,
            issuedAt: 1_793_500_000
        )
        return NodeCertificate(
            node: node.secrets.signing.nodeKey,
            agreement: agreement,
            place: place,
            issuer: secrets.signing.nodeKey,
            issuedAt: 1_793_500_000,
            signature: secrets.signing.sign(statement)
        )
    }

    /// All that this node may send to another.
    fileprivate func segments(for other: PeerTestNode) throws -> [StreamSegment] {
        let place = try other.place
        let key = other.secrets.signing.nodeKey
        return try store.write { session in
            let link = try session.link(node: key, incarnation: 9)
            return try session.outgoing(.agreed, of: link, place: place, byteBudget: 1 << 20)
                .segments
        }
    }
}
