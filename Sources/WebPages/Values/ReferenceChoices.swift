internal import Bookkeeping
internal import Records
internal import Store

/// What may be picked where a form asks for a place, a unit, a person or a matter.
struct ReferenceChoices: Sendable {
    /// One record that may be referred to.
    struct Entry: Hashable, Sendable {
        /// What is typed, and what the books show for a reference: a code or key.
        let text: String
        let name: String
    }

    private let entries: [String: [Entry]]

    /// The registers whose records are few and have names; all others are referred to by number.
    private static func isNamed(_ definition: RegisterDefinition) -> Bool {
        definition.kind == .directory && definition.field("name") != nil && !definition.isSystem
    }

    /// Reads the choices of all registers that a definition's fields refer to.
    init(for definitions: [RegisterDefinition], in books: Bookkeeping) throws {
        let wanted = Set(definitions.flatMap(ReferenceChoices.references)).sorted()
        var entries: [String: [Entry]] = [:]
        for register in wanted {
            guard let definition = try books.knownDefinition(register),
                ReferenceChoices.isNamed(definition)
            else { continue }
            var found: [Entry] = []
            // Regions are known by code, all others by their key.
            let codeField = definition.field("code")?.type == .regionCode ? "code" : "id"
            try books.forEachRow(register) { row in
                let text = row[codeField].plain.isEmpty ? row.shownID : row[codeField].plain
                let name = row["name"].plain
                if row["to"].isEmpty { found.append(Entry(text: text, name: name)) }
                return true
            }
            entries[register] = found.sorted { ($0.name, $0.text) < ($1.name, $1.text) }
        }
        self.entries = entries
    }

    /// Nothing to pick from.
    static let none = ReferenceChoices()

    private init() {
        entries = [:]
    }

    /// What may be picked for a field; nil where its records have no names and a number is typed.
    func choices(for field: FieldDefinition) -> [Entry]? {
        let found = field.references.compactMap { entries[$0] }
        guard found.count == field.references.count, !found.isEmpty else { return nil }
        return found.flatMap(\.self)
    }

    private static func references(_ definition: RegisterDefinition) -> [String] {
        (definition.fields + definition.fields.flatMap(\.items)).flatMap(\.references)
    }
}

extension Bookkeeping {
    /// The definition of a register that people may look at; throws `unknownPage` for any other.
    func definition(_ register: String) throws -> RegisterDefinition {
        guard let found = try knownDefinition(register), !found.isSystem, found.kind != .report
        else {
            throw PageError.unknownPage
        }
        return found
    }

    /// The definition of a register, nil if this program does not know it.
    func knownDefinition(_ register: String) throws -> RegisterDefinition? {
        try store.read { session in session.definitions.first { $0.id == register } }
    }

    /// The registers that people look at: those with work to do first, of each kind those that are
    /// in use here, then those to which most others refer.
    ///
    /// Of other levels' registers only those of which a record is here. At a village the one that
    /// is kept about the village stands before all.
    func shownDefinitions(at level: PlaceLevel?) throws -> [RegisterDefinition] {
        let (all, used) = try store.read { session in
            let all = session.definitions.filter { !$0.isSystem && $0.kind != .report }
            return (all, try all.map { try session.hasRecords(of: $0.id) })
        }
        let references = all.reduce(into: [String: Int]()) { counts, definition in
            for id in definition.referencedRegisters { counts[id, default: 0] += 1 }
        }
        return zip(all, used).filter { definition, isUsed in
            isUsed || (level.map(definition.levels.contains) ?? true)
        }.map { definition, isUsed in
            let place = [
                rank(definition, level), isUsed ? 0 : 1, -references[definition.id, default: 0],
            ]
            return (place: place, definition: definition)
        }.sorted { left, right in
            left.place == right.place
                ? left.definition.id < right.definition.id
                : left.place.lexicographicallyPrecedes(right.place)
        }.map(\.definition)
    }

    private func rank(_ definition: RegisterDefinition, _ level: PlaceLevel?) -> Int {
        if level == .village, definition.audience.place == .village { return 0 }
        switch definition.kind {
        case .workflow: return 1
        case .directory: return 3
        default: return 2
        }
    }
}

extension RegisterDefinition {
    /// The other registers that its fields and columns name.
    fileprivate var referencedRegisters: Set<String> {
        Set((fields + fields.flatMap(\.items)).flatMap(\.references)).subtracting([id])
    }
}
