import Catalogue
import Causality
import Credentials
import Foundation
import Hashing
import Merge
import Records
import Store
import Testing

@Suite("Sealed letters: who writes and who erases them")
struct LetterTests {
    /// A county, a township and a village, which wrote a letter to the county.
    private struct World {
        let root: TestNode
        let town: TestNode
        let village: TestNode
        let letter: RecordID

        init() throws {
            root = try TestNode.root(seed: 1)
            town = try TestNode.child(seed: 2, of: root, root: root, code: "330110001000")
            village = try TestNode.child(seed: 3, of: town, root: root, code: "330110001001")
            letter = try village.letter(to: .rootPlace(of: root.key))
        }

        func send(_ from: TestNode, to: TestNode) throws {
            let place = try to.store.read { try $0.ownPlace() }
            let segments = try from.segments(for: place)
            let outcome = try to.store.write { try $0.merge(segments) }
            #expect(outcome.refusals == [])
        }

        func text(at node: TestNode) throws -> FieldValue? {
            try node.store.read { try $0.record(letter)?.state["text"]?.value }
        }
    }

    @Test("the county's erasure is obeyed everywhere, whichever came first, and changes no digest")
    func readerErases() throws {
        let world = try World()
        try world.send(world.village, to: world.root)
        try world.root.erase(world.letter)
        // The township has the erasure before the letter.
        try world.send(world.root, to: world.town)
        try world.send(world.village, to: world.town)
        try world.send(world.town, to: world.village)
        var digests: Set<DigestSum> = []
        for node in [world.root, world.town, world.village] {
            #expect(try world.text(at: node) == nil)
            #expect(try node.store.read { try $0.isErased(world.letter) })
            #expect(try node.store.write { try $0.verify() } == [])
            let place = try world.village.store.read { try $0.ownPlace() }
            digests.insert(try node.store.read { try $0.counts(at: place).state })
            try node.store.write { try $0.rebuild() }
            #expect(try node.store.read { try $0.isErased(world.letter) })
        }
        #expect(digests.count == 1)
    }

    @Test("a letter of a village that has moved away is erased where it is read, with a receipt")
    func movedAway() throws {
        let world = try World()
        let place = try world.village.store.read { try $0.ownPlace() }
        let townPlace = try world.town.store.read { try $0.ownPlace() }
        let letter = try world.village.letter(to: townPlace)
        try world.send(world.village, to: world.town)
        try world.root.move(place, below: .rootPlace(of: world.root.key))
        try world.send(world.root, to: world.town)
        try world.town.erase(letter)
        try world.town.store.scrub()
        #expect(try world.town.store.read { try $0.erasureReceipts(of: letter) }.count == 1)
        try world.send(world.village, to: world.root)
        try world.send(world.town, to: world.root)
        #expect(try world.root.store.read { try $0.isErased(letter) })
    }

    @Test("its author erases it; the township is refused before it writes")
    func authorErases() throws {
        let world = try World()
        try world.send(world.village, to: world.town)
        #expect(throws: Unacceptable.wrongLetter) { try world.town.erase(world.letter) }
        #expect(throws: Unacceptable.wrongLetter) { try world.village.rewrite(world.letter) }
        try world.village.erase(world.letter)
        try world.send(world.village, to: world.root)
        #expect(try world.root.store.read { try $0.isErased(world.letter) })
    }

    @Test(
        "an event under another register's name is no part of a record, whenever it comes",
        arguments: [EventType.erase, .change, .attach],
        0..<3
    )
    func foreignRegister(type: EventType, order: Int) throws {
        let world = try World()
        let place = try world.village.store.read { try $0.ownPlace() }
        let forged = try world.town.foreignEvent(type, to: world.letter, at: place)
        let root = RecordID.rootPlace(of: world.root.key)
        let letter = try world.village.segments(for: root)
        let batches = [[[forged], letter], [letter + [forged]], [letter, [forged]]][order]
        for batch in batches { _ = try world.root.store.write { try $0.merge(batch) } }
        func check() throws {
            #expect(try world.text(at: world.root) == .text("密文"))
            #expect(try !world.root.store.read { try $0.isErased(world.letter) })
            #expect(try world.root.store.read { try $0.counts().quarantined } == 1)
            #expect(try world.root.store.write { try $0.verify() } == [])
            let here = try world.root.store.read { try $0.counts(at: place).state }
            #expect(try world.village.store.read { try $0.counts(at: place).state } == here)
        }
        try check()
        try world.root.store.write { try $0.rebuild() }
        try check()
    }

