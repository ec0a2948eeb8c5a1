internal import Causality
internal import GRDB
internal import Records
internal import SyncWire

/// How much one node below may bring, so that a broken or hostile one cannot fill the disks of all
/// above it (SPEC 9.23, 9.24).
package struct IntakeLimit: Hashable, Sendable {
    /// Events of one author that are taken from below in a day of this node's clock.
    package var eventsPerDayMax: Int
    /// Incarnations of one author that are met for the first time in a month of this node's clock.
    package var incarnationsPerMonthMax: Int

    /// A limit of so many.
    package init(eventsPerDayMax: Int, incarnationsPerMonthMax: Int) {
        self.eventsPerDayMax = eventsPerDayMax
        self.incarnationsPerMonthMax = incarnationsPerMonthMax
    }

    /// Ten busy villages' whole year, and a restored copy every day.
    package static let standard = IntakeLimit(eventsPerDayMax: 50_000, incarnationsPerMonthMax: 40)

    /// What the receiver says when it puts something off.
    package var sentence: String {
        "送来的太多（一台电脑一天最多收 \(eventsPerDayMax) 个事件、一个月最多 \(incarnationsPerMonthMax) 个写入编号），"
            + "多出的以后自动再收；那里没有在导入旧资料的，请去看看那台电脑。"
    }
}

extension StoreSession {
    /// What is known of an author's share of today and this month.
    private struct Share {
        let day: Int64
        let month: Int64
        let events: Int
    }

    /// Counts new events of a segment that came from below.
    ///
    /// Returns false, and counts nothing, where a limit is reached: the segment is to come again
    /// later.
    func takesIn(
        _ description: StreamDescription,
        newEventCount: Int,
        within limit: IntakeLimit
    ) throws -> Bool {
        let author = description.node
        guard newEventCount > 0, author != identity.node else { return true }
        let today = CivilDateTime(secondsSince1970: identity.now())?.date ?? .earliest
        let share = Share(
            day: Int64(today.daysSince1970),
            month: Int64(today.year * 12 + today.month),
            events: newEventCount
        )
        let taken = try Int.fetchOne(
            try db.cachedStatement(sql: "SELECT events FROM intake WHERE node = ? AND day = ?"),
            arguments: [author.data, share.day]
        )
        guard (taken ?? 0) + newEventCount <= limit.eventsPerDayMax,
            try meets(description, share, limit)
        else { return false }
        if taken == nil {
            try db.execute(sql: "DELETE FROM intake WHERE day < ?", arguments: [share.day - 1])
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO intake(node, day, events) VALUES (?, ?, ?)
                ON CONFLICT(node, day) DO UPDATE SET events = events + excluded.events
                """
        ).execute(arguments: [author.data, share.day, share.events])
        return true
    }

    /// Whether an incarnation is known, or may be met.
    private func meets(
        _ description: StreamDescription,
        _ share: Share,
        _ limit: IntakeLimit
    ) throws -> Bool {
        let node = description.node.data
        let incarnation = Int64(bitPattern: description.incarnation)
        let known = try Int64.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT 1 FROM stream WHERE node = ? AND incarnation = ? AND sequence > 0
                    """
            ),
            arguments: [node, incarnation]
        )
        guard known == nil else { return true }
        let met = try Int.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT COUNT(*) FROM metIncarnation
                    WHERE node = ?1 AND month = ?2 AND incarnation <> ?3
                    """
            ),
            arguments: [node, share.month, incarnation]
        )
        guard met ?? 0 < limit.incarnationsPerMonthMax else { return false }
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO metIncarnation(node, incarnation, month) VALUES (?, ?, ?)"
        ).execute(arguments: [node, incarnation, share.month])
        return true
    }
}
