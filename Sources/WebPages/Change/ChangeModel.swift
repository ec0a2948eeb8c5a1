internal import Bookkeeping
internal import Causality
internal import Records

/// A form that changes a record: any of its fields, or those that one step needs.
struct ChangeModel: Sendable {
    let record: RecordModel
    /// The step that is made; nil for a correction.
    let transition: Transition?
    let choices: ReferenceChoices
    var form: EntryForm
    /// The version that was shown when the form was opened, as the form carries it.
    var shown: String
    var reason = ""
    /// What was refused as a whole, in a sentence.
    var refusal: String?

    /// Where the form is sent.
    var path: PagePath {
        transition.map { record.path("step", $0.name) } ?? record.path("change")
    }

    /// Fields that wait for a decision: they are not asked for here.
    var undecided: [String] {
        record.view.conflicts.filter { conflict in
            form.definition.field(conflict.cell.field) != nil
        }.map(\.label)
    }
}
