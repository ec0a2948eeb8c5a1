import Causality
import Credentials
import Hashing
import Merge
import Records
import Store
import Testing

@Suite("Personal payloads that somebody on the way took out")
struct StrippedTests {
    fileprivate struct World {
        let root: TestNode
        let village: TestNode
        let complaint: RecordID
        let whole: [StreamSegment]

        init() throws {
            root = try TestNode.root(seed: 1)
            village = try TestNode.child(seed: 3, of: root, root: root, code: "330110001001")
            complaint = try village.complaint(about: "路灯不亮")
            try village.change(complaint, about: "还是不亮")
            whole = try village.segments(for: .rootPlace(of: root.key))
        }

        /// As a relay passes them on that keeps the payloads to itself.
        var stripped: [StreamSegment] { whole.map(withoutPayloads) }

        func withoutPayloads(_ segment: StreamSegment) -> StreamSegment {
            StreamSegment(
                description: segment.description,
                events: segment.events.map(withoutPayload),
                heads: segment.heads
            )
        }

        private func withoutPayload(_ event: Event) -> Event {
            guard let personal = event.personal else { return event }
            return Event(
                dot: event.dot,
                record: event.record,
                register: event.register,
                definition: event.definition,
                type: event.type,
                context: event.context,
                actor: event.actor,
                deviceTime: event.deviceTime,
                entry: event.entry,
                open: event.open,
                personal: .erased(hash: personal.hash)
            )
        }

        func merge(_ segments: [StreamSegment]) throws {
            let outcome = try root.store.write { try $0.merge(segments) }
            #expect(outcome.refusals == [])
        }

        var name: FieldValue? {
            get throws {
                try root.store.read { try $0.record(complaint)?.state["complainant"]?.value }
            }
        }

        var count: Int { get throws { try root.store.read { try $0.counts().stripped } } }
    }

    @Test("what hangs on a record that is judged anew is not left waiting")
    func judgedAnew() throws {
        let world = try World()
        let root = RecordID.rootPlace(of: world.root.key)
        let town = try TestNode.child(
            seed: 5,
            of: world.root,
            root: world.root,
            code: "330110002000"
        )
        let village = try TestNode.child(
            seed: 6,
            of: town,
            root: world.root,
            code: "330110002001"
        )
        let place = try village.store.read { try $0.ownPlace() }
        let record = try village.deliver(world.complaint, at: place, carrier: nil)
        let first = try village.segments(for: root)
        _ = try town.store.write { try $0.merge(first) }
        try town.deliver(world.complaint, at: place, carrier: "邮政")
        let change = try town.segments(for: root).filter { $0.description.node == town.key }
        // So that the change has the lower number, and is judged first.
        try world.merge(change)
        try world.merge(first.map(world.withoutPayloads))
        _ = try world.root.complaint(about: "别的")
        try world.merge(first)
        #expect(try world.root.store.read { try $0.counts().waiting } == 0)
        #expect(
            try world.root.store.read { try $0.record(record)?.state["carrier"]?.value }
                == .text("邮政")
        )
        let here = try world.root.store.read { try $0.counts(at: place).state }
        #expect(try town.store.read { try $0.counts(at: place).state } == here)
    }

    @Test("those that do not count, since their author's key was withdrawn, lack nothing")
    func withdrawn() throws {
        let world = try World()
        try world.merge(world.stripped)
        let place = try world.village.store.read { try $0.ownPlace() }
        try world.root.store.write { session in
            _ = try session.append(
                TestNode.revocation(
                    of: world.village.key,
                    at: place,
                    root: .rootPlace(of: world.root.key)
                )
            )
        }
        #expect(try world.root.store.read { try $0.counts().quarantined } == 2)
        #expect(try world.count == 0)
    }

    @Test("they are counted, and taken as soon as they come by another way")
    func restored() throws {
        let world = try World()
        try world.merge(world.stripped)
        #expect(try world.name == nil)
        #expect(try world.count == 1)
        #expect(try world.root.store.read { try $0.isStripped(world.whole[0].events[0].dot) })
        try world.merge(world.whole)
        #expect(try world.name == .text("张三"))
        #expect(try world.count == 0)
        #expect(try world.root.store.write { try $0.verify() } == [])
        let place = try world.village.store.read { try $0.ownPlace() }
        let here = try world.root.store.read { try $0.counts(at: place) }
        #expect(try world.village.store.read { try $0.counts(at: place) } == here)
        try world.root.store.write { try $0.rebuild() }
        #expect(try world.name == .text("张三"))
        #expect(try world.root.store.write { try $0.merge(world.whole) }.newEventCount == 0)
    }

    @Test("a payload that breaks the definition sets its event aside, and holds up nothing else")
    func broken() throws {
        for text in [[UInt8](repeating: 9, count: 5), nil] {
            let world = try World()
            let broken = try world.village.brokenEvent(payload: text)
            let whole = world.whole + [broken]
            try world.merge(world.stripped + [world.withoutPayloads(broken)])
            #expect(try world.count == 2)
            try world.merge(whole)
            func check() throws {
                #expect(try world.name == .text("张三"))
                #expect(try world.count == 0)
                #expect(try world.root.store.read { try $0.counts().quarantined } == 1)
                #expect(try world.root.store.write { try $0.verify() } == [])
            }
            try check()
            let place = try world.village.store.read { try $0.ownPlace() }
            let digest = try world.root.store.read { try $0.counts(at: place).state }
            try world.root.store.write { try $0.rebuild() }
            try check()
            #expect(try world.root.store.read { try $0.counts(at: place).state } == digest)
        }
    }

    @Test("what was erased is not counted, and refused for ever")
    func erased() throws {
        let world = try World()
        let erased = World.erasure(of: world.complaint)
        _ = try world.village.store.write { try $0.append(erased($0.ownPlace())) }
        let after = try world.village.segments(for: .rootPlace(of: world.root.key))
        try world.merge(world.stripped)
        #expect(try world.count == 1)
        try world.merge(after)
        #expect(try world.count == 0)
        try world.merge(world.whole)
        #expect(try world.name == nil)
        #expect(try world.root.store.write { try $0.verify() } == [])
    }
}