    @Test("a letter whose author's certificate comes later waits for it, and counts then")
    func lateCertificate() throws {
        let world = try World()
        let other = try TestNode(seed: 9, file: nil)
        let place = try world.village.store.read { try $0.ownPlace() }
        let root = RecordID.rootPlace(of: world.root.key)
        let townPlace = try world.town.store.read { try $0.ownPlace() }
        try other.store.write { session in
            try session.found(rootKey: world.root.key, place: place, incarnation: 9)
            try session.noteParent(townPlace, of: place)
            try session.noteParent(root, of: townPlace)
            try session.note(world.town.certificate(for: other, at: townPlace))
            try session.note(world.town.certificate(for: other, at: place))
            for known in try world.root.store.read({ try $0.allCertificates() }) {
                try session.note(known)
            }
        }
        let letter = try other.letter(to: root)
        // Certified for the township alone the computer may write for the village, but no letter.
        let early = world.town.certificate(for: other, at: townPlace)
        try world.root.store.write { _ = try $0.note(early) }
        let segments = try other.segments(for: root)
        _ = try world.root.store.write { try $0.merge(segments) }
        #expect(try world.root.store.read { try $0.record(letter) } == nil)
        #expect(try world.root.store.read { try $0.counts().waiting } == 1)
        let late = world.town.certificate(for: other, at: place)
        try world.root.store.write { _ = try $0.note(late) }
        _ = try world.root.complaint(about: "别的事")
        #expect(try world.root.store.read { try $0.record(letter) } != nil)
        #expect(try world.root.store.read { try $0.counts().waiting } == 0)
    }

    @Test("what a township writes to it all the same is set aside everywhere", arguments: 0..<3)
    func townshipCannot(kind: Int) throws {
        let world = try World()
        let place = try world.village.store.read { try $0.ownPlace() }
        let forged = try world.town.forgedLetterEvent(kind, of: world.letter, at: place)
        // The forgery comes before the letter and behind it.
        for (node, isEarly) in [(world.village, false), (world.root, true), (world.town, true)] {
            if isEarly { _ = try node.store.write { try $0.merge([forged]) } }
            if node.key != world.village.key { try world.send(world.village, to: node) }
            if !isEarly { _ = try node.store.write { try $0.merge([forged]) } }
            #expect(try world.text(at: node) == .text("密文"))
            let counts = try node.store.read { try $0.counts() }
            // Whether a place's or not hangs on certificates, and waits for them.
            #expect(counts.quarantined + counts.waiting == 1)
            #expect(try node.store.write { try $0.verify() } == [])
            try node.store.write { try $0.rebuild() }
            #expect(try world.text(at: node) == .text("密文"))
            let letters = try node.store.read { try $0.records(of: SystemRegister.sealedLetter) }
            #expect(letters.map(\.id) == [world.letter])
        }
    }
}

extension TestNode {
    fileprivate func letter(to place: RecordID) throws -> RecordID {
        try store.write { session in
            try session.append(
                draft(.create, nil, at: session.ownPlace()) { _ in
                    let to = CellWrite(.field("to"), .reference(place))
                    let text = CellWrite(.field("text"), .text("密文"))
                    return (EventPayload(writes: [to]), [text])
                }
            ).record
        }
    }

    fileprivate func erase(_ letter: RecordID) throws {
        try append(.erase, letter) { _ in (EventPayload(writes: [], reason: "本人申请"), []) }
    }

    /// Puts a place below another, as its record says.
    fileprivate func move(_ place: RecordID, below parent: RecordID) throws {
        try store.write { session in
            _ = try session.append(
                Draft(
                    register: SystemRegister.region,
                    audience: Audience(.under, .rootPlace(of: key)),
                    record: place,
                    type: .change,
                    actor: "",
                    entry: .live
                ) { _ in
                    let write = CellWrite(.field("parent"), .reference(parent))
                    return (EventPayload(writes: [write]), [])
                }
            )
        }
    }

