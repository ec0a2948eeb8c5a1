internal import Causality
package import Records
internal import Store

/// What a person or file gave for one record, checked against the definition and with references
/// resolved as far as their records are held.
struct GivenFields {
    let checked: CheckedRecord
    var values: [String: FieldValue?]
    var edits: [String: [ListEdit]]
    var faults: [EntryFault]
    var warnings: [String]
    var notes: [EntryFault]
}

extension Desk {
    /// Checks what was given; faults are returned, not thrown.
    func check(
        _ given: [RecordValidation.Given],
        for purpose: RecordValidation.Purpose,
        in definition: RegisterDefinition
    ) throws -> GivenFields {
        let named = given.map { item in
            RecordValidation.Given(definition.fieldID(named: item.field) ?? item.field, item.text)
        }
        let full = purpose == .change ? named : completed(named, definition)
        let checked = RecordValidation.check(full, for: purpose, in: definition)
        var resolving = ReferenceResolving(self)
        var result = GivenFields(
            checked: checked,
            values: [:],
            edits: [:],
            faults: checked.faults.map(EntryFault.init),
            warnings: [],
            notes: checked.notes.map(EntryFault.init)
        )
        let written = Array(checked.values.keys) + checked.rows.keys
        for field in definition.fields(named: written) {
            if let value = checked.values[field.id] {
                let resolved = try resolving.value(value, field, path: field.id)
                result.values[field.id] = .some(resolved)
            }
            if let edits = checked.rows[field.id], !edits.isEmpty {
                result.edits[field.id] = try resolving.edits(edits, field)
            }
        }
        result.faults += resolving.faults
        result.warnings = resolving.warnings + clockWarnings(result, definition)
        return result
    }

    /// A place's level follows from its code where nobody says otherwise.
    private func completed(
        _ given: [RecordValidation.Given],
        _ definition: RegisterDefinition
    ) -> [RecordValidation.Given] {
        guard definition.id == SystemRegister.region,
            !given.contains(where: { $0.field == "level" && !$0.text.isEmpty }),
            let code = given.first(where: { $0.field == "code" }),
            let region = RegionCode(text: code.text)
        else { return given }
        return given.filter { $0.field != "level" } + [.init("level", region.level.rawValue)]
    }
}

extension Bookkeeping {
    /// What a person should look at again before a new record is saved, in sentences; nothing is
    /// written.
    package func warnings(
        _ register: String,
        _ fields: [RecordValidation.Given]
    ) throws -> [String] {
        try store.read { session in
            let desk = try Desk(session)
            return try desk.check(fields, for: .record, in: try desk.definition(register)).warnings
        }
    }
}

extension RegisterDefinition {
    /// The id of the field, or `state`, that a text names by its id or by its label; nil for
    /// neither, and for a label that two fields have.
    func fieldID(named text: String) -> String? {
        if text == RegisterDefinition.stateField, workflow != nil { return text }
        if field(text) != nil { return text }
        let labelled = fields.filter { $0.label == text }
        if labelled.count == 1 { return labelled.first?.id }
        return labelled.isEmpty && workflow != nil && text == label(of: "state") ? "state" : nil
    }
}
