internal import Bookkeeping
internal import Causality
internal import Records

/// A form for a new record, as far as it is filled in.
struct EntryModel: Sendable {
    let definition: RegisterDefinition
    let purpose: EntryPurpose
    let plan: IntakePlan
    let choices: ReferenceChoices
    var form: EntryForm
    /// Marks this form, so that pressing the button twice makes one record.
    var mark: String
    /// How it is entered, as picked.
    var entry = EntryKind.live
    /// To whom the same could be written as a letter that the places between cannot read.
    var sealedTo: String?
    /// What the same person filled in before and has not saved.
    var draft: SentForm?
    /// What was refused as a whole, in a sentence.
    var refusal: String?
    /// The record that this form made before it was changed and sent again.
    var earlier: RecordID?
    /// What to look at again before saving, in sentences.
    var warnings: [String] = []
}

extension EntryKind {
    /// The word in forms.
    var formName: String {
        switch self {
        case .live: "live"
        case .offline: "offline"
        case .backfill: "backfill"
        }
    }

    /// What it means, for the person who picks.
    var label: String {
        switch self {
        case .live: "当场登记"
        case .offline: "先记在纸上，现在照录"
        case .backfill: "事后补录"
        }
    }

    /// Reads the word of a form; nil for anything else.
    init?(formName: String) {
        guard let kind = EntryKind.allCases.first(where: { $0.formName == formName }) else {
            return nil
        }
        self = kind
    }
}