    fileprivate func rewrite(_ letter: RecordID) throws {
        try append(.change, letter) { _ in
            (EventPayload(writes: []), [CellWrite(.field("text"), .text("另一件"))])
        }
    }

    private func append(
        _ type: EventType,
        _ letter: RecordID,
        _ content: @escaping @Sendable (Dot) -> (payload: EventPayload, personal: [CellWrite])
    ) throws {
        try store.write { session in
            let place = try #require(try session.record(letter)).audience.place
            try session.append(draft(type, letter, at: place, content))
        }
    }

    private func draft(
        _ type: EventType,
        _ letter: RecordID?,
        at place: RecordID,
        _ content: @escaping @Sendable (Dot) -> (payload: EventPayload, personal: [CellWrite])
    ) -> Draft {
        Draft(
            register: SystemRegister.sealedLetter,
            audience: Audience(.at, place),
            record: letter,
            type: type,
            actor: "",
            entry: .live,
            content: content
        )
    }

    /// A signed event of the letter's record that names another register.
    fileprivate func foreignEvent(
        _ type: EventType,
        to letter: RecordID,
        at village: RecordID
    ) throws -> StreamSegment {
        let complaint = try DefinitionReader.read(
            yaml: try #require(try ShippedCatalogue.registerTexts()["complaint"])
        )
        let audience = Audience(.at, village)
        let stream = StreamDescription(node: key, incarnation: 77, audience: audience)
        let dot = Dot(stream: stream.streamID, sequence: 1)
        let open = PayloadCodec.encode(EventPayload(writes: []), author: dot)
        return signed(type, letter, complaint, open, nil, of: stream)
    }

    private func signed(
        _ type: EventType,
        _ record: RecordID,
        _ definition: RegisterDefinition,
        _ open: [UInt8],
        _ personal: PersonalPayload?,
        of description: StreamDescription
    ) -> StreamSegment {
        let dot = Dot(stream: description.streamID, sequence: 1)
        let event = Event(
            dot: dot,
            record: record,
            register: definition.id,
            definition: definition.version,
            type: type,
            context: .own,
            actor: "",
            deviceTime: 5,
            entry: .live,
            open: open,
            personal: personal
        )
        let hash = event.hash(previous: .zero)
        let statement = HeadStatement.bytes(stream: dot.stream, sequence: 1, hash: hash)
        let head = SignedHead(sequence: 1, signature: secrets.signing.sign(statement))
        return StreamSegment(description: description, events: [event], heads: [head])
    }

    /// A signed event of a letter as a township's own program might write it: 0 erases it, 1 puts
    /// another text into it, 2 makes one in the village's name.
    fileprivate func forgedLetterEvent(
        _ kind: Int,
        of letter: RecordID,
        at village: RecordID
    ) throws -> StreamSegment {
        let description = StreamDescription(
            node: key,
            incarnation: 77,
            audience: Audience(.at, village)
        )
        let dot = Dot(stream: description.streamID, sequence: 1)
        var payload = EventPayload(writes: [])
        if kind == 2 {
            payload.writes = [CellWrite(.field("to"), .reference(.rootPlace(of: key)))]
        }
        let text = kind == 0 ? [] : [CellWrite(.field("text"), .text("另一件"))]
        payload.personalCells = text.map(\.cell)
        let personal = PayloadCodec.encodePersonal(text, author: dot)
        let register = try DefinitionReader.read(
            yaml: String(
                contentsOfFile: TestNode.systemRegister(SystemRegister.sealedLetter),
                encoding: .utf8
            )
        )
        let types: [EventType] = [.erase, .change, .create]
        return signed(
            types[kind],
            kind == 2 ? .dot(dot) : letter,
            register,
            PayloadCodec.encode(payload, author: dot),
            text.isEmpty ? nil : .held(salt: [UInt8](repeating: 3, count: 16), bytes: personal),
            of: description
        )
    }
}
