internal import Catalogue
internal import Records
internal import Store

/// The registers of a world: few, because each is a table in each of its stores.
enum WorldRegisters {
    static let complaint = "complaint"

    /// What people enter; the newer edition has one field more.
    private static func complaint(withNote: Bool) -> String {
        """
        id: complaint
        title: 投诉
        kind: register
        levels: [village, township, county]
        audience: {kind: at, place: author}
        fields:
          - {id: about, label: 事由, type: longText, required: false}
          - {id: complainant, label: 投诉人, type: personName, required: false, personal: true}
        \(withNote ? "  - {id: note, label: 备注, type: text, required: false}\n" : "")\
        source: simulation
        """
    }

    private static let shelves = Result {
        let wanted: Set = [
            SystemRegister.region, SystemRegister.certificate, SystemRegister.revocation,
        ]
        let system = try ShippedCatalogue.registers().filter { wanted.contains($0.id) }
        let older = try DefinitionReader.read(yaml: complaint(withNote: false))
        let newer = try DefinitionReader.read(yaml: complaint(withNote: true))
        return (
            older: DefinitionShelf(current: system + [older]),
            newer: DefinitionShelf(current: system + [newer], former: [older])
        )
    }

    /// What the program knows now.
    static func newer() throws -> DefinitionShelf { try shelves.get().newer }

    /// What the program before it knew.
    static func older() throws -> DefinitionShelf { try shelves.get().older }
}
