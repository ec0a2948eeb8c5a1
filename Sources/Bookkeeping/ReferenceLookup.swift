internal import Causality
internal import Merge
internal import Records
internal import Store

/// A text that may name a record of a register.
struct NameKey: Hashable {
    let register: String
    let text: String
}

/// What a text names.
enum Found: Equatable {
    case nothing
    case one(RecordID)
    case several([RecordID])
}

/// Finds records by what people call them: record id, a place's code, key, paper number.
extension Desk {
    /// The record of a register that a text names.
    func find(_ text: String, in register: String) throws -> Found {
        if let known = found[NameKey(register: register, text: text)] { return known }
        guard let definition = shelved(register) else { return .nothing }
        let name = Desk.canonicalName(text, definition)
        let key = NameKey(register: register, text: name)
        if let known = found[key] { return known }
        // Registers whose keys refer to each other would else be looked through for ever.
        found[key] = .nothing
        let result = try lookUp(name, definition)
        found[key] = result
        return result
    }

    /// The definition of a register that the shelf may not have.
    private func shelved(_ register: String) -> RegisterDefinition? {
        session.definitions.first { $0.id == register }
    }

    /// A name in the spelling in which its record keeps it, where some field takes it at all.
    private static func canonicalName(_ text: String, _ definition: RegisterDefinition) -> String {
        if RecordID(text: text) != nil { return text }
        for field in namingFields(of: definition) {
            if case .text(let name)? = canonical(text, field) { return name }
        }
        return text
    }

    /// The record of a register that a text names; throws `unknownRecord` or `ambiguousRecord`.
    func record(named text: String, in definition: RegisterDefinition) throws -> RecordID {
        switch try find(text, in: definition.id) {
        case .one(let id): return id
        case .nothing:
            throw BookkeepingError.unknownRecord(register: definition.title, text: text)
        case .several(let ids):
            throw BookkeepingError.ambiguousRecord(text: text, ids: ids.map(\.text))
        }
    }

    /// Takes down what a record made in this transaction is called; the tables do not show it yet.
    func noteNew(
        _ id: RecordID,
        _ definition: RegisterDefinition,
        _ value: (String) -> FieldValue?
    ) {
        for field in knownNamingFields(of: definition) {
            guard case .text(let text)? = value(field.id) else { continue }
            found[NameKey(register: definition.id, text: text)] = .one(id)
        }
    }

    private func knownNamingFields(of definition: RegisterDefinition) -> [FieldDefinition] {
        if let known = namingFields[definition] { return known }
        let fields = Desk.namingFields(of: definition)
        namingFields[definition] = fields
        return fields
    }

    private func lookUp(_ text: String, _ definition: RegisterDefinition) throws -> Found {
        if let id = RecordID(text: text), let record = try held(id),
            record.register == definition.id
        {
            return .one(id)
        }
        for field in Desk.namingFields(of: definition) {
            let result = try lookUp(text, field, definition)
            if result != .nothing { return result }
        }
        return try lookUpWholeKey(text, definition)
    }

    private func lookUp(
        _ text: String,
        _ field: FieldDefinition,
        _ definition: RegisterDefinition
    ) throws -> Found {
        guard let value = Desk.canonical(text, field) else { return .nothing }
        var records = try session.records(of: definition.id, where: [(field.id, value)])
        if records.count > 1, definition.id == SystemRegister.region {
            let present = records.filter(isPresent)
            if !present.isEmpty { records = present }
        }
        if records.count > 1 {
            let own = records.filter { $0.audience.place == ownPlace }
            if own.count == 1 { records = own }
        }
        guard records.count <= 1 else { return .several(records.map(\.id)) }
        return records.first.map { .one($0.id) } ?? .nothing
    }

    /// A key of several fields is written with slashes between; a reference in it by what its
    /// record is called.
    private func lookUpWholeKey(
        _ text: String,
        _ definition: RegisterDefinition
    ) throws -> Found {
        let fields = definition.key.compactMap(definition.field)
        let parts =
            fields.count == 1
            ? [text]
            : text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        // A single plain key is a naming field.
        guard fields.count > 1 || fields.first?.type == .reference, parts.count == fields.count
        else { return .nothing }
        var matches: [(field: String, value: FieldValue)] = []
        for (field, part) in zip(fields, parts) where !part.isEmpty {
            guard let value = try keyValue(part, field) else { return .nothing }
            matches.append((field.id, value))
        }
        var records = try session.records(of: definition.id, where: matches)
        if let link = definition.draft?.reference {
            // What became of a draft goes by the same name: it is what people mean.
            let drafts = Set(records.compactMap { $0.state[link]?.value })
            records.removeAll { drafts.contains(.reference($0.id)) }
        }
        let ids = records.map(\.id)
        guard ids.count <= 1 else { return .several(ids) }
        return ids.first.map { .one($0) } ?? .nothing
    }

    private func keyValue(_ text: String, _ field: FieldDefinition) throws -> FieldValue? {
        guard field.type == .reference else { return Desk.canonical(text, field) }
        return try reference(text, field).map { .reference($0) }
    }

    /// A place that exists today and was not merged into another.
    private func isPresent(_ record: StoredRecord) -> Bool {
        if let from = CivilDate(of: record.state["from"]?.value), now.date < from { return false }
        if let to = CivilDate(of: record.state["to"]?.value), to < now.date { return false }
        return record.state["successor"]?.value == nil
    }

    /// A text in the spelling in which a field keeps it; nil if it cannot be a value of the field.
    static func canonical(_ text: String, _ field: FieldDefinition) -> FieldValue? {
        if field.id == "number", let number = PaperNumber(text: text) { return .text(number.text) }
        guard case .value(let value)? = try? FieldParser.parse(text, as: field) else { return nil }
        return value
    }
}
