import Catalogue
import Causality
import Merge
import Records
import Store
import Testing

@Suite("What hangs on a withdrawn key")
struct WithdrawalTests {
    /// A county, its township, which knows the places, and a village.
    private func tree() throws -> (root: TestNode, town: TestNode, village: TestNode) {
        let root = try TestNode.root(seed: 1)
        let town = try TestNode.child(seed: 2, of: root, root: root, code: "330110001000")
        let village = try TestNode.child(seed: 3, of: town, root: root, code: "330110001001")
        let places = try root.segments(for: town.store.read { try $0.ownPlace() })
        _ = try town.store.write { try $0.merge(places) }
        return (root, town, village)
    }

    @Test(
        "an erasure that comes in one batch with its author's withdrawal erases nothing",
        arguments: 2...9 as ClosedRange<UInt64>
    )
    func erasureDoesNotBind(seed: UInt64) throws {
        let root = try TestNode.root(seed: 1)
        let town = try TestNode.child(seed: 10, of: root, root: root, code: "330110001000")
        let village = try TestNode.child(seed: seed, of: town, root: root, code: "330110001001")
        let place = try village.store.read { try $0.ownPlace() }
        let rootPlace = RecordID.rootPlace(of: root.key)
        let townPlace = try town.store.read { try $0.ownPlace() }
        let townSegments = try root.segments(for: townPlace)
        _ = try town.store.write { try $0.merge(townSegments) }
        let complaint = try village.complaint(about: "路灯不亮")
        let good = try #require(try village.segments(for: rootPlace).first)
        _ = try root.store.write { try $0.merge([good]) }
        try erase(complaint, at: village)
        try withdraw(village, at: place, counting: good, by: town)
        let batch = try village.segments(for: rootPlace) + town.segments(for: rootPlace)
        let outcome = try root.store.write { try $0.merge(batch) }
        #expect(outcome.refusals == [])
        #expect(try root.store.read { try $0.revocation(of: village.key) } != nil)
        #expect(try root.store.read { try $0.verify() } == [])
        let state = try root.store.read { try $0.record(complaint) }?.state
        #expect(state?["complainant"]?.siblings.map(\.value) == [.text("张三")])
    }

    @Test("a change whose record began with a withdrawn event is set aside, be that here or not")
    func changeHangsOnFirstEvent() throws {
        let (root, town, village) = try tree()
        let place = try village.store.read { try $0.ownPlace() }
        let rootPlace = RecordID.rootPlace(of: root.key)
        let townPlace = try town.store.read { try $0.ownPlace() }
        _ = try village.complaint(about: "路灯不亮")
        let early = try village.segments(for: rootPlace)
        let good = try #require(early.first)
        let second = try village.complaint(about: "井盖松动")
        let late = try village.segments(for: townPlace)
        _ = try town.store.write { try $0.merge(late) }
        try town.change(second, about: "井盖已换")
        let change = try town.segments(for: rootPlace)
        // The root never gets the second complaint, only the change of it.
        _ = try root.store.write { try $0.merge(early + change) }
        #expect(try root.store.read { try $0.record(second) } != nil)
        try withdraw(village, at: place, counting: good, by: town)
        let withdrawal = try town.segments(for: rootPlace)
        let outcome = try root.store.write { try $0.merge(withdrawal) }
        #expect(outcome.refusals == [])
        for node in [town, root] {
            #expect(try node.store.read { try $0.record(second) } == nil)
            #expect(try node.store.read { try $0.verify() } == [])
        }
    }

    @Test("a photo on what a withdrawn key began stays here, and stands again with it")
    func photoStays() throws {
        let (root, town, village) = try tree()
        let place = try village.store.read { try $0.ownPlace() }
        let rootPlace = RecordID.rootPlace(of: root.key)
        let townPlace = try town.store.read { try $0.ownPlace() }
        _ = try village.complaint(about: "早的")
        let good = try #require(try village.segments(for: rootPlace).first)
        let late = try village.complaint(about: "路灯不亮")
        let all = try village.segments(for: townPlace)
        for node in [town, root] { _ = try node.store.write { try $0.merge(all) } }
        let photo = try root.attach(40_000, to: late)
        let segments = try root.segments(for: townPlace)
        _ = try town.store.write { try $0.merge(segments) }
        try withdraw(village, at: place, counting: good, by: town)
        let withdrawal = try town.segments(for: rootPlace)
        _ = try root.store.write { try $0.merge(withdrawal) }
        #expect(try root.store.read { try $0.record(late) } == nil)
        #expect(try root.store.read { try $0.verify() } == [])
        try root.store.write { try $0.rebuild() }
        // The county says that it counts.
        try withdraw(village, at: place, counting: try #require(all.first), by: root)
        let held = try root.store.read { try $0.attachmentHeld(photo) }
        #expect(held?.isWhole == true)
        #expect(try root.store.read { try $0.verify() } == [])
    }

    @Test("who withdraws his own key, and goes on in a version that is not here, holds nobody up")
    func ownKeyHoldsNobodyUp() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let place = try village.store.read { try $0.ownPlace() }
        let rootPlace = RecordID.rootPlace(of: root.key)
        _ = try village.complaint(about: "路灯不亮")
        let good = try #require(try village.segments(for: rootPlace).first)
        try withdraw(village, at: place, counting: good, by: village)
        let other = TestNode(village, store: try village.store.reopened(with: try otherShelf()))
        let name = FieldValue.text(Base32.encode(village.key.bytes))
        let audience = Audience(.at, place)
        _ = try other.store.write { session in
            try session.append(
                Draft(
                    register: SystemRegister.revocation,
                    audience: audience,
                    record: RecordID.keyed(
                        register: SystemRegister.revocation,
                        audience: audience,
                        key: [name]
                    ),
                    type: .change,
                    actor: "",
                    entry: .live
                ) { _ in
                    (EventPayload(writes: [CellWrite(.field("reason"), .text("又写一次"))]), [])
                }
            )
        }
        let batch = try other.segments(for: rootPlace)
        let outcome = try root.store.write { try $0.merge(batch) }
        #expect(outcome.refusals == [])
        #expect(try root.store.read { try $0.counts().waiting } == 1)
        #expect(try root.store.read { try $0.revocation(of: village.key) } == nil)
        #expect(try root.store.read { try $0.verify() } == [])
    }

