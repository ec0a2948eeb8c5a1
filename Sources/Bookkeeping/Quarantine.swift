package import Causality
package import Documents
internal import Records
internal import Store

/// An event that is kept and passed on but not taken over into its record.
package struct AsideEntry: Hashable, Sendable {
    /// Its id: the event's.
    package let id: String
    /// The event.
    package let dot: Dot
    /// Whether it breaks its definition; else it waits for what has not arrived.
    package let isQuarantined: Bool
    /// The register's id.
    package let register: String
    /// The record that it is about.
    package let record: RecordID
    /// Why, as one sentence.
    package let reason: String
    /// Whether it counts all the same, and its record is only to be looked at.
    package let counts: Bool
    /// Who wrote it.
    package let by: String
    /// The device's clock then, seconds since 1970 UTC.
    package let at: Int64
    /// The place where it was written, by its present code; nil while unknown here.
    package let placeCode: String?
    /// The place's name; nil while unknown here.
    package let placeName: String?

    /// The entry for programs.
    package var json: DocumentValue {
        [
            "id": .text(id),
            "state": .text(counts ? "counts" : isQuarantined ? "quarantined" : "waiting"),
            "register": .text(register), "record": .text(record.text), "reason": .text(reason),
            "by": .person(by), "at": .moment(at), "place": .optional(placeCode),
            "placeName": .optional(placeName),
        ]
    }
}

extension Bookkeeping {
    /// What is kept but not folded, by stream and sequence: in quarantine, or waiting.
    package func quarantine() throws -> [AsideEntry] {
        try store.read { session in
            let desk = try Desk(session)
            return try session.asideEvents().map { aside in
                let place = try desk.place(ofAuthor: aside.event.dot)
                return AsideEntry(
                    id: RecordID.dot(aside.event.dot).text,
                    dot: aside.event.dot,
                    isQuarantined: aside.isQuarantined,
                    register: aside.event.register,
                    record: aside.event.record,
                    reason: aside.reason,
                    counts: aside.counts,
                    by: aside.event.actor,
                    at: aside.event.deviceTime,
                    placeCode: try place.flatMap { try desk.code(of: $0) },
                    placeName: try place.flatMap { try desk.caption(of: $0).name }
                )
            }
        }
    }

    /// What became of an event in quarantine that a person looked at.
    package enum Released: Hashable, Sendable {
        /// It fits now and was taken over.
        case taken
        /// It counted already, or is only kept as proof, and is no more on the list.
        case seen
    }

    /// Judges an event in quarantine once more and takes it over if it fits now; one that was only
    /// to be looked at, or stands in a history that is not followed, is taken off the list.
    ///
    /// A person cannot overrule its definition, or this node would differ from all others; the
    /// reason says why it was looked at. Throws `unknownAside`, `stillAside`, `reasonMissing`.
    @discardableResult
    package func release(
        _ id: String,
        reason: String,
        actor: ActingPerson = .nodeOperator
    ) throws -> Released {
        try Reasons.check(reason)
        return try store.write { session in
            guard case .dot(let dot)? = RecordID(text: id) else {
                throw BookkeepingError.unknownAside(id)
            }
            guard try session.asideReason(dot) != nil else {
                let wasMisdirected = try session.dismissMisdirected(dot)
                let wasOther = try session.dismissOtherHistory(dot)
                guard wasMisdirected || wasOther else {
                    throw BookkeepingError.unknownAside(id)
                }
                return .seen
            }
            if let reason = try session.releaseAside(dot) {
                throw BookkeepingError.stillAside(reason)
            }
            return .taken
        }
    }
}
