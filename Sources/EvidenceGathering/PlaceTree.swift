internal import Causality
internal import Records
internal import Store

/// The places that this node knows, by the present fold of `region`, and how they hung together at
/// the end of a period.
struct PlaceTree {
    /// One place; nil where a field is empty or in conflict.
    struct Place {
        let id: RecordID
        let code: String?
        let name: String?
        let level: PlaceLevel?
        let parent: RecordID?
        let successor: RecordID?
        let from: CivilDate?
        let to: CivilDate?

        /// Whether it exists on any day of the period; an open end counts as existing.
        func isInForce(in period: Period) -> Bool {
            (from.map { $0 <= period.last } ?? true) && (to.map { $0 >= period.first } ?? true)
        }
    }

    let own: RecordID
    private let places: [RecordID: Place]

    private static let fields = [
        "code", "name", "level", "parent", "successor", "from", "to",
    ]

    init(_ session: StoreSession, in period: Period) throws {
        own = try session.ownPlace()
        var found: [RecordID: Place] = [:]
        let rows = try session.projectedRows(of: SystemRegister.region, fields: PlaceTree.fields)
        let parents = rows.compactMap { row in row.values[3]?.record.map { (row.record, $0) } }
        let above = try DatedReferences(
            "parent",
            of: Dictionary(uniqueKeysWithValues: parents),
            session
        )
        for (record, values) in rows {
            found[record] = Place(
                id: record,
                code: values[0]?.text,
                name: values[1]?.text,
                level: values[2]?.text.flatMap(PlaceLevel.init),
                parent: above[record, period.last],
                successor: values[4]?.record,
                from: CivilDate(of: values[5]),
                to: CivilDate(of: values[6])
            )
        }
        places = found
    }

    subscript(id: RecordID) -> Place? { places[id] }

    /// The name that sentences call a place by.
    func name(of id: RecordID) -> String { places[id].flatMap { $0.name ?? $0.code } ?? id.text }

    /// The places below the node's own, without it, that exist in the period; by code.
    func below(in period: Period) -> [Place] {
        places.values
            .filter { $0.id != own && $0.isInForce(in: period) && line(from: $0.id).contains(own) }
            .sorted { ($0.code ?? "", $0.id) < ($1.code ?? "", $1.id) }
    }

    /// A place and those above it, from below; ends where a place is met again.
    func line(from place: RecordID) -> [RecordID] {
        var line: [RecordID] = []
        var next: RecordID? = place
        while let id = next, !line.contains(id) {
            line.append(id)
            next = places[id]?.parent
        }
        return line
    }

    /// Who carries on a place's work in a period: the place itself, or where it has ceased, the
    /// place that it was merged into.
    func heir(of place: RecordID, in period: Period) -> RecordID {
        var passed: [RecordID] = []
        var next = place
        while let known = places[next], !known.isInForce(in: period),
            let successor = known.successor, !passed.contains(successor)
        {
            passed.append(next)
            next = successor
        }
        return next
    }
}

extension FieldValue {
    /// The text, nil for any other kind of value.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The record referred to, nil for any other kind of value.
    var record: RecordID? {
        if case .reference(let record) = self { record } else { nil }
    }
}
