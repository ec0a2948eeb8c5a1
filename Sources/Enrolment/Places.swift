package import Causality
internal import Merge
package import Records
package import Store

/// A place as its `region` record has it.
package struct Place: Hashable, Sendable {
    /// The place's id.
    package let id: RecordID
    /// Its present code, 12 digits.
    package let code: String
    /// Its present name.
    package let name: String
    /// Its level.
    package let level: PlaceLevel
    /// The place above it, nil at the root.
    package let parent: RecordID?
    /// The first day on which it exists.
    package let from: CivilDate?
    /// The last day on which it exists, nil while it does.
    package let to: CivilDate?
}

extension StoreSession {
    /// All places that this node knows, by code.
    package func places() throws -> [Place] {
        try records(of: SystemRegister.region).compactMap(Place.init).sorted {
            ($0.code, $0.id) < ($1.code, $1.id)
        }
    }

    /// A place by its id, nil if its record is not here.
    package func place(_ id: RecordID) throws -> Place? {
        try record(id).flatMap(Place.init)
    }

    /// The place that has a code now; of several the one that exists longest into the future.
    package func place(code: String, on day: CivilDate) throws -> Place? {
        let found = try records(
            of: SystemRegister.region,
            where: [("code", .text(code))]
        ).compactMap(Place.init)
        return found.first { $0.isInForce(on: day) } ?? found.last
    }

    /// The place that this node serves; nil while its record has not arrived.
    package func servedPlace() throws -> Place? { try place(try ownPlace()) }
}

extension Place {
    /// Reads a `region` record; nil while a needed field is missing or in conflict.
    package init?(_ record: StoredRecord) {
        guard case .text(let code)? = record.state["code"]?.value,
            case .text(let name)? = record.state["name"]?.value,
            case .text(let levelText)? = record.state["level"]?.value,
            let level = PlaceLevel(rawValue: levelText)
        else { return nil }
        var parent: RecordID?
        if case .reference(let id)? = record.state["parent"]?.value { parent = id }
        self.init(
            id: record.id,
            code: code,
            name: name,
            level: level,
            parent: parent,
            from: record.state["from"]?.value.date,
            to: record.state["to"]?.value.date
        )
    }

    /// Whether the place exists on a day.
    package func isInForce(on day: CivilDate) -> Bool {
        (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
    }
}

extension FieldValue? {
    fileprivate var date: CivilDate? {
        guard case .text(let text)? = self else { return nil }
        return CivilDate(text: text)
    }
}
