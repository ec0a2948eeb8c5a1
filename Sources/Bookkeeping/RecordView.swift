package import Causality
internal import Merge
package import Records
package import Store

/// One record with its history: what a page or `show` needs.
package struct RecordView: Hashable, Sendable {
    /// The record as in a list.
    package let row: RecordRow
    /// Its register.
    package let definition: RegisterDefinition
    /// Who holds it.
    package let audience: Audience
    /// What is being shown: a form carries it as `ShownVersion.text` and hands it back to `change`.
    package let version: VersionVector
    /// The ways that are open from the state, with the fields that they still need; none while the
    /// state waits for a decision.
    package let offers: [TransitionRules.Offer]
    /// What happened, causes before effects.
    package let history: [HistoryEntry]
    /// What waits for a decision.
    package let conflicts: [Conflict]
    /// Photos and scans.
    package let attachments: [ShownAttachment]
}

/// One event of a record's history.
package struct HistoryEntry: Hashable, Sendable {
    /// One cell that the event wrote.
    package struct Write: Hashable, Sendable {
        /// The cell.
        package let cell: Cell
        /// The field's label, of a list with the column's: `收取材料·份数`.
        package let label: String
        /// The field or column with the value written.
        package let field: ShownField
    }

    /// The event.
    package let dot: Dot
    /// What kind of change.
    package let type: EventType
    /// Who: staff id or account, empty for the node's operator.
    package let actor: String
    /// The person's name where the staff record is here.
    package let actorName: String?
    /// The place of the node that wrote it, by its present code; nil while unknown here.
    package let placeCode: String?
    /// The place's name; nil while unknown here.
    package let placeName: String?
    /// The node that wrote it; nil while its stream is only named here.
    package let node: NodeKey?
    /// The device's clock, seconds since 1970 UTC.
    package let deviceTime: Int64
    /// How it was entered.
    package let entry: EntryKind
    /// Why, as the person gave it.
    package let reason: String?
    /// The move of the state, nil if it did not move.
    package let transition: TransitionName?
    /// The earlier entries of this history that the person had been shown.
    package let seen: [Dot]
    /// Whether earlier or side by side entries were not shown to the person.
    package let hasUnseen: Bool
    /// What it wrote, in the order of the cells.
    package let wrote: [Write]
    /// Why it is kept but not folded, nil for all others.
    package let asideReason: String?
    /// What bulletins prove against the device's clock, nil if nothing.
    package let clock: ClockContradiction?
}

/// A cell whose values stand side by side until a person decides.
package struct Conflict: Hashable, Sendable {
    /// One value that stands.
    package struct Value: Hashable, Sendable {
        /// The event that wrote it; `keep` names it.
        package let dot: Dot
        /// The value.
        package let value: ShownValue
        /// Who wrote it.
        package let by: String
        /// The device's clock then, seconds since 1970 UTC.
        package let at: Int64
        /// The place where it was written, by its present code; nil while unknown here.
        package let placeCode: String?
        /// The place's name; nil while unknown here.
        package let placeName: String?
        /// What stood there when it was filled, as its author was shown it, empty values left out;
        /// nil where the author made the record.
        package let seen: [ShownValue]?
        /// What the event changed, where it changed a record that was being closed unseen: the
        /// value is then the state that its author had before him.
        package var changes: [HistoryEntry.Write] = []
    }

    /// Whether a closed record was changed by somebody who had not seen that it was closed.
    package var isLateChange: Bool { values.contains { !$0.changes.isEmpty } }

    /// Whether it is about a row that one removed and another changed: true removes it.
    package var isRow: Bool {
        if case .item(_, _, ListRow.removedItem) = cell { true } else { false }
    }

    /// The conflict's id: record and cell, the same on every node.
    package let id: String
    /// The register's id.
    package let register: String
    /// The register's title.
    package let title: String
    /// The record.
    package let record: RecordID
    /// What people call the record: its key or paper number, else its id.
    package let number: String
    /// The place that the record belongs to, by its present code; nil while unknown here.
    package let placeCode: String?
    /// The place's name; nil while unknown here.
    package let placeName: String?
    /// The cell.
    package let cell: Cell
    /// The field's id, of a list `list.column`.
    package let field: String
    /// The field's label; of a list with the row's name.
    package let label: String
    /// Its type.
    package let type: FieldType
    /// Whether the values are personal.
    package let isPersonal: Bool
    /// Whether they are computed, so that nobody types another one.
    package let isComputed: Bool
    /// The values, sorted by value and event.
    package let values: [Value]
    /// What people read for choices that are codes.
    package var choiceLabels: [String: String] = [:]
}