    @Test("three that were below one another in turn, and withdraw each other, hold nobody up")
    func cycle() throws {
        let root = try TestNode.root(seed: 1)
        let rootPlace = RecordID.rootPlace(of: root.key)
        let towns = try (2...4).map { seed in
            try TestNode.child(
                seed: UInt64(seed),
                of: root,
                root: root,
                code: "33011000\(seed)000"
            )
        }
        let places = try towns.map { town in try town.store.read { try $0.ownPlace() } }
        var words: [StreamSegment] = []
        for (index, town) in towns.enumerated() {
            let below = (index + 2) % 3
            try move(places[below], below: places[index], at: root, rootPlace)
            let known = try root.segments(for: places[index])
            _ = try town.store.write { try $0.merge(known) }
            let good = try #require(known.first)
            try withdraw(towns[below], at: places[below], counting: good, by: town)
            try move(places[below], below: rootPlace, at: root, rootPlace)
            words += try town.segments(for: rootPlace).filter { $0.description.node == town.key }
        }
        let outcome = try root.store.write { try $0.merge(words) }
        #expect(outcome.refusals == [])
        for town in towns {
            #expect(try root.store.read { try $0.revocation(of: town.key) } == nil)
        }
        _ = try root.complaint(about: "还能登记")
        #expect(try root.store.read { try $0.verify() } == [])
    }

    private func move(
        _ place: RecordID,
        below parent: RecordID,
        at root: TestNode,
        _ rootPlace: RecordID
    ) throws {
        _ = try root.store.write { session in
            try session.append(
                Draft(
                    register: SystemRegister.region,
                    audience: Audience(.under, rootPlace),
                    record: place,
                    type: .change,
                    actor: "县",
                    entry: .live
                ) { _ in
                    (EventPayload(writes: [CellWrite(.field("parent"), .reference(parent))]), [])
                }
            )
        }
    }

    /// Registers as shipped but for another version of that of withdrawals.
    private func otherShelf() throws -> DefinitionShelf {
        let shipped = try ShippedCatalogue.registers()
        let own = try #require(shipped.first { $0.id == SystemRegister.revocation })
        let text = try #require(String(validating: own.canonicalBytes, as: UTF8.self))
        let other = try DefinitionReader.read(yaml: text.replacing(own.title, with: "停用"))
        return DefinitionShelf(
            current: shipped.filter { $0.id != own.id } + [other],
            former: [own]
        )
    }

    private func erase(_ record: RecordID, at node: TestNode) throws {
        _ = try node.store.write { session in
            try session.append(
                Draft(
                    register: "complaint",
                    audience: Audience(.at, try session.ownPlace()),
                    record: record,
                    type: .erase,
                    actor: "王",
                    entry: .live
                ) { _ in (EventPayload(writes: [], reason: "应本人要求"), []) }
            )
        }
    }

    /// Withdraws a node's key; of its streams only one counts, as long as it is in this segment.
    private func withdraw(
        _ node: TestNode,
        at place: RecordID,
        counting segment: StreamSegment,
        by issuer: TestNode
    ) throws {
        let name = FieldValue.text(Base32.encode(node.key.bytes))
        let audience = Audience(.at, place)
        let record = RecordID.keyed(
            register: SystemRegister.revocation,
            audience: audience,
            key: [name]
        )
        let stream = FieldValue.text(Base32.encode(segment.stream.bytes))
        let last = FieldValue.integer(Int64(segment.events.count))
        _ = try issuer.store.write { session in
            try session.append(
                Draft(
                    register: SystemRegister.revocation,
                    audience: audience,
                    record: record,
                    type: .create,
                    actor: "",
                    entry: .live
                ) { dot in
                    let row = RowID(dot: dot, index: 0)
                    let writes = [
                        CellWrite(.field("node"), name),
                        CellWrite(.field("place"), .reference(place)),
                        CellWrite(.field("revokedAt"), .text("2026-03-20T00:00:00+08:00")),
                        CellWrite(.item(list: "streams", row: row, item: "stream"), stream),
                        CellWrite(.item(list: "streams", row: row, item: "sequence"), last),
                    ]
                    return (EventPayload(writes: writes), [])
                }
            )
        }
    }
}
