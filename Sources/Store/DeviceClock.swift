internal import Causality
internal import GRDB
internal import Records

/// A bulletin of the root: what it proves of the clock that an author had.
struct HeldBulletin {
    /// The event that wrote it.
    let dot: Dot
    /// The root's clock then, seconds since 1970 UTC.
    let time: Int64
}

/// What bulletins and the parent's answers say of this device's clock.
extension StoreSession {
    /// Clocks of two devices in one room differ by minutes.
    static let clockToleranceSeconds: Int64 = 600
    /// A node that was away for longer than this cannot tell whether its clock ran ahead.
    private static let silenceSecondsMax: Int64 = 400 * 86_400

    /// What speaks against the device's clock; nil if nothing does.
    package func clockDoubt() throws -> ClockDoubt? {
        guard try isFounded() else { return nil }
        let clock = identity.now()
        let bulletin = try newestBulletin()?.time
        if let bulletin, clock < bulletin - StoreSession.clockToleranceSeconds {
            return .early(clock: clock, bulletin: bulletin)
        }
        let known = [bulletin, try parentTime()].compactMap(\.self).max()
        if let known, clock > known + StoreSession.silenceSecondsMax {
            return .late(clock: clock, known: known)
        }
        return nil
    }

    /// What is said of the device's clock wherever people look, in one sentence; nil if nothing
    /// speaks against it.
    package func clockWarning() throws -> String? {
        if let doubt = try clockDoubt() {
            let hint = "钟看过是对的，请运行 clock confirm，才再写公告。"
            return try rootKey() == identity.node ? doubt.sentence + hint : doubt.sentence
        }
        return try parentClockOffset().flatMap(ClockOffset.sentence(parent:))
    }

    /// The parent's clock minus this device's at the last exchange, in seconds; nil before one.
    package func parentClockOffset() throws -> Int64? {
        guard let text = try meta(.parentKey), let bytes = Base32.decode(text) else { return nil }
        return try Int64.fetchOne(
            db,
            sql: "SELECT clockOffset FROM link WHERE node = ? AND incarnation = 0",
            arguments: [Data(bytes)]
        )
    }

    /// Keeps what the clock at the other end of a link was, minus this device's, in seconds.
    package func noteClock(_ offset: Int64, of link: LinkNumber) throws {
        try db.execute(
            sql: "UPDATE link SET clockOffset = ? WHERE id = ?",
            arguments: [offset, link.rawValue]
        )
    }

    /// The clock at the other end of a link minus this device's, in seconds; nil while unknown.
    package func clockOffset(of link: LinkNumber) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT clockOffset FROM link WHERE id = ?"),
            arguments: [link.rawValue]
        )
    }

    /// The parent's clock at the last exchange: both numbers were taken at one moment.
    private func parentTime() throws -> Int64? {
        guard let offset = try parentClockOffset(), let last = try metaNumber(.lastSync) else {
            return nil
        }
        let (time, overflow) = last.addingReportingOverflow(offset)
        return overflow ? nil : time
    }

    /// The bulletin that the root wrote last, as far as it is here.
    ///
    /// By its place in the root's stream, never by its time: a root that set its clock right says
    /// so by its next bulletin.
    func newestBulletin() throws -> HeldBulletin? {
        if let knownBulletin { return knownBulletin.bulletin }
        let found = try readNewestBulletin()
        knownBulletin = KnownBulletin(bulletin: found)
        return found
    }

    private func readNewestBulletin() throws -> HeldBulletin? {
        guard shelf.current(StoreSession.bulletinRegister) != nil,
            let table = try madeTable(StoreSession.bulletinRegister)
        else { return nil }
        for number in try rootStreams() {
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT id, f_at FROM "\(table.name)" WHERE id BETWEEN ? AND ?
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [
                    try LocalNumber(stream: number, sequence: 0).rawValue,
                    try LocalNumber(stream: number + 1, sequence: 0).rawValue - 1,
                ]
            )
            guard let row, let text = row[1] as String?, let time = CivilDateTime(text: text) else {
                continue
            }
            let sequence = LocalNumber(rawValue: row[0]).sequence
            return HeldBulletin(
                dot: Dot(stream: try stream(number).name, sequence: sequence),
                time: time.secondsSince1970
            )
        }
        return nil
    }

    /// The root's streams for all below it, the one that grew last first.
    func rootStreams() throws -> [Int64] {
        let root = try rootKey()
        guard let audience = try knownAudience(Audience(.under, try rootPlace())) else { return [] }
        return try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM stream WHERE node = ? AND audience = ? AND sequence > 0
                ORDER BY changed DESC, id DESC
                """,
            arguments: [root.data, audience]
        )
    }
}

/// What a transaction has found out about the newest bulletin.
struct KnownBulletin {
    let bulletin: HeldBulletin?
}
