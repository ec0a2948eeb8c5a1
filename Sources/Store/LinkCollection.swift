package import Causality
internal import GRDB
package import Records

/// What to collect for the other end of a link.
package struct LinkCollection: Hashable, Sendable {
    /// The places that the other end serves.
    package var places: Set<RecordID>
    /// What it holds beyond what is agreed.
    package var beyond: [StreamID: UInt64]
    /// Streams of which it is to get nothing.
    package var excluding: Set<StreamID>
    /// Streams of which it has shown less than before: what it once put off it lacks now.
    package var lessened: Set<StreamID>
    /// About how many bytes of events; one segment at least is given if anything is lacking.
    package var byteCountMax: Int
    /// The most events, segments and signed heads.
    package var eventCountMax: Int
    /// The most segments.
    package var segmentCountMax: Int

    /// Says what to collect.
    package init(
        places: Set<RecordID>,
        beyond: [StreamID: UInt64] = [:],
        excluding: Set<StreamID> = [],
        lessened: Set<StreamID> = [],
        byteCountMax: Int,
        eventCountMax: Int,
        segmentCountMax: Int
    ) {
        self.places = places
        self.beyond = beyond
        self.excluding = excluding
        self.lessened = lessened
        self.byteCountMax = byteCountMax
        self.eventCountMax = eventCountMax
        self.segmentCountMax = segmentCountMax
    }
}

/// What was collected.
package struct LinkCollected: Hashable, Sendable {
    /// Contiguous segments, what comes down first, then by stream, each ending at a signed head.
    package var segments: [StreamSegment] = []
    /// Certificates of authors that the other end cannot know by its own streams: of a place that
    /// another one was merged into, for instance.
    package var certificates: [NodeCertificate] = []
    /// Whether nothing had to be left for the next message.
    package var isComplete = true
    /// The most certificates; what they do not cover is refused for now, and its turn comes later.
    static let certificateCountMax = 64
    /// How many streams were looked at: many mean that `settle` is worth a transaction.
    package var scannedCount = 0
}

extension StoreSession {
    /// How many streams may be looked at in vain before `settle` is worth its transaction.
    package static let scannedCountMax = 32

    /// What the other end of a link lacks beyond what is agreed.
    ///
    /// Looks only at streams that changed since the link was settled, so that "nothing new" costs
    /// the same whatever is held.
    package func collect(_ wanted: LinkCollection, for link: LinkNumber) throws -> LinkCollected {
        var collected = LinkCollected()
        var budget = CollectionBudget(wanted)
        let withheld = try withheld(for: link)
        for lag in try lags(of: link, places: wanted.places, &collected.scannedCount) {
            let row = try stream(lag.stream)
            guard let description = row.description, !wanted.excluding.contains(row.name),
                !withheld.contains(lag.stream) || wanted.lessened.contains(row.name)
            else { continue }
            let held = max(lag.agreed, wanted.beyond[row.name] ?? 0)
            // Beyond its withdrawal nobody takes anything of a key.
            if let limit = try limit(of: row.name, description), held >= limit { continue }
            let end = try signedEnd(of: row)
            guard held < end else { continue }
            guard !budget.isSpent else {
                collected.isComplete = false
                break
            }
            let segment = try segment(of: row, description, after: held, &budget)
            guard let segment else {
                collected.isComplete = false
                break
            }
            collected.segments.append(segment)
            if segment.events.last?.dot.sequence ?? 0 < end {
                collected.isComplete = false
                break
            }
        }
        let authors = Set(collected.segments.map(\.description.node))
        collected.certificates = try certificates(of: authors, unknownAt: wanted.places)
        return collected
    }

