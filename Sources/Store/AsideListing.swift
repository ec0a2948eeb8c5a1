package import Causality
internal import GRDB
package import Records

/// An event that is kept and relayed but not folded, or that a person has to look at.
package struct AsideEvent: Sendable {
    /// The event.
    package let event: Event
    /// Whether it breaks its definition; else it waits for what has not arrived.
    package let isQuarantined: Bool
    /// Why, as one Chinese sentence.
    package let reason: String
    /// Whether it counts all the same, and its record is only to be looked at.
    package var counts = false
}

extension StoreSession {
    /// All events that are kept aside, by stream and sequence; then those of histories that are not
    /// followed; then own ones that were written about these.
    package func asideEvents() throws -> [AsideEvent] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT event, class, reason FROM aside ORDER BY event")
        )
        let aside = try rows.map { row in
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
        return try aside
            + eventsOfOtherHistories().map {
                AsideEvent(
                    event: $0,
                    isQuarantined: true,
                    reason: StoreSession.otherHistoryReason
                )
            }
            + misdirectedEvents().map { event in
                AsideEvent(
                    event: event,
                    isQuarantined: true,
                    reason: event.type == .erase
                        ? StoreSession.misdirectedErasureReason : StoreSession.misdirectedReason,
                    counts: true
                )
            }
    }

    /// Why an event of a history that is not followed stays where it is.
    private static let otherHistoryReason =
        "同一台电脑用同一写入编号写出了两份，上级收到的是另一份；这一份原样留存，没有采用。"
        + "写入的那台电脑下次同步时会自动重新写一遍；那台电脑已不在的，请照这里的内容重新登记；"
        + "处理过以后用 quarantine release 消掉。"

    /// Why an own event is to be looked at though it counts.
    private static let misdirectedReason =
        "这一笔是照着没有采用的那一份写的，它的编号现在指的是另一件。"
        + "请打开这件核对：不该有的改回来，要办的在村里重新写出的那件上再办；看过以后用 quarantine release 消掉。"

    private static let misdirectedErasureReason =
        "这一笔删除是照着没有采用的那一份办的，它的编号现在指的是另一件，那件的个人信息也删了，找不回来。"
        + "请问明当事人补记；该删的，在村里重新写出的那件上再删；看过以后用 quarantine release 消掉。"

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