extension StrippedTests.World {
    fileprivate static func erasure(
        of record: RecordID
    ) -> @Sendable (RecordID) -> Draft {
        { place in
            Draft(
                register: "complaint",
                audience: Audience(.at, place),
                record: record,
                type: .erase,
                actor: "",
                entry: .live
            ) { _ in (EventPayload(writes: [], reason: "本人申请"), []) }
        }
    }
}

extension TestNode {
    /// A signed event of a complaint whose personal payload nobody can read, or, without bytes,
    /// says a name that is no text.
    fileprivate func brokenEvent(payload: [UInt8]?) throws -> StreamSegment {
        let audience = Audience(.at, try store.read { try $0.ownPlace() })
        let description = StreamDescription(node: key, incarnation: 78, audience: audience)
        let dot = Dot(stream: description.streamID, sequence: 1)
        let definition = try store.read { try $0.definition("complaint") }
        let cell = CellWrite(.field("complainant"), .integer(5))
        var open = EventPayload(writes: [CellWrite(.field("about"), .text("坏"))])
        open.personalCells = [cell.cell]
        let event = Event(
            dot: dot,
            record: .dot(dot),
            register: definition.id,
            definition: definition.version,
            type: .create,
            context: .own,
            actor: "",
            deviceTime: 5,
            entry: .live,
            open: PayloadCodec.encode(open, author: dot),
            personal: .held(
                salt: [UInt8](repeating: 3, count: 16),
                bytes: payload ?? PayloadCodec.encodePersonal([cell], author: dot)
            )
        )
        let hash = event.hash(previous: .zero)
        let statement = HeadStatement.bytes(stream: dot.stream, sequence: 1, hash: hash)
        let head = SignedHead(sequence: 1, signature: secrets.signing.sign(statement))
        return StreamSegment(description: description, events: [event], heads: [head])
    }
}

extension TestNode {
    /// Begins the delivery of a case, or says who carries it.
    @discardableResult
    fileprivate func deliver(
        _ about: RecordID,
        at place: RecordID,
        carrier: String?
    ) throws -> RecordID {
        let audience = Audience(.at, place)
        let key: [FieldValue] = [.reference(about), .text("送证")]
        let began = [
            CellWrite(.field("case"), key[0]), CellWrite(.field("direction"), key[1]),
            CellWrite(.field("state"), .text("待告知")),
        ]
        let writes = carrier.map { [CellWrite(.field("carrier"), .text($0))] } ?? began
        let name = [CellWrite(.field("name"), .text("李四"))]
        return try store.write { session in
            try session.append(
                Draft(
                    register: "mail-delivery",
                    audience: audience,
                    record: .keyed(register: "mail-delivery", audience: audience, key: key),
                    type: carrier == nil ? .create : .change,
                    actor: "王",
                    entry: .live
                ) { _ in (EventPayload(writes: writes), carrier == nil ? name : []) }
            ).record
        }
    }
}
