internal import Causality
internal import GRDB
internal import Hashing
internal import Records

/// Versions of registers that came with the program and no longer do: events name them for ever,
/// so a store never forgets one that it knew (SPEC 19.7).
extension StoreSession {
    /// Notes what this program ships, and takes what earlier programs shipped onto the shelf.
    func rememberShipped() throws {
        let known = try takeRemembered()
        for definition in shelf.registers where !known.contains(definition.version) {
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO shippedDefinition(version, text) VALUES (?, ?)"
            )
            .execute(arguments: [definition.version.data, Data(definition.canonicalBytes)])
            _ = try commit()
        }
    }

    /// Takes what earlier programs shipped onto the shelf; returns all versions that are noted.
    @discardableResult
    func takeRemembered() throws -> Set<Digest256> {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT version, text FROM shippedDefinition ORDER BY version")
        )
        let remembered = rows.compactMap { row in StoreSession.remembered(row) }
        let known = Set(shelves.shipped.all.map(\.version))
        shelves.remember(
            remembered.filter { !known.contains($0.version) }
                .compactMap { try? DefinitionReader.read(json: $0.bytes) }
        )
        shelf = shelves.shipped
        return Set(remembered.map(\.version))
    }

    /// What is remembered is what its versions say.
    func verifyRemembered(into faults: inout [StoreFault]) throws {
        for row in try Row.fetchAll(db, sql: "SELECT version, text FROM shippedDefinition")
        where StoreSession.remembered(row) == nil {
            faults.append(StoreFault("从前版本自带的登记簿定义读不出来，请运行 rebuild。"))
        }
    }

    /// Removes what is damaged; what this program ships is noted again.
    func mendRemembered() throws {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT rowid AS number, version, text FROM shippedDefinition"
        )
        for row in rows where StoreSession.remembered(row) == nil {
            try db.execute(
                sql: "DELETE FROM shippedDefinition WHERE rowid = ?",
                arguments: [row["number"] as Int64]
            )
        }
        try rememberShipped()
    }

    /// A row that is what its version says, nil if it is damaged.
    private static func remembered(_ row: Row) -> (version: Digest256, bytes: [UInt8])? {
        guard let name = Data.fromDatabaseValue(row["version"]),
            let text = Data.fromDatabaseValue(row["text"]),
            let version = Digest256(bytes: [UInt8](name)),
            SHA256Hasher.hash([UInt8](text)) == version
        else { return nil }
        return (version, [UInt8](text))
    }

    /// At the root, writes a record for each version that events here name and that this program
    /// does not ship: a computer that has only ever had this program needs it to read the history.
    func publishFormerDefinitions() throws {
        guard meetsDefinition else { return }
        defer { meetsDefinition = false }
        guard try isFounded(), try rootKey() == identity.node,
            shelf.current(SystemRegister.definition) != nil
        else { return }
        let shipped = shelves.shipped
        let named = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT register, version FROM definition ORDER BY id")
        )
        let former = named.compactMap { row -> RegisterDefinition? in
            let register: String = row["register"]
            guard let version = Digest256(bytes: [UInt8](row["version"] as Data)),
                shipped.current(register)?.version != version
            else { return nil }
            return shipped.version(version, of: register)
        }
        guard !former.isEmpty else { return }
        let written = Set(try definitionVersions().map(\.version))
        for definition in former where !written.contains(definition.version) {
            guard let text = String(validating: definition.canonicalBytes, as: UTF8.self),
                let day = CivilDate(text: "2000-01-01")
            else { continue }
            _ = try appendDefinition(
                .register,
                id: definition.id,
                version: definition.version,
                from: day,
                text: text,
                actor: "",
                isFormer: true
            )
        }
        try flushFolds()
    }
}

extension DefinitionShelf {
    /// The shelf with versions that events may name besides.
    func adding(former: [RegisterDefinition]) -> DefinitionShelf {
        DefinitionShelf(current: registers, former: all + former)
    }

    /// Whether a version that was once shipped may be used to read what names it.
    ///
    /// One of a register that the program keeps for itself, or of the places, decides who may do
    /// what: what is shipped now must be a change of it that could be made.
    func isUsable(former definition: RegisterDefinition) -> Bool {
        let known = current(definition.id)
        let isGuarded =
            definition.isSystem || known?.isSystem ?? false
            || definition.id == SystemRegister.region
        guard isGuarded else { return true }
        guard let known else { return false }
        return definition.audience == known.audience && definition.workflow == known.workflow
            && DefinitionChangeCheck.problems(from: definition, to: known).isEmpty
    }
}
