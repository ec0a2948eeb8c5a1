package import Hashing
package import Records

/// The register definitions that this program can fold by.
package struct DefinitionShelf: Sendable {
    private let byVersion: [Digest256: RegisterDefinition]
    private let currentByID: [String: RegisterDefinition]
    private let tables: [String: ProjectionTable]

    /// A shelf with the definitions in force now, and with former ones that events may still name.
    package init(current: [RegisterDefinition], former: [RegisterDefinition] = []) {
        var versions: [Digest256: RegisterDefinition] = [:]
        for definition in former + current { versions[definition.version] = definition }
        byVersion = versions
        currentByID = Dictionary(current.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        tables = currentByID.mapValues(ProjectionTable.init)
    }

    /// The definition that new events of a register go by.
    package func current(_ register: String) -> RegisterDefinition? { currentByID[register] }

    /// The definition of a version that an event names, if its register is the one named.
    package func version(_ version: Digest256, of register: String) -> RegisterDefinition? {
        guard let definition = byVersion[version], definition.id == register else { return nil }
        return definition
    }

    /// The table that a register's records are projected into.
    ///
    /// Throws `unknownRegister`.
    func table(_ register: String) throws -> ProjectionTable {
        guard let table = tables[register] else { throw StoreError.unknownRegister(register) }
        return table
    }

    /// All registers in force, by id.
    package var registers: [RegisterDefinition] {
        currentByID.values.sorted { $0.id < $1.id }
    }
}
