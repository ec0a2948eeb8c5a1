internal import Records
internal import Store

/// Texts for one record, checked as far as nothing has to be looked up.
struct CheckedEntry: Sendable {
    let checked: CheckedRecord
    /// What the device's clock speaks against, in sentences.
    let clockWarnings: [String]
}

/// Checks texts against a definition and the device's clock; needs no store, so that the rows of a
/// file can be checked on another thread.
struct EntryCheck: Sendable {
    let definition: RegisterDefinition
    /// The device's clock.
    let now: CivilDateTime
    /// The fields by which evidence is dated.
    let datingFields: Set<String>

    init(_ definition: RegisterDefinition, now: CivilDateTime) {
        self.definition = definition
        self.now = now
        datingFields = definition.datingFields
    }

    /// Checks what was given; faults are returned.
    func check(
        _ given: [RecordValidation.Given],
        for purpose: RecordValidation.Purpose
    ) -> CheckedEntry {
        let named = given.map { item in
            RecordValidation.Given(definition.fieldID(named: item.field) ?? item.field, item.text)
        }
        let full = purpose == .change ? named : completed(named)
        let checked = RecordValidation.check(full, for: purpose, in: definition)
        return CheckedEntry(checked: checked, clockWarnings: clockWarnings(checked))
    }

    /// A place's level follows from its code where nobody says otherwise.
    private func completed(_ given: [RecordValidation.Given]) -> [RecordValidation.Given] {
        guard definition.id == SystemRegister.region,
            !given.contains(where: { $0.field == "level" && !$0.text.isEmpty }),
            let code = given.first(where: { $0.field == "code" }),
            let region = RegionCode(text: code.text)
        else { return given }
        return given.filter { $0.field != "level" } + [.init("level", region.level.rawValue)]
    }
}
