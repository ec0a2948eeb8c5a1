internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// Makes the projections' tables, and makes them anew when a definition has changed.
extension StoreSession {
    /// Brings every register's table to the form that its definition asks for, when a store is
    /// opened: the program may be another one than the last time.
    func prepareProjections() throws {
        try rememberShipped()
        // The other definitions stand in this table.
        if let own = shelf.current(SystemRegister.definition) { try prepareTables(of: [own]) }
        shelf = try writtenShelf().shelf
        try prepareTables(of: shelf.registers)
        changesDefinitions = true
    }

    /// Whether all tables have the form that their definitions ask for.
    func hasPresentTables() throws -> Bool {
        let form = Forms(try meta(.projectionForm))
        let wanted = Forms(shelf.registers.map(ProjectionTable.init))
        return wanted.digests.allSatisfy { form.digests[$0.key] == $0.value }
    }

    /// Brings the tables of some registers to the form that their definitions ask for.
    ///
    /// A table of another form is refolded into a shadow table that then takes its place.
    func prepareTables(of definitions: [RegisterDefinition]) throws {
        var form = Forms(try meta(.projectionForm))
        let wanted = Forms(definitions.map(ProjectionTable.init))
        guard definitions.contains(where: { form.digests[$0.id] != wanted.digests[$0.id] }) else {
            return
        }
        // Another process may have made tables since this connection looked.
        db.clearSchemaCache()
        rowWriters = [:]
        for definition in definitions
        where form.digests[definition.id] != wanted.digests[definition.id] {
            let table = ProjectionTable(definition)
            if try db.tableExists(table.name) {
                try refold(definition)
            } else {
                for statement in table.creation(as: table.name) { try db.execute(sql: statement) }
            }
            form.digests[definition.id] = wanted.digests[definition.id]
        }
        try setMeta(.projectionForm, form.text)
        _ = try commit()
    }

    /// Folds all events anew: every table is swapped in whole; digests, counts and what is known of
    /// nodes and places are set to what came out.
    package func rebuild(progress: (Int, Int) -> Void = { _, _ in }) throws {
        try db.cachedStatement(sql: "DELETE FROM aside").execute()
        try db.cachedStatement(sql: "DELETE FROM erasure").execute()
        try noteAllLost()
        try removeDamagedCertificates()
        try rebuildDefinitions()
        for definition in shelf.registers { try recreate(ProjectionTable(definition)) }
        try setMeta(
            .projectionForm,
            Forms(shelf.registers.map(ProjectionTable.init)).text
        )
        try resetStateDigests()
        let total = try Int.fetchOne(db.cachedStatement(sql: "SELECT COUNT(*) FROM event")) ?? 0
        var done = 0
        // What comes down first: it decides what the rest may be.
        let order = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT stream.id FROM stream JOIN audience ON audience.id = stream.audience
                    ORDER BY audience.kind <> 1, stream.id
                    """
            )
        )
        for number in order {
            var next: UInt64 = 1
            let last = try stream(number).sequence
            while next <= last {
                let end = min(last, next + 4_999)
                for event in try events(stream: number, from: next, through: end) {
                    try foldOrSetAside(event, stream: number)
                }
                done += Int(end - next + 1)
                progress(done, total)
                next = end + 1
                try flushFolds()
            }
            try recountBytes(stream: number)
        }
        try settleAside()
        try flushFolds()
        try noteAllBulletins()
        try recountStreams()
        try removeUnfoundedParents()
        try mendAttachments()
        _ = try commit()
    }

    func recreate(_ table: ProjectionTable) throws {
        try db.execute(sql: "DROP TABLE IF EXISTS \"\(table.name)\"")
        for statement in table.creation(as: table.name) { try db.execute(sql: statement) }
        db.clearSchemaCache()
        rowWriters[table.definition.id] = nil
    }

    /// Refolds one register's records into a table of the new form.
    private func refold(_ definition: RegisterDefinition) throws {
        let table = ProjectionTable(definition)
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, audience FROM \"\(table.name)\"")
        )
        try recreate(table)
        for row in rows {
            let number = LocalNumber(rawValue: row["id"])
            var state = RecordState()
            let aside = Set(
                try Int64.fetchAll(
                    db.cachedStatement(sql: "SELECT event FROM aside WHERE record = ?"),
                    arguments: [number.rawValue]
                )
            )
            for event in try events(record: number) {
                let id = try self.number(of: .dot(event.dot)).rawValue
                if !aside.contains(id) { state.fold(event, try EventContent(event)) }
            }
            try writeRow(number, state, register: definition.id, audience: row["audience"])
        }
    }

    private func resetStateDigests() throws {
        for id in try Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM audience ORDER BY id"))
        {
            try changeAudience(id) {
                $0.state = .zero
                $0.recordCount = 0
            }
        }
    }
}

/// The forms of all tables, as they are remembered: a line for each register.
private struct Forms: Equatable {
    var digests: [String: String] = [:]

    init(_ text: String?) {
        for line in (text ?? "").split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2 { digests[String(parts[0])] = String(parts[1]) }
        }
    }

    init(_ tables: [ProjectionTable]) {
        for table in tables {
            digests[table.definition.id] = SHA256Hasher.hash(Array(table.form.utf8)).hexadecimal
        }
    }

    var text: String {
        digests.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
    }
}