    /// The certificates of authors, and of their issuers, whose records the nodes of these places
    /// do not hold.
    private func certificates(
        of authors: Set<NodeKey>,
        unknownAt places: Set<RecordID>
    ) throws -> [NodeCertificate] {
        let root = try rootKey()
        var open = authors.subtracting([root, identity.node]).sorted()
        var seen = Set(open)
        var found: [NodeCertificate] = []
        while let author = open.popLast() {
            for certificate in try certificates(of: author) where certificate.issuer != root {
                let audience = Audience(.at, certificate.place)
                guard try !places.contains(where: { try isHolder($0, of: audience) }) else {
                    continue
                }
                found.append(certificate)
                if seen.insert(certificate.issuer).inserted { open.append(certificate.issuer) }
            }
        }
        return Array(found.prefix(LinkCollected.certificateCountMax))
    }

    /// The longest run of a stream that the budget allows; nil if not even the shortest fits.
    private func segment(
        of row: StreamRow,
        _ description: StreamDescription,
        after held: UInt64,
        _ budget: inout CollectionBudget
    ) throws -> StreamSegment? {
        let heads = try heads(stream: row.id, after: held)
        let start = try byteCount(stream: row.id, at: held)
        let count = budget.fittingHeadCount(heads, after: held, start)
        guard count > 0 else { return nil }
        let last = heads[count - 1]
        let events = try events(stream: row.id, from: held + 1, through: last.sequence)
        budget.take(eventCount: events.count, byteCount: last.byteCount - start)
        return StreamSegment(
            description: description,
            events: events,
            heads: heads.prefix(count).map {
                SignedHead(sequence: $0.sequence, signature: $0.signature)
            }
        )
    }

    private func byteCount(stream number: Int64, at sequence: UInt64) throws -> Int64 {
        guard sequence > 0 else { return 0 }
        return try head(stream: number, notAfter: sequence)?.byteCount ?? 0
    }

    private struct Lag {
        let stream: Int64
        let agreed: UInt64
        let changed: Int64
    }

