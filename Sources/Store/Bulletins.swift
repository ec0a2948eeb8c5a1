package import Causality
internal import GRDB
internal import Merge
internal import Records

/// The root's daily statement of what it holds: the end-to-end receipt of every node below.
///
/// A bulletin names only the streams that grew since the last one; together they say all.
extension StoreSession {
    static let bulletinRegister = "bulletin"
    /// Streams that one bulletin names: about 30 bytes each, well below an event's bound.
    private static let streamCountMax = 1_000
    /// A bulletin without news is written once a day, as a sign that what comes down is fresh.
    private static let quietSeconds: Int64 = 24 * 3_600

    /// Whether this node is the first of the root's place: it dials nobody and writes the bulletin.
    ///
    /// The root's own node, or a standby that took its place.
    package func leads() throws -> Bool {
        try ownPlace() == rootPlace() && parentNode() == nil
    }

    /// Makes this node the first of the root's place: it no longer dials the one that was.
    ///
    /// Its first bulletin names everything that it holds. Throws `noAuthority` elsewhere.
    package func takeLead() throws {
        guard try ownPlace() == rootPlace() else { throw StoreError.noAuthority(nil) }
        guard try !leads() else { return }
        for key in [MetaKey.parentKey, .parentURL, .lastError] { try setMeta(key, "") }
        try setMeta(.lastBulletinCommit, "0")
        try setMeta(.leadSince, String(identity.now()))
    }

    /// Writes the bulletin at the root if anything grew since the last one, or a day has gone by.
    ///
    /// Returns whether one was written; elsewhere nothing happens, nor while the clock is in doubt:
    /// a bulletin binds the time of everybody else. With `confirmed` a person has looked at the
    /// clock and says that it is right.
    @discardableResult
    package func writeBulletin(confirmed: Bool = false) throws -> Bool {
        guard try leads(), try confirmed || clockDoubt() == nil else { return false }
        let last = try metaNumber(.lastBulletinCommit) ?? 0
        let lastTime = try metaNumber(.lastBulletinAt) ?? 0
        let grown = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM stream WHERE changed > ? AND sequence > 0 AND node <> ?
                    ORDER BY id
                    """
            ),
            arguments: [last, identity.node.data]
        )
        let now = identity.now()
        guard
            confirmed || !grown.isEmpty || now - lastTime >= StoreSession.quietSeconds
                || now < lastTime
        else { return false }
        for start in stride(from: 0, to: max(1, grown.count), by: StoreSession.streamCountMax) {
            let end = min(grown.count, start + StoreSession.streamCountMax)
            try appendBulletin(of: Array(grown[start..<end]), at: now)
        }
        try setMeta(.lastBulletinCommit, String(try commit()))
        try setMeta(.lastBulletinAt, String(now))
        return true
    }

    private func appendBulletin(of numbers: [Int64], at now: Int64) throws {
        var writer = ByteWriter()
        for number in numbers {
            let row = try stream(number)
            writer.stream(row.name)
            writer.varint(row.sequence)
        }
        let root = try rootPlace()
        let time = CivilDateTime(secondsSince1970: now)?.text ?? ""
        let text = Base32.encode(writer.bytes)
        try append(
            Draft(
                register: StoreSession.bulletinRegister,
                audience: Audience(.under, root),
                record: nil,
                type: .create,
                actor: "",
                entry: .live
            ) { _ in
                let writes = [
                    CellWrite(.field("at"), .text(time)),
                    CellWrite(.field("positions"), .text(text)),
                ]
                return (EventPayload(writes: writes), [])
            }
        )
    }

    /// What the root has said that it holds, over all bulletins that have arrived.
    package func bulletinPositions() throws -> VersionVector {
        var held = VersionVector()
        try forEachRecord(of: StoreSession.bulletinRegister) { record in
            guard case .text(let text)? = record.state["positions"]?.value else { return true }
            for dot in StoreSession.positions(listedIn: text) {
                held.advance(dot.stream, to: dot.sequence)
            }
            return true
        }
        return held
    }

    /// What the list of a bulletin says: for each stream its last event.
    ///
    /// Whoever signs for the root's place may have written anything there: a list of which any part
    /// is none says nothing.
    static func positions(listedIn text: String) -> [Dot] {
        guard let bytes = Base32.decode(text) else { return [] }
        var reader = ByteReader(bytes)
        var dots: [Dot] = []
        while reader.remaining > 0 {
            guard let stream = try? reader.stream(), let sequence = try? reader.varint(),
                sequence > 0, sequence >> UInt64(LocalNumber.sequenceBitCount) == 0
            else { return [] }
            dots.append(Dot(stream: stream, sequence: sequence))
        }
        return dots
    }

    /// Events that nodes of this place and of those below it wrote, that the root may hold, and
    /// that no bulletin names yet; 0 at the root itself.
    package func pendingToRoot() throws -> Int64 {
        guard try !leads() else { return 0 }
        let held = try bulletinPositions()
        let shared = try sharedAudienceNumbers(with: [rootPlace()])
        let numbers = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT stream.id FROM json_each(?) AS shared
                    JOIN audience ON audience.id = shared.value AND audience.kind = 0
                    JOIN stream ON stream.audience = audience.id
                    """
            ),
            arguments: ["[\(shared.map(String.init).joined(separator: ","))]"]
        )
        var isOwn: [NodeKey: Bool] = [:]
        var sum: Int64 = 0
        for number in numbers {
            let row = try stream(number)
            guard let description = row.description, row.sequence > held[row.name] else { continue }
            let counts = try isOwn[description.node] ?? isFromHere(description.node)
            isOwn[description.node] = counts
            guard counts else { continue }
            // What a key wrote beyond its withdrawal no bulletin will ever name.
            let end = try min(row.sequence, limit(of: row.name, description) ?? row.sequence)
            sum += Int64(end - min(end, held[row.name]))
        }
        return sum
    }

    /// Whether a node serves this node's place or one below it.
    private func isFromHere(_ node: NodeKey) throws -> Bool {
        try node == identity.node || places(of: node).contains { try isOwnOrBelow($0) }
    }

    /// Events that nodes of a place named in closing marks and that have not arrived here.
    package func eventsBehindMarks(of place: RecordID) throws -> Int64 {
        guard let audience = try knownAudience(Audience(.at, place)) else { return 0 }
        var named = VersionVector()
        try forEachRecord(of: "period-closing") { record in
            guard try knownAudience(record.audience) == audience else { return true }
            for row in record.state.rows(of: "positions") {
                guard case .text(let text)? = row.items["stream"]?.value,
                    case .integer(let sequence)? = row.items["sequence"]?.value,
                    let bytes = Base32.decode(text), let stream = StreamID(bytes: bytes)
                else { continue }
                named.advance(stream, to: UInt64(max(0, sequence)))
            }
            return true
        }
        return try named.entries.reduce(0) { sum, entry in
            let held = try position(of: entry.stream)?.sequence ?? 0
            let behind = entry.sequence > held ? Int64(clamping: entry.sequence - held) : 0
            // Whoever writes a mark may name what nobody could have written.
            let (all, isTooMany) = sum.addingReportingOverflow(behind)
            return isTooMany ? .max : all
        }
    }
}
