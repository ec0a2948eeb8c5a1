package import Causality
internal import GRDB
package import Hashing
internal import Merge
package import Records

/// Definitions that the root's place wrote for the tree, as events like all others (SPEC 19).
extension StoreSession {
    /// All versions that were written, in their order; those whose record cannot be read are left
    /// out.
    package func definitionVersions() throws -> [DefinitionVersion] {
        guard shelf.current(SystemRegister.definition) != nil,
            let table = try madeTable(SystemRegister.definition)
        else { return [] }
        let numbers = try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT id FROM \"\(table.name)\" WHERE time IS NOT NULL ORDER BY id"
            )
        )
        var found: [DefinitionVersion] = []
        for number in numbers {
            do {
                let id = try recordID(LocalNumber(rawValue: number))
                if let record = try record(id), let version = DefinitionVersion(record) {
                    found.append(version)
                }
            } catch is StoreError {
                // A damaged row must not keep the store from being verified and rebuilt.
                continue
            }
        }
        return found.sorted()
    }

    /// Stands for the definitions that were written for the tree; another mark, other definitions.
    ///
    /// Empty where there are none.
    package func definitionMark() throws -> String {
        if let knownMark { return knownMark }
        let mark = try meta(.definitions) ?? ""
        knownMark = mark
        return mark
    }

    /// The shelf as it was shipped, without what was written for the tree.
    package var shippedShelf: DefinitionShelf { shelves.shipped }

    /// Every version of a register that events may name.
    package func definitions(everOf register: String) -> [RegisterDefinition] {
        shelf.versions(of: register)
    }

    /// Writes a version of a definition for the whole tree, in force with this transaction.
    ///
    /// The caller has checked it. With `isFormer` it only says what events mean that name it.
    /// Returns its record. Throws `noAuthority` elsewhere than at the root's place, `tooLarge` if
    /// an event cannot carry the text.
    package func appendDefinition(
        _ kind: DefinitionVersion.Kind,
        id: String,
        version: Digest256,
        from: CivilDate,
        text: String,
        actor: String,
        isFormer: Bool = false
    ) throws -> RecordID {
        guard let content = DefinitionText.encode(text) else {
            throw StoreError.tooLarge("文件太长，一次同步带不走，请删去不用的内容后再试")
        }
        let last = try definitionVersions().filter { $0.kind == kind && $0.id == id }
            .map(\.number).max()
        let values: [(String, FieldValue)] = [
            ("kind", .text(kind.rawValue)), ("register", .text(id)),
            ("version", .text(version.hexadecimal)),
            ("number", .integer(isFormer ? 0 : (last ?? 0) + 1)),
            ("from", .text(from.text)), ("content", .text(content)),
        ]
        return try append(
            Draft(
                register: SystemRegister.definition,
                audience: Audience(.under, try rootPlace()),
                record: nil,
                type: .create,
                actor: actor,
                entry: .live
            ) { _ in
                (EventPayload(writes: values.map { CellWrite(.field($0.0), $0.1) }), [])
            }
        ).record
    }
}

// MARK: - What a transaction goes by

extension StoreSession {
    /// Takes the shelf that this state of the store asks for.
    func takeShelf() throws {
        let mark = try definitionMark()
        if let known = shelves.shelf(mark) {
            shelf = known
            return
        }
        shelf = try writtenShelf().shelf
        shelves.keep(shelf, mark: mark)
    }

    /// The shelf that the records give, and its mark.
    func writtenShelf() throws -> (mark: String, shelf: DefinitionShelf) {
        let versions = try definitionVersions()
        guard !versions.isEmpty else { return ("", shelves.shipped) }
        var writer = ByteWriter()
        for version in versions {
            writer.text(version.record.text)
            writer.digest(SHA256Hasher.hash(Array(version.text.utf8)))
            writer.text("\(version.kind) \(version.id) \(version.number) \(version.from.text)")
            writer.digest(version.version)
        }
        let mark = SHA256Hasher.hash(writer.bytes).hexadecimal
        return (mark, shelves.shipped.adding(versions))
    }

    /// Takes what this transaction brought of definitions into use, before it is committed: tables
    /// get their form, and what waited for a definition is folded.
    func applyDefinitions() throws {
        while changesDefinitions {
            changesDefinitions = false
            let (mark, next) = try writtenShelf()
            guard try mark != definitionMark() else { continue }
            let orphans = try takeApart(shelf.keys.subtracting(next.keys))
            shelf = next
            try setMeta(.definitions, mark)
            _ = try commit()
            try prepareTables(of: next.registers)
            for event in orphans {
                try foldOrSetAside(event, stream: try streamNumber(event.dot.stream))
            }
            knowsWaiting = nil
            try settleAside()
            try flushFolds()
        }
    }

    /// The definitions in force are those that the events have.
    func verifyDefinitions(into faults: inout [StoreFault]) throws {
        try verifyRemembered(into: &faults)
        if try writtenShelf().mark != definitionMark() {
            faults.append(StoreFault("现行的登记簿定义与事件不符，请运行 rebuild。"))
        }
    }

    /// Takes the records apart that were folded by definitions that no longer count, because their
    /// author's key was withdrawn; returns their events.
    private func takeApart(_ lost: Set<DefinitionKey>) throws -> [Event] {
        var found: [Event] = []
        for key in lost.sorted(by: { $0.version < $1.version }) {
            let records = try Int64.fetchAll(
                db.cachedStatement(
                    sql: "SELECT DISTINCT record FROM event WHERE kind >> 16 = ? ORDER BY record"
                ),
                arguments: [try definitionNumber(key)]
            )
            for record in records {
                let number = LocalNumber(rawValue: record)
                let id = try recordID(number)
                // A record of several lost versions is taken apart once.
                guard try removeRow(of: id, register: key.register) != nil else { continue }
                try db.cachedStatement(sql: "DELETE FROM aside WHERE record = ?").execute(
                    arguments: [record]
                )
                found += try events(record: number)
            }
        }
        return found
    }

    /// Reads the definitions out of the events anew, so that all tables can be made by them.
    ///
    /// There is no other table afterwards than that of the definitions.
    func rebuildDefinitions() throws {
        try mendRemembered()
        try dropTables()
        guard shelf.current(SystemRegister.definition) != nil, try isFounded(),
            let audience = try knownAudience(Audience(.under, try rootPlace()))
        else { return }
        let streams = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM stream WHERE audience = ? ORDER BY id"),
            arguments: [audience]
        )
        for number in streams {
            var next: UInt64 = 1
            let last = try stream(number).sequence
            while next <= last {
                let end = min(last, next + 999)
                for event in try events(stream: number, from: next, through: end)
                where event.register == SystemRegister.definition {
                    try foldOrSetAside(event, stream: number)
                }
                next = end + 1
            }
        }
        try flushFolds()
        try db.cachedStatement(sql: "DELETE FROM aside").execute()
        let (mark, written) = try writtenShelf()
        shelf = written
        try setMeta(.definitions, mark)
    }
}