    /// The link's streams that have grown beyond what is agreed.
    ///
    /// What the other end is to hold decides: this node may have given the place away, and still
    /// has events of that time which nobody else holds.
    private func lags(
        of link: LinkNumber,
        places: Set<RecordID>,
        _ scannedCount: inout Int
    ) throws -> [Lag] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT stream.id, stream.sequence, stream.changed,
                IFNULL(linkPosition.agreed, 0) AS agreed
                FROM json_each(?3) AS shared
                CROSS JOIN audience ON audience.id = shared.value AND audience.changed > ?2
                CROSS JOIN stream ON stream.audience = audience.id
                LEFT JOIN linkPosition
                ON linkPosition.link = ?1 AND linkPosition.stream = stream.id
                WHERE stream.changed > ?2 AND stream.sequence > 0
                ORDER BY audience.kind <> 1, stream.id
                """
        )
        let settled = try settledCommit(of: link)
        let shared = try sharedAudienceNumbers(with: places)
        let list = "[\(shared.map(String.init).joined(separator: ","))]"
        var lags: [Lag] = []
        for row in try Row.fetchAll(statement, arguments: [link.rawValue, settled, list]) {
            scannedCount += 1
            let agreed: Int64 = row["agreed"]
            guard row["sequence"] as Int64 > agreed else { continue }
            lags.append(Lag(stream: row["id"], agreed: UInt64(agreed), changed: row["changed"]))
        }
        return lags
    }

    // MARK: - What need not be looked at again

    /// Up to which commit no stream of the link is behind; 0 when places or certificates came
    /// since, because then streams may be the link's that were not.
    private func settledCommit(of link: LinkNumber) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: "SELECT settledCommit, settledTrust FROM link WHERE id = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [link.rawValue]),
            row["settledTrust"] as Int64 == (try trustCount())
        else { return 0 }
        return row["settledCommit"]
    }

    /// Notes up to which commit nothing of the link is behind.
    ///
    /// In a transaction of its own, since streams that the same one changed are not counted yet.
    package func settle(_ link: LinkNumber, places: Set<RecordID>) throws {
        var scannedCount = 0
        let lags = try lags(of: link, places: places, &scannedCount)
        let commit = try lags.map(\.changed).min().map { $0 - 1 } ?? lastCommit()
        try db.cachedStatement(
            sql: "UPDATE link SET settledCommit = ?, settledTrust = ? WHERE id = ?"
        ).execute(arguments: [commit, try trustCount(), link.rawValue]
        )
    }

    // MARK: - What the other end does not take

    /// Sends nothing of some streams to a link until a time, seconds since 1970 UTC.
    package func withhold(_ names: [StreamID], from link: LinkNumber, until: Int64) throws {
        for name in names {
            guard let number = try knownStream(name) else { continue }
            try db.cachedStatement(
                sql: """
                    INSERT INTO linkWithheld(link, stream, until) VALUES (?, ?, ?)
                    ON CONFLICT(link, stream) DO UPDATE SET until = excluded.until
                    """
            ).execute(arguments: [link.rawValue, number, until]
            )
        }
    }

    /// How many events a node does not take that it might hold: those of streams which are withheld
    /// from it, after it refused them for good or put them off till the next day.
    ///
    /// Not what a key wrote beyond its withdrawal: that counts nowhere.
    package func refusedEventCount(by node: NodeKey) throws -> Int {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT linkWithheld.stream, IFNULL(linkPosition.agreed, 0) FROM link
                    JOIN linkWithheld ON linkWithheld.link = link.id
                    LEFT JOIN linkPosition ON linkPosition.link = link.id
                    AND linkPosition.stream = linkWithheld.stream
                    WHERE link.id =
                        (SELECT id FROM link WHERE node = ? ORDER BY lastContact DESC LIMIT 1)
                    AND linkWithheld.until > ? AND linkWithheld.until <= ?
                    """
            ),
            arguments: [
                node.data, identity.now(), identity.now() + LinkNumber.withheldSecondsMax,
            ]
        )
        var sum = 0
        for row in rows {
            let held = try stream(row[0])
            let counted = try held.description.flatMap { try limit(of: held.name, $0) }
            let end = min(held.sequence, counted ?? held.sequence)
            sum += max(0, Int(end) - Int(row[1] as Int64))
        }
        return sum
    }

    private func withheld(for link: LinkNumber) throws -> Set<Int64> {
        let statement = try db.cachedStatement(
            sql: "SELECT stream FROM linkWithheld WHERE link = ? AND until > ? AND until <= ?"
        )
        let now = identity.now()
        let arguments: StatementArguments = [
            link.rawValue, now, now + LinkNumber.withheldSecondsMax,
        ]
        return Set(try Int64.fetchAll(statement, arguments: arguments))
    }
}

/// What a message may still carry.
private struct CollectionBudget {
    private var byteCount: Int64
    private var eventCount: Int
    private var segmentCount: Int
    private var isUntouched = true
    /// What an event costs besides its payloads.
    private static let eventOverhead: Int64 = 24

    init(_ wanted: LinkCollection) {
        byteCount = Int64(wanted.byteCountMax)
        eventCount = wanted.eventCountMax
        segmentCount = wanted.segmentCountMax
    }

    var isSpent: Bool { byteCount <= 0 || eventCount <= 0 || segmentCount <= 0 }

    /// How many of the heads lie within the budget; the first always does in an empty message.
    func fittingHeadCount(_ heads: [HeadRow], after held: UInt64, _ start: Int64) -> Int {
        var count = 0
        for head in heads {
            let events = Int(head.sequence - held)
            let bytes = head.byteCount - start + Int64(events) * CollectionBudget.eventOverhead
            guard bytes <= byteCount, events <= eventCount else { break }
            count += 1
        }
        return count == 0 && isUntouched ? 1 : count
    }

    mutating func take(eventCount events: Int, byteCount bytes: Int64) {
        isUntouched = false
        byteCount -= bytes + Int64(events) * CollectionBudget.eventOverhead
        eventCount -= events
        segmentCount -= 1
    }
}
