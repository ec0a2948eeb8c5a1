import Catalogue
import Defining
import Records
import Store
import Testing

@Suite("Versions of a register")
struct RegisterVersionTests {
    private static func complaints(_ field: String, type: String = "text") throws -> String {
        let text = try ShippedCatalogue.registerTexts()["complaint"] ?? ""
        return text.replacing(
            "\nfields:\n",
            with: "\nfields:\n  - {id: \(field), label: 来电, type: \(type)}\n"
        )
    }

    /// Writes a version as another node of the county would that knew of no other.
    private static func writeAtOnce(_ text: String, in world: DefiningWorld) throws {
        let definition = try DefinitionReader.read(yaml: text)
        let versions = try world.store.read { try $0.definitionVersions() }
        #expect(versions.isEmpty || versions.last?.version != definition.version)
        _ = try world.store.write { session in
            try session.appendDefinition(
                .register,
                id: definition.id,
                version: definition.version,
                from: Period.year(2026).first,
                text: text,
                actor: ""
            )
        }
    }

    @Test("a field's id is never taken for something else, not even of a version passed over")
    func reused() throws {
        let world = try DefiningWorld()
        // A version that the one in force does not descend from.
        try Self.writeAtOnce(Self.complaints("lineNo"), in: world)
        try Self.writeAtOnce(Self.complaints("otherNo"), in: world)
        let both = try Self.complaints("otherNo").replacing(
            "\nfields:\n",
            with: "\nfields:\n  - {id: lineNo, label: 何时来电, type: date}\n"
        )
        #expect {
            try world.define(both)
        } throws: { error in
            (error as? DefiningError)?.sentence.contains("lineNo") ?? false
        }
        let fitting = both.replacing("label: 何时来电, type: date", with: "label: 来电, type: text")
        #expect(try world.define(fitting).effect == .changed)
    }

    @Test("only one register takes the awards that no other one names")
    func restOnce() throws {
        let world = try DefiningWorld()
        let shipped = try #require(try ShippedCatalogue.registerTexts()["assessment-outcome"])
        #expect(try world.define(shipped).effect == .unchanged)
        let other = shipped.replacing("\nid: assessment-outcome\n", with: "\nid: own-outcome\n")
        #expect(other != shipped)
        #expect {
            try world.define(other)
        } throws: { error in
            (error as? DefiningError)?.sentence.contains("（assessment-outcome）接收") ?? false
        }
        let named = other.replacing("  - rest: true\n", with: "  - names: [月度先进]\n")
        #expect(try world.define(named).effect != .unchanged)
    }

    @Test("what is listed and shown can be loaded again and is the same")
    func roundTrip() throws {
        let world = try DefiningWorld()
        let text = try Self.complaints("lineNo")
        _ = try world.define(text)
        let listing = try world.store.read { session in
            try DefinitionListing(
                world.library,
                registerTexts: try ShippedCatalogue.registerTexts(),
                on: Period.year(2027).first,
                session
            )
        }
        #expect(try listing.text(of: "complaint", nil) == text)
        for entry in listing.entries where entry.isInForce {
            #expect(try world.define(entry.text).effect == .unchanged, "\(entry.id)")
        }
        #expect(listing.entries.filter { $0.id == "complaint" }.map(\.isInForce) == [false, true])
        #expect(!listing.entries.contains { $0.id == "bulletin" })
    }

    @Test("a register whose names would meet the tables' own is refused")
    func names() throws {
        let world = try DefiningWorld()
        #expect(throws: DefiningError.self) {
            try world.define(Self.complaints("sTATE"))
        }
        // Its table has the name that an index of complaints once had.
        let near = """
            id: complaint-conflicts
            title: 近名
            kind: register
            levels: [county]
            audience: {kind: at, place: author}
            fields:
              - {id: title, label: 名称, type: text}
            """
        #expect(try world.define(near).effect == .new)
        #expect(try world.store.read { try $0.verify() } == [])
    }
}
