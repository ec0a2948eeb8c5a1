internal import Causality
internal import Records
internal import Store

/// Turns typed references into record ids, where their records are held.
struct ReferenceResolving {
    let desk: Desk
    var faults: [EntryFault] = []
    var warnings: [String] = []

    init(_ desk: Desk) { self.desk = desk }

    /// The value to write for a typed reference; other values pass.
    mutating func value(
        _ value: FieldValue?,
        _ field: FieldDefinition,
        path: String
    ) throws -> FieldValue? {
        guard field.type == .reference, case .text(let text)? = value else { return value }
        if let id = try desk.reference(text, field) { return .reference(id) }
        if let id = RecordID(text: text) {
            if let record = try desk.held(id) {
                let title = try desk.session.definition(record.register).title
                let message = "“\(field.label)”指的是“\(title)”的记录，这里不能填，请核对。"
                faults.append(EntryFault(field: path, reason: "wrong_register", message: message))
                return value
            }
            warnings.append(ReferenceResolving.warning(field, text))
            return .reference(id)
        }
        warnings.append(ReferenceResolving.warning(field, text))
        let code = field.references.contains(SystemRegister.region) ? RegionCode(text: text) : nil
        return .text(code?.text ?? text)
    }

    /// The edits of a list with their references resolved.
    mutating func edits(_ edits: [ListEdit], _ list: FieldDefinition) throws -> [ListEdit] {
        guard list.items.contains(where: { $0.type == .reference }) else { return edits }
        return try edits.map { edit in
            switch edit {
            case .add(let columns):
                var resolved: [String: FieldValue] = [:]
                for (id, value) in columns { resolved[id] = try column(id, value, list) ?? value }
                return .add(resolved)
            case .change(let row, let columns):
                var resolved: [String: FieldValue?] = [:]
                for (id, value) in columns { resolved[id] = .some(try column(id, value, list)) }
                return .change(row, resolved)
            case .remove: return edit
            }
        }
    }

    private mutating func column(
        _ id: String,
        _ value: FieldValue?,
        _ list: FieldDefinition
    ) throws -> FieldValue? {
        guard let column = list.item(id) else { return value }
        return try self.value(value, column, path: "\(list.id).\(id)")
    }

    private static func warning(_ field: FieldDefinition, _ text: String) -> String {
        "“\(field.label)”所指的“\(text)”本机还没有，已照填登记，收到后自动对上；如果填错了请更正。"
    }
}

extension Desk {
    /// The held record that a typed reference names; nil if there is none, or no single one.
    func reference(_ text: String, _ field: FieldDefinition) throws -> RecordID? {
        for register in field.references {
            if case .one(let id) = try find(text, in: register) { return id }
        }
        return nil
    }

    /// A stored value, with a reference that was typed before its record arrived made one.
    func resolved(_ value: FieldValue?, _ field: FieldDefinition?) throws -> FieldValue? {
        guard let field, field.type == .reference, case .text(let text)? = value else {
            return value
        }
        return try reference(text, field).map { .reference($0) } ?? value
    }
}
