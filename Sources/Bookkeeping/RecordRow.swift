package import Causality
package import Documents
package import Records

/// A record in a list.
package struct RecordRow: Hashable, Sendable {
    /// The record.
    package let id: RecordID
    /// The register's id.
    package let register: String
    /// The register's own field `id` where it has one, else the record id's text.
    package let shownID: String
    /// State first, then all fields in the definition's order, those without a value too.
    package let fields: [ShownField]
    /// The place of the node that made it, by its present code; nil while that is unknown here.
    package let authorPlace: String?
    /// The place whose nodes hold it, by its present code; nil while its record is not here.
    package let audiencePlace: String?
    /// The device's clock when it was first recorded, seconds since 1970 UTC.
    package let recordedAt: Int64
    /// How it was entered.
    package let entry: EntryKind
    /// Whether something in it waits for a decision.
    package let hasConflict: Bool

    /// What stands in a field, or in `state`; empty for a field that the register has not.
    package subscript(field: String) -> ShownValue {
        fields.first { $0.id == field }?.value ?? .empty
    }

    /// The state; nil where there is none or where it waits for a decision.
    package var state: String? {
        if case .text(let state) = self[RegisterDefinition.stateField] { state } else { nil }
    }

    /// The record for programs: a flat object with `recordID`, `id` and all fields.
    package var json: DocumentValue { .object(document) }

    var document: DocumentObject {
        var object = DocumentObject()
        object["recordID"] = .text(id.text)
        object["id"] = .text(shownID)
        for field in fields { object[field.id] = field.value.json }
        object["authorPlace"] = authorPlace.map { .text($0) } ?? .null
        object["audiencePlace"] = audiencePlace.map { .text($0) } ?? .null
        return object
    }
}
