internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// Makes a register's table with its first record, and makes it anew when a definition has changed.
///
/// Far more registers are shipped than one place ever uses: to make all their tables would cost
/// every new store, and every connection to it, more than all else does.
extension StoreSession {
    /// The names of the registers' tables that were made.
    func madeTables() throws -> Set<String> {
        if let knownTables { return knownTables }
        let statement = try db.cachedStatement(
            sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'register_*'"
        )
        let names = Set(try String.fetchAll(statement))
        knownTables = names
        return names
    }

    /// A register's table; nil as long as there was no record to be written into it.
    ///
    /// Throws `unknownRegister`.
    func madeTable(_ register: String) throws -> ProjectionTable? {
        let table = try shelf.table(register)
        return try madeTables().contains(table.name) ? table : nil
    }

    /// The tables of all registers in force that were made, by the registers' ids.
    func allMadeTables() throws -> [ProjectionTable] {
        shelf.tables(named: try madeTables())
    }

    /// A register's table, made if it was not there.
    func makeTable(_ register: String) throws -> ProjectionTable {
        if let table = try madeTable(register) { return table }
        let table = try shelf.table(register)
        try create(table)
        var form = Forms(try meta(.projectionForm))
        form.add(table)
        try setMeta(.projectionForm, form.text)
        return table
    }

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
        return try allMadeTables().allSatisfy { form.fits($0) }
    }

    /// Brings the tables of some registers to the form that their definitions ask for.
    ///
    /// A table of another form is refolded into a shadow table that then takes its place.
    func prepareTables(of definitions: [RegisterDefinition]) throws {
        var form = Forms(try meta(.projectionForm))
        let changed = try definitions.compactMap { try madeTable($0.id) }
            .filter { !form.fits($0) }
        guard !changed.isEmpty else { return }
        // Another process may have made tables since this connection looked.
        db.clearSchemaCache()
        rowWriters = [:]
        for table in changed {
            try refold(table)
            form.add(table)
        }
        try setMeta(.projectionForm, form.text)
        _ = try commit()
    }

    /// Folds all events anew: every table is swapped in whole; digests, counts and what is known of
    /// nodes and places are set to what came out.
    package func rebuild(progress: (Int, Int) -> Void = { _, _ in }) throws {
        keepsLookups = false
        try mendChanges()
        try db.cachedStatement(sql: "DELETE FROM aside").execute()
        try db.cachedStatement(sql: "DELETE FROM erasure").execute()
        try noteAllLost()
        try removeDamagedCertificates()
        try rebuildDefinitions()
        try dropTables()
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
            try dropUnsignedHeads(stream: number)
            try recountBytes(stream: number)
        }
        knowsWaiting = nil
        try settleAside()
        try flushFolds()
        try noteAllBulletins()
        try recountStreams()
        try removeUnfoundedParents()
        try mendAttachments()
        _ = try commit()
    }

    /// Drops all registers' tables, before every record is folded anew.
    func dropTables() throws {
        for name in try madeTables() { try db.execute(sql: "DROP TABLE \"\(name)\"") }
        try db.execute(sql: "DELETE FROM datedRecord")
        db.clearSchemaCache()
        rowWriters = [:]
        knownTables = []
        try setMeta(.projectionForm, "")
    }

    private func create(_ table: ProjectionTable) throws {
        for statement in table.creation(as: table.name) { try db.execute(sql: statement) }
        db.clearSchemaCache()
        knownTables?.insert(table.name)
    }

    /// Refolds one register's records into a table of the new form.
    private func refold(_ table: ProjectionTable) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, audience FROM \"\(table.name)\"")
        )
        try db.execute(sql: "DROP TABLE \"\(table.name)\"")
        try forgetMonths(of: table.definition.id)
        try create(table)
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
            try writeRow(number, state, register: table.definition.id, audience: row["audience"])
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

    /// Whether a table was made in the form that its definition asks for.
    func fits(_ table: ProjectionTable) -> Bool {
        digests[table.definition.id] == Forms.digest(table)
    }

    mutating func add(_ table: ProjectionTable) {
        digests[table.definition.id] = Forms.digest(table)
    }

    private static func digest(_ table: ProjectionTable) -> String {
        SHA256Hasher.hash(Array(table.form.utf8)).hexadecimal
    }

    var text: String {
        digests.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
    }
}
