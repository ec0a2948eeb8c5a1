package import Causality
package import Records

/// Changes of a record that somebody closed at the same time, neither having seen the other.
extension RecordState {
    /// The events of which a value stands that was written without having seen the step that closed
    /// the record, and that this step had not seen either; in order.
    ///
    /// A pure function of what stands, so of the set of events: the state's cell knows what whoever
    /// closed had seen, each other cell what its writers had. Cells in conflict are left out: there
    /// a person is asked anyway. So are attachments, which change nothing that was said.
    package func lateChanges(_ workflow: Workflow?) -> [Dot] {
        let stateCell = Cell.field(RegisterDefinition.stateField)
        guard let workflow, let closing = self[stateCell],
            case .text(let state)? = closing.value, workflow.final.contains(state)
        else { return [] }
        let closers = Set(closing.siblings.map(\.dot))
        var found: Set<Dot> = []
        for entry in cells.entries where entry.cell != stateCell && !entry.state.isConflict {
            if entry.cell.field == AttachmentForm.list { continue }
            if closers.contains(where: entry.state.seen.contains) { continue }
            for sibling in entry.state.siblings
            where !closing.seen.contains(sibling.dot) && !closers.contains(sibling.dot) {
                found.insert(sibling.dot)
            }
        }
        return found.sorted()
    }

    /// The cells that people must decide on, in order: those in conflict, and the state where a
    /// closed record was changed unseen.
    package func conflicts(_ definition: RegisterDefinition) -> [Cell] {
        let found = conflicts
        guard !lateChanges(definition.workflow).isEmpty else { return found }
        return Set(found + [.field(RegisterDefinition.stateField)]).sorted()
    }
}
