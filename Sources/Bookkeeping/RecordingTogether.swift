package import Causality
internal import Merge
package import Records
internal import Store

/// What became of one of several records that were to be made together.
package enum RecordedTogether: Hashable, Sendable {
    /// It was made.
    case made(Recorded)
    /// There is one with the same key, or, where the register has no key, with the same values in
    /// the fields by which it is known again; the labels of the fields that say something else.
    case held(RecordID, differing: [String])
}

/// One of several records that are to be made together.
package struct RecordingEntry: Sendable {
    let register: String
    let fields: [RecordValidation.Given]
    let identity: Set<String>

    /// Describes a record; `identity` names the fields by which it is known again where the
    /// register has no key.
    package init(
        register: String,
        fields: [RecordValidation.Given],
        identity: Set<String>
    ) {
        self.register = register
        self.fields = fields
        self.identity = identity
    }
}

extension Bookkeeping {
    /// Makes several records, all or none; what is there already is left as it is.
    ///
    /// `more` holds values that are given to every record whose register has such a field; they
    /// do not count when a record is looked for. In the order of `entries`. Throws like `record`.
    package func record(
        together entries: [RecordingEntry],
        more: [RecordValidation.Given] = [],
        actor: ActingPerson = .nodeOperator
    ) throws -> [RecordedTogether] {
        try store.write { session in
            let desk = try Desk(session)
            return try entries.map { entry in
                let definition = try desk.writableDefinition(entry.register, actor)
                try Permission.check(actor, .record(definition))
                let own = try desk.check(entry.fields, for: .change, in: definition)
                if let held = try desk.held(own, entry.identity, definition) { return held }
                let added = more.filter { definition.fieldID(named: $0.field) != nil }
                let given = try desk.check(entry.fields + added, for: .record, in: definition)
                return .made(try desk.create(given, definition, entry: .live, actor: actor))
            }
        }
    }
}

extension Desk {
    /// The record that is there for what is given, if one is.
    fileprivate func held(
        _ given: GivenFields,
        _ identity: Set<String>,
        _ definition: RegisterDefinition
    ) throws -> RecordedTogether? {
        let values = given.values.compactMapValues { $0 }
        guard definition.key.isEmpty else { return try keyed(values, definition) }
        let wanted = values.filter { identity.contains($0.key) }.sorted { $0.key < $1.key }
            .map { (field: $0.key, value: $0.value) }
        var found: RecordedTogether?
        try session.forEachRecord(of: definition.id, where: wanted) { record in
            found = .held(record.id, differing: differing(record, values, definition))
            return false
        }
        return found
    }

    private func differing(
        _ record: StoredRecord,
        _ values: [String: FieldValue],
        _ definition: RegisterDefinition
    ) -> [String] {
        values.keys.sorted().filter { record.state[$0]?.value != values[$0] }
            .map(definition.label(of:))
    }

    private func keyed(
        _ values: [String: FieldValue],
        _ definition: RegisterDefinition
    ) throws -> RecordedTogether? {
        var revision = Revision(new: definition)
        revision.values = values.mapValues { .some($0) }
        let audience = try audienceChoice(revision).audience(
            firstState: definition.workflow?.initial
        )
        guard let id = try keyedID(revision, audience), let record = try held(id) else {
            return nil
        }
        return .held(id, differing: differing(record, values, definition))
    }
}
