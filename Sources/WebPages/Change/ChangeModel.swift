internal import Bookkeeping
internal import Causality
internal import Records

/// A form that changes a record: any of its fields, or those that one step needs.
struct ChangeModel: Sendable {
    let record: RecordModel
    /// The step that is made; nil for a correction.
    let transition: Transition?
    /// The one field that is corrected; nil for a form of all of them.
    let only: FieldDefinition?
    let choices: ReferenceChoices
    var form: EntryForm
    /// What tells the form as it was sent from every other; nil where it carries no version.
    let mark: String?
    /// The version that was shown when the form was opened, as the form carries it.
    var shown: String
    var reason = ""
    /// What was refused as a whole, in a sentence.
    var refusal: String?

    /// Whether it was refused for want of a reason.
    var isReasonMissing = false

    /// Where the form is sent.
    var path: PagePath {
        transition.map { record.path("step", $0.name) } ?? record.path("change")
    }

    /// Fields in which something stands, or that a step asks for.
    var filled: [FieldDefinition] {
        guard transition == nil, only == nil else { return form.fields }
        return form.fields.filter { isFilled($0) || !form.faults(of: $0).isEmpty }
    }

    /// All other fields: a correction seldom touches them, so they stand folded up.
    var blank: [FieldDefinition] {
        let filled = Set(filled.map(\.id))
        return form.fields.filter { !filled.contains($0.id) }
    }

    private func isFilled(_ field: FieldDefinition) -> Bool {
        if field.type == .list { return form.rows[field.id]?.contains { !$0.isBlank } ?? false }
        return !(form.values[field.id] ?? "").isEmpty
    }

    /// Fields that wait for a decision: they are not asked for here.
    var undecided: [String] {
        record.view.conflicts.filter { conflict in
            form.definition.field(conflict.cell.field) != nil
        }.map(\.label)
    }
}
