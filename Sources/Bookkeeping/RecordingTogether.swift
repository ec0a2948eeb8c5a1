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
    let origins: Set<String>
    let takenBack: Set<String>

    /// Describes a record; `identity` names the fields by which it is known again where the
    /// register has no key, `origins` those that may say something else without being wrong.
    ///
    /// A record in one of the states of `takenBack` is no match where its origins are others.
    package init(
        register: String,
        fields: [RecordValidation.Given],
        identity: Set<String>,
        origins: Set<String> = [],
        takenBack: Set<String> = []
    ) {
        self.register = register
        self.fields = fields
        self.identity = identity
        self.origins = origins
        self.takenBack = takenBack
    }
}

extension Bookkeeping {
    /// Makes several records, all or none; what is there already is left as it is.
    ///
    /// `more` holds values that are given to every record whose register has such a field, where
    /// the entry itself says nothing; they do not count when a record is looked for. In the order
    /// of `entries`. Throws like `record`.
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
                let match = try desk.held(own, entry, definition)
                if let match, match.counts {
                    return .held(match.record.id, differing: match.differing)
                }
                let added = more.filter { value in
                    let field = definition.fieldID(named: value.field)
                    return field.map { !own.values.keys.contains($0) } ?? false
                }
                let given = try desk.check(entry.fields + added, for: .record, in: definition)
                return .made(try desk.create(given, definition, entry: .live, actor: actor))
            }
        }
    }

    /// For each the record that is there already, with its state, one that was taken back only
    /// where there is no other; nil where there is none.
    package func held(
        _ entries: [RecordingEntry]
    ) throws -> [(id: RecordID, state: String?)?] {
        try store.read { session in
            let desk = try Desk(session)
            return try entries.map { entry in
                let definition = try session.definition(entry.register)
                let own = try desk.check(entry.fields, for: .change, in: definition)
                return try desk.held(own, entry, definition).map { match in
                    (match.record.id, match.record.stateName)
                }
            }
        }
    }
}

/// A record that is there for what is given.
private struct HeldMatch {
    let record: StoredRecord
    /// The labels of the fields that say something else.
    let differing: [String]
    /// Whether nothing else has to be made: it was not taken back, or what is given now is what was
    /// taken back.
    let counts: Bool
}

extension StoredRecord {
    /// The state by name; nil where it has none, or several.
    fileprivate var stateName: String? {
        guard case .text(let name)? = state[RegisterDefinition.stateField]?.value else {
            return nil
        }
        return name
    }
}

extension Desk {
    /// The record that is there for what is given, if one is: one that was not taken back before
    /// one that was, and one of the same origin before the newest of another.
    fileprivate func held(
        _ given: GivenFields,
        _ entry: RecordingEntry,
        _ definition: RegisterDefinition
    ) throws -> HeldMatch? {
        let values = given.values.compactMapValues { $0 }
        let compared = values.filter { !entry.origins.contains($0.key) }
        func labels(_ record: StoredRecord) -> [String] {
            compared.keys.sorted().filter { record.state[$0]?.value != values[$0] }
                .map(definition.label(of:))
        }
        guard definition.key.isEmpty else {
            return try keyed(values, definition).map {
                HeldMatch(record: $0, differing: labels($0), counts: true)
            }
        }
        let wanted = values.filter { entry.identity.contains($0.key) }
            .sorted { $0.key < $1.key }
            .map { (field: $0.key, value: $0.value) }
        let origin = values.filter { entry.origins.contains($0.key) }
        var found: StoredRecord?
        var same: StoredRecord?
        var other: StoredRecord?
        try session.forEachRecord(of: definition.id, where: wanted) { record in
            let isTakenBack = record.stateName.map(entry.takenBack.contains) ?? false
            if !isTakenBack {
                found = record
            } else if !origin.isEmpty, origin.allSatisfy({ record.state[$0]?.value == $1 }) {
                same = record
            } else {
                other = record
            }
            return found == nil
        }
        return (found ?? same ?? other).map {
            HeldMatch(record: $0, differing: labels($0), counts: found != nil || same != nil)
        }
    }

    private func keyed(
        _ values: [String: FieldValue],
        _ definition: RegisterDefinition
    ) throws -> StoredRecord? {
        var revision = Revision(new: definition)
        revision.values = values.mapValues { .some($0) }
        let audience = try audienceChoice(revision).audience(
            firstState: definition.workflow?.initial
        )
        return try keyedID(revision, audience).flatMap(held)
    }
}
