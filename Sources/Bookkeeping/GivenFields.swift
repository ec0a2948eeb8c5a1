internal import Causality
internal import Records
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
        for field in definition.fields {
            if let value = checked.values[field.id] {
                let resolved = try resolving.value(value, field, path: field.id)
                result.values[field.id] = .some(resolved)
            }
            if let edits = checked.rows[field.id], !edits.isEmpty {
                result.edits[field.id] = try resolving.edits(edits, field)
            }
        }
        result.faults += resolving.faults
        result.warnings = resolving.warnings + aheadOfClock(result.values, definition)
        return result
    }

    /// Sentences on moments that the device's clock has not reached: the person or the clock is
    /// wrong, and neither decides anything by itself.
    private func aheadOfClock(
        _ values: [String: FieldValue?],
        _ definition: RegisterDefinition
    ) -> [String] {
        definition.fields.compactMap { field in
            guard field.type == .dateTime, case .text(let text)?? = values[field.id],
                let moment = CivilDateTime(text: text),
                moment.secondsSince1970 > now.secondsSince1970 + Desk.clockToleranceSeconds
            else { return nil }
            return "“\(field.label)”晚于本机时钟，已照填登记，请核对日期和本机时间。"
        }
    }

    /// Clocks of two devices in one room differ by minutes.
    private static let clockToleranceSeconds: Int64 = 600

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
