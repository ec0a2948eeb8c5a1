import Bookkeeping
import Causality
import Merge
import Records
import Store
import Testing

@Suite("Records made of sealed letters")
struct LetterTests {
    private let given = fields(["window": "T1", "received": "2024-03-18", "about": "压件"])

    /// A letter as the village writes it, sealed to the county or to whom else.
    private func letter(_ world: TestCounty, to reader: TestNode? = nil) throws -> RecordID {
        let to = try (reader ?? world.county).store.read { try $0.ownPlace() }
        let id = try world.village.store.write { session in
            try session.append(
                Draft(
                    register: SystemRegister.sealedLetter,
                    audience: Audience(.at, try session.ownPlace()),
                    record: nil,
                    type: .create,
                    actor: "",
                    entry: .live
                ) { _ in
                    let place = CellWrite(.field("to"), .reference(to))
                    return (
                        EventPayload(writes: [place]), [CellWrite(.field("text"), .text("密文"))]
                    )
                }
            ).record
        }
        try world.village.send(to: world.township)
        try world.village.send(to: world.county)
        return id
    }

    private func made(_ outcome: RecordedLetter) -> RecordID? {
        guard case .made(let recorded) = outcome else { return nil }
        return recorded.id
    }

    @Test("a letter becomes one record, which nobody below hears of, and is erased with it")
    func once() throws {
        let world = try TestCounty()
        let letter = try letter(world)
        let books = world.county.books
        let first = made(try books.record(letter: letter, "complaint", given))
        let record = try #require(first)
        guard case .before(record) = try books.record(letter: letter, "complaint", given) else {
            Issue.record("recorded twice")
            return
        }
        #expect(try books.list("complaint").count == 1)
        try world.county.send(to: world.township)
        try world.county.send(to: world.village)
        for node in [world.township, world.village] {
            #expect(try node.books.list("complaint").isEmpty)
            let notes = try node.store.read { try $0.records(of: SystemRegister.letterRecord) }
            #expect(notes.isEmpty)
        }
        try books.erase("complaint", record, reason: "本人申请")
        try world.county.send(to: world.township)
        try world.county.send(to: world.village)
        for node in [world.county, world.township, world.village] {
            #expect(try node.store.read { try $0.isErased(letter) })
            let text = try node.store.read { try $0.record(letter)?.state["text"]?.value }
            #expect(text == nil)
        }
    }

    @Test("two computers that record a letter at once: either record leads to it and erases it")
    func twice() throws {
        let world = try TestCounty()
        let letter = try letter(world)
        let books = world.county.books
        let first = try #require(made(try books.record(letter: letter, "complaint", given)))
        let second = try books.record("complaint", given).id
        try books.note(second, madeOf: letter)
        guard case .before = try books.record(letter: letter, "complaint", given) else {
            Issue.record("recorded again")
            return
        }
        let known = try world.county.store.read { try Bookkeeping.record(of: letter, $0) }
        #expect(known == min(first, second))
        try books.erase("complaint", second, reason: "本人申请")
        #expect(try world.county.store.read { try $0.isErased(letter) })
    }

    @Test("a record that another place erases takes the letter along where it is read")
    func erasedAbove() throws {
        let world = try TestCounty()
        let letter = try letter(world, to: world.township)
        let outcome = try world.township.books.record(letter: letter, "complaint", given)
        let record = try #require(made(outcome))
        try world.township.send(to: world.county)
        try world.county.books.erase("complaint", record, reason: "本人申请")
        #expect(try !world.county.store.read { try $0.isErased(letter) })
        try world.county.send(to: world.township)
        #expect(try world.township.books.eraseLettersOfErasedRecords() == 1)
        #expect(try world.township.books.eraseLettersOfErasedRecords() == 0)
        try world.township.send(to: world.county)
        try world.township.send(to: world.village)
        for node in [world.township, world.county, world.village] {
            #expect(try node.store.read { try $0.isErased(letter) })
        }
    }

    @Test("what places below would hold is refused, and leaves neither a record nor a note of one")
    func staysHere() throws {
        let world = try TestCounty()
        let letter = try letter(world)
        let books = world.county.books
        let kept = try books.record("complaint", given).id
        let passedOn = given + fields(["original": kept.text])
        #expect(throws: BookkeepingError.heldBelow("投诉")) {
            try books.record(letter: letter, "complaint", passedOn)
        }
        #expect(try books.list("complaint").count == 1)
        let outcome = try books.record(letter: letter, "complaint", given)
        #expect(made(outcome) != nil)
    }

    @Test("a letter is erased by who wrote it or reads it, there by who may, and by nobody else")
    func erasing() throws {
        let world = try TestCounty()
        let register = SystemRegister.sealedLetter
        let letter = try letter(world)
        #expect(throws: BookkeepingError.letterOfOthers) {
            try world.township.books.erase(register, letter, reason: "压下")
        }
        let inspector = ActingPerson(id: "S9", roles: [.inspector])
        let agent = ActingPerson(id: "S1", roles: [.agent])
        #expect(throws: BookkeepingError.self) {
            try world.village.books.erase(register, letter, reason: "写错", actor: inspector)
        }
        #expect(throws: BookkeepingError.systemRegister("密件")) {
            try world.village.books.change(register, letter, [], reason: "写错")
        }
        let dot = try world.village.books.erase(register, letter, reason: "写错", actor: agent)
        #expect(dot != nil)
        let other = try self.letter(world, to: world.township)
        #expect(throws: BookkeepingError.letterOfOthers) {
            try world.county.books.erase(register, other, reason: "不是给县里的")
        }
        #expect(try world.township.books.erase(register, other, reason: "本人申请") != nil)
    }
}
