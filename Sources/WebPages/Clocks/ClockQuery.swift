internal import Bookkeeping
internal import Causality
internal import Records
internal import Store

extension PagesNode {
    /// Reads the spells, with the first records of each.
    func clockList(for visitor: Visitor) async throws -> ClockList {
        try await withBooks { books in
            let isCounty = try books.rulesOnClocks()
            let open = try books.store.read { try $0.openClockContradictions() }
            return ClockList(
                lines: try books.clockSpells().map {
                    try ClockList.Line($0, open: Set(open.map(\.dot)), books)
                },
                isCounty: isCounty,
                mayRule: isCounty && Permission.rulesOnClocks(visitor.role)
            )
        }
    }

    /// How many spells wait for a ruling that the person may make here.
    func openClockSpellCount(for visitor: Visitor) async throws -> Int {
        guard Permission.rulesOnClocks(visitor.role) else { return 0 }
        return try await withBooks { books in
            guard try books.rulesOnClocks() else { return 0 }
            return try books.clockSpells().count { $0.ruling == nil }
        }
    }
}

extension ClockList.Line {
    /// The records in which something is still to be set right stand first.
    fileprivate init(_ spell: ClockSpell, open: Set<Dot>, _ books: Bookkeeping) throws {
        let all = Set(spell.events.map(\.record))
        let rest = Set(spell.events.filter { open.contains($0.dot) }.map(\.record))
        let ids = rest.sorted() + all.subtracting(rest).sorted()
        self.init(
            spell: spell,
            records: try ids.prefix(ClockList.recordCountMax).map {
                try ClockList.Record($0, books)
            },
            recordCount: ids.count,
            uncorrectedCount: spell.ruling?.verdict == .bounded ? rest.count : 0
        )
    }
}

extension ClockList.Record {
    fileprivate init(_ id: RecordID, _ books: Bookkeeping) throws {
        let register = try books.store.read { try $0.record(id)?.register }
        let definition = try register.map(books.definition)
        guard let definition, !definition.isSystem, definition.kind != .report else {
            self.init(title: definition?.title ?? "还没有用上的记录", path: nil)
            return
        }
        self.init(
            title: definition.title + "："
                + (try books.show(definition.id, id).row.title(definition)),
            path: PagePath(["record", definition.id, id.text])
        )
    }
}
