package import Causality
internal import GRDB
package import Records

/// An event that is kept and relayed but not folded.
package struct AsideEvent: Sendable {
    /// The event.
    package let event: Event
    /// Whether it breaks its definition; else it waits for what has not arrived.
    package let isQuarantined: Bool
    /// Why, as one Chinese sentence.
    package let reason: String
}

extension StoreSession {
    /// All events that are kept aside, by stream and sequence.
    package func asideEvents() throws -> [AsideEvent] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT event, class, reason FROM aside ORDER BY event")
        )
        return try rows.map { row in
            let number = LocalNumber(rawValue: row["event"])
            guard let event = try event(at: number) else {
                throw StoreError.damaged("事件 \(number.rawValue)")
            }
            return AsideEvent(
                event: event,
                isQuarantined: row["class"] == AsideClass.quarantined.rawValue,
                reason: row["reason"]
            )
        }
    }

    /// Judges an event that is kept aside once more, by what is here now.
    ///
    /// Returns why it stays, or nil if it was folded: whether an event may be folded is for its
    /// definition to say, on every node alike, never for a person on one of them.
    package func releaseAside(_ dot: Dot) throws -> String? {
        guard let number = try knownNumber(of: .dot(dot)), let event = try event(at: number),
            try asideReason(dot) != nil
        else { throw StoreError.unknownRecord(RecordID.dot(dot).text) }
        try db.cachedStatement(sql: "DELETE FROM aside WHERE event = ?")
            .execute(arguments: [number.rawValue])
        try foldOrSetAside(event, stream: number.stream)
        _ = try commit()
        return try asideReason(dot)
    }
}
