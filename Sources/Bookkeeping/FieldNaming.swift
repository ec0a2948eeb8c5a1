internal import Records

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
