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
        var result = try resolve(
            entryCheck(definition).check(given, for: purpose),
            in: definition
        )
        if purpose == .record { result.warnings += try placeWarnings(result, in: definition) }
        return result
    }

    /// Resolves the references of what was checked.
    func resolve(
        _ entry: CheckedEntry,
        in definition: RegisterDefinition
    ) throws -> GivenFields {
        let checked = entry.checked
        var resolving = ReferenceResolving(self)
        var result = GivenFields(
            checked: checked,
            values: checked.values,
            edits: checked.rows.filter { !$0.value.isEmpty },
            faults: checked.faults.map(EntryFault.init),
            warnings: [],
            notes: checked.notes.map(EntryFault.init)
        )
        for field in definition.fields {
            if field.type == .reference, let value = checked.values[field.id] {
                let resolved = try resolving.value(value, field, path: field.id)
                result.values[field.id] = .some(resolved)
            } else if field.type == .list, let edits = result.edits[field.id] {
                result.edits[field.id] = try resolving.edits(edits, field)
            }
        }
        result.faults += resolving.faults
        result.warnings = resolving.warnings + entry.clockWarnings
        return result
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
