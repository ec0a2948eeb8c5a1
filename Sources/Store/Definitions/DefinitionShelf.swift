package import Hashing
package import Records

/// The register definitions that a node can fold by.
package struct DefinitionShelf: Sendable {
    private let byVersion: [Digest256: RegisterDefinition]
    private let currentByID: [String: RegisterDefinition]
    private let tables: [String: ProjectionTable]
    /// All registers in force, by id.
    package let registers: [RegisterDefinition]

    /// A shelf with the definitions in force now, and with former ones that events may still name.
    package init(current: [RegisterDefinition], former: [RegisterDefinition] = []) {
        var versions: [Digest256: RegisterDefinition] = [:]
        for definition in former + current { versions[definition.version] = definition }
        byVersion = versions
        currentByID = Dictionary(current.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        registers = currentByID.values.sorted { $0.id < $1.id }
        tables = currentByID.mapValues(ProjectionTable.init)
    }

    /// The definition that new events of a register go by.
    package func current(_ register: String) -> RegisterDefinition? { currentByID[register] }

    /// The definition of a version that an event names, if its register is the one named.
    package func version(_ version: Digest256, of register: String) -> RegisterDefinition? {
        guard let definition = byVersion[version], definition.id == register,
            currentByID[register] != nil
        else { return nil }
        return definition
    }

    /// Every version of a register that events may name, in the order of the versions.
    package func versions(of register: String) -> [RegisterDefinition] {
        byVersion.values.filter { $0.id == register }
            .sorted { $0.version < $1.version }
    }

    /// The table that a register's records are projected into.
    ///
    /// Throws `unknownRegister`.
    func table(_ register: String) throws -> ProjectionTable {
        guard let table = tables[register] else { throw StoreError.unknownRegister(register) }
        return table
    }

    /// The tables of registers in force that have one of these names, by the registers' ids.
    func tables(named names: Set<String>) -> [ProjectionTable] {
        tables.values.filter { names.contains($0.name) }
            .sorted { $0.definition.id < $1.definition.id }
    }

    /// Every version, in no order.
    var all: [RegisterDefinition] { Array(byVersion.values) }
}

extension DefinitionShelf {
    /// Every version as events name it.
    var keys: Set<DefinitionKey> {
        Set(byVersion.values.map { DefinitionKey(register: $0.id, version: $0.version) })
    }

    /// The shelf with what was written for the tree besides what came with the program.
    ///
    /// Of each register the last one is in force (SPEC 19.3); events may name any of them. A
    /// version that this program cannot use is left out: what names it waits.
    func adding(_ written: [DefinitionVersion]) -> DefinitionShelf {
        let registers = written.filter { $0.kind == .register }.sorted()
        let usable = registers.filter { !$0.isFormer }.compactMap { definition(of: $0) }
        let former = registers.filter(\.isFormer).compactMap { definition(of: $0) }
        guard !usable.isEmpty || !former.isEmpty else { return self }
        return DefinitionShelf(
            current: self.registers + usable,
            former: all + former + usable
        )
    }

    /// Reads a version that was written for the tree; nil if this program cannot go by it.
    ///
    /// Registers that the program keeps for itself stay as they were shipped, and the places keep
    /// what everything else hangs on.
    package func definition(of written: DefinitionVersion) -> RegisterDefinition? {
        guard let definition = try? DefinitionReader.read(yaml: written.text),
            definition.id == written.id, definition.version == written.version,
            written.isFormer
                ? isUsable(former: definition) : fixedPartProblem(of: definition) == nil
        else { return nil }
        return definition
    }

    /// Why a definition cannot take the place of the one that came with the program, in a sentence;
    /// nil if it can.
    package func fixedPartProblem(of definition: RegisterDefinition) -> String? {
        let known = current(definition.id)
        if definition.isSystem || known?.isSystem ?? false {
            return "“\(definition.title)”由程序自己使用，不能修改，也不能另设这样的登记簿（system: true）。"
        }
        guard let known, definition.id == SystemRegister.region else { return nil }
        let isSame =
            definition.audience == known.audience && definition.draft == nil
            && definition.passOn == nil && definition.workflow == known.workflow
        guard isSame, DefinitionChangeCheck.problems(from: known, to: definition).isEmpty else {
            return "“\(definition.title)”是全部权限的根据：可以加字段、改名称，其余不能改。"
        }
        return nil
    }
}
