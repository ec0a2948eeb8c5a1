internal import Bookkeeping
internal import Causality
internal import Records

/// A record's page.
struct RecordModel: Sendable {
    let view: RecordView
    /// Whether the person handles the register: sees personal values, changes.
    let isHandler: Bool
    /// Whether the person may decide between values that stand side by side.
    let mayDecide: Bool
    /// Whether the person may print what the citizen takes home.
    let mayPrint: Bool
    /// The offers that the person's role may take.
    let offers: [TransitionRules.Offer]
    let today: CivilDate
    /// A decision that was refused, as it was sent.
    var refused: SentForm?

    var definition: RegisterDefinition { view.definition }
    var title: String { view.row.title(definition) }

    /// The address of the page, and of what is done on it.
    func path(_ rest: String...) -> PagePath {
        PagePath(["record", definition.id, view.row.id.text] + rest)
    }
}
