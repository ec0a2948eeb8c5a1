package import Causality
internal import GRDB
internal import Hashing
internal import Records

/// An attachment of which parts are lacking, and the first that is.
package struct LackingAttachment: Hashable, Sendable {
    /// The event that added it.
    package let dot: Dot
    /// The number of the first part that is lacking.
    package let part: Int

    /// Names what is lacking.
    package init(dot: Dot, part: Int) {
        self.dot = dot
        self.part = part
    }
}

/// What became of a part that arrived.
package enum PartOutcome: Hashable, Sendable {
    /// It is kept, or was held; the part with this number is lacking now.
    case next(Int)
    /// All parts are here, and they are what the address names.
    case whole
    /// Its event is not here yet.
    case later
    /// The attachment does not stand here, or the sender has nothing to do with it.
    case refused
    /// The part has another size than the event says.
    case wrongSize
    /// With the last part it showed that the content is another one; nothing of it is kept.
    case wrongContent
}

/// What waits to be sent or fetched.
package struct AttachmentCounts: Hashable, Sendable {
    /// Contents here that the parent is not known to hold.
    package var waitingOut = 0
    /// Attachments whose contents are lacking here.
    package var waitingIn = 0
    /// Bytes of both that still have to go over the line.
    package var byteCount = 0
    /// How often a content was dropped because it was not what its address names.
    package var wrongCount = 0

    /// Nothing waits.
    package init() {}
}

extension StoreSession {
    /// The audiences, by number, whose records both this node and a node of one of the places hold.
    private func sharedAudienceList(with places: Set<RecordID>) throws -> String {
        let own = try ownPlace()
        let numbers = try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM audience WHERE EXISTS
                (SELECT 1 FROM attachment WHERE attachment.audience = audience.id) ORDER BY id
                """
        )
        let shared = try numbers.filter { number in
            let audience = try audience(number).audience
            return try isHolder(own, of: audience)
                && places.contains { try isHolder($0, of: audience) }
        }
        return shared.map(String.init).joined(separator: ",")
    }

    private func isShared(_ audience: Int64, with places: Set<RecordID>) throws -> Bool {
        let audience = try self.audience(audience).audience
        return try isHolder(try ownPlace(), of: audience)
            && places.contains { try isHolder($0, of: audience) }
    }

    // MARK: - What is lacking

    /// The attachments lacking here that a node of these places may hold, behind `after`, in an
    /// order that stays.
    package func lackingAttachments(
        sharedWith places: Set<RecordID>,
        after: Dot?,
        limit: Int
    ) throws -> [LackingAttachment] {
        guard try hasAttachments() else { return [] }
        let start = try after.flatMap { try knownNumber(of: .dot($0))?.rawValue } ?? 0
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT event, partCount FROM attachment WHERE isWhole = 0 AND event > ?
                AND audience IN (\(try sharedAudienceList(with: places)))
                ORDER BY event LIMIT ?
                """,
            arguments: [start, limit]
        )
        return try rows.map {
            LackingAttachment(dot: try dot(LocalNumber(rawValue: $0[0])), part: $0[1])
        }
    }

    /// How many attachments are lacking here that a node of these places may hold; nil if it and
    /// this node share none at all.
    package func lackingAttachmentCount(sharedWith places: Set<RecordID>) throws -> Int? {
        guard try hasAttachments() else { return nil }
        let list = try sharedAudienceList(with: places)
        guard !list.isEmpty else { return nil }
        return try Int.fetchOne(
            db,
            sql: "SELECT COUNT(*) FROM attachment WHERE isWhole = 0 AND audience IN (\(list))"
        )
    }

    // MARK: - Parts

    /// A part of a whole attachment for a node of these places; nil where there is none for it.
    package func attachmentPart(
        _ dot: Dot,
        _ part: Int,
        for places: Set<RecordID>
    ) throws -> [UInt8]? {
        guard let number = try knownNumber(of: .dot(dot)),
            let row = try Row.fetchOne(
                db,
                sql: "SELECT audience FROM attachment WHERE event = ? AND isWhole = 1",
                arguments: [number.rawValue]
            ), try isShared(row["audience"], with: places)
        else { return nil }
        let data = try Data.fetchOne(
            db,
            sql: "SELECT bytes FROM attachmentPart WHERE attachment = ? AND number = ?",
            arguments: [number.rawValue, part]
        )
        return data.map { [UInt8]($0) }
    }

    /// Takes a part that a node of these places sent; durable with the transaction.
    package func takePart(
        _ dot: Dot,
        _ part: Int,
        _ bytes: [UInt8],
        from places: Set<RecordID>
    ) throws -> PartOutcome {
        guard let stream = try knownStream(dot.stream),
            dot.sequence <= (try self.stream(stream).sequence)
        else { return .later }
        let number = try LocalNumber(stream: stream, sequence: dot.sequence)
        let row = try Row.fetchOne(
            db,
            sql: "SELECT * FROM attachment WHERE event = ?",
            arguments: [number.rawValue]
        )
        guard let row else { return try asideReason(dot) == nil ? .refused : .later }
        guard try isShared(row["audience"], with: places) else { return .refused }
        guard !(row["isWhole"] as Bool) else { return .whole }
        let next: Int = row["partCount"]
        guard part == next else { return .next(next) }
        let byteCount: Int = row["byteCount"]
        guard bytes.count == AttachmentForm.byteCount(ofPart: part, of: byteCount) else {
            return .wrongSize
        }
        try insert(part: bytes[...], number: part, of: number.rawValue)
        try db.execute(
            sql: "UPDATE attachment SET partCount = partCount + 1 WHERE event = ?",
            arguments: [number.rawValue]
        )
        _ = try commit()
        guard part + 1 == AttachmentForm.partCount(of: byteCount) else { return .next(part + 1) }
        return try complete(number)
    }

    private func complete(_ number: LocalNumber) throws -> PartOutcome {
        guard try isSound(number) else {
            try removeParts(of: number.rawValue)
            try db.execute(
                sql: "UPDATE attachment SET wrongCount = wrongCount + 1 WHERE event = ?",
                arguments: [number.rawValue]
            )
            return .wrongContent
        }
        try db.execute(
            sql: "UPDATE attachment SET isWhole = 1 WHERE event = ?",
            arguments: [number.rawValue]
        )
        return .whole
    }

    // MARK: - What the parent holds

    /// Notes that the parent holds the contents of all attachments whose events it has, but for
    /// those that it named as lacking.
    ///
    /// Only events that both ends are known to hold count: one that is written meanwhile does not.
    package func noteContentsAbove(
        _ link: LinkNumber,
        places: Set<RecordID>,
        lacking: [Dot]
    ) throws {
        guard try hasAttachments() else { return }
        let list = try sharedAudienceList(with: places)
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT event, isAbove FROM attachment
                JOIN linkPosition ON linkPosition.link = ?
                    AND linkPosition.stream = event >> \(LocalNumber.sequenceBitCount)
                    AND linkPosition.agreed
                        >= event & \((1 << LocalNumber.sequenceBitCount) - 1)
                WHERE isWhole = 1 AND audience IN (\(list))
                \(lacking.isEmpty ? "AND isAbove = 0" : "")
                """,
            arguments: [link.rawValue]
        )
        let open = Set(try lacking.compactMap { try knownNumber(of: .dot($0))?.rawValue })
        for row in rows where row["isAbove"] as Bool == open.contains(row["event"]) {
            try db.execute(
                sql: "UPDATE attachment SET isAbove = 1 - isAbove WHERE event = ?",
                arguments: [row["event"] as Int64]
            )
            _ = try commit()
        }
    }

    /// Whether there is a content here that the parent is not known to hold.
    package func hasContentsUnknownAbove() throws -> Bool {
        guard try hasAttachments() else { return false }
        return try Int64.fetchOne(
            db,
            sql: "SELECT 1 FROM attachment WHERE isWhole = 1 AND isAbove = 0 LIMIT 1"
        ) != nil
    }

    /// Photos and scans that wait to be sent to the parent or fetched from it.
    package func attachmentCounts() throws -> AttachmentCounts {
        var counts = AttachmentCounts()
        guard try hasAttachments() else { return counts }
        let parents = try parentNode().map { try places(of: $0) } ?? []
        let list = try sharedAudienceList(with: parents)
        let partByteCount = AttachmentForm.partByteCount
        let lacking = try Row.fetchOne(
            db,
            sql: """
                SELECT COUNT(*), IFNULL(SUM(byteCount - partCount * \(partByteCount)), 0)
                FROM attachment WHERE isWhole = 0
                """
        )
        let unsent = try Row.fetchOne(
            db,
            sql: """
                SELECT COUNT(*), IFNULL(SUM(byteCount), 0) FROM attachment
                WHERE isWhole = 1 AND isAbove = 0 AND audience IN (\(list))
                """
        )
        if let lacking { (counts.waitingIn, counts.byteCount) = (lacking[0], lacking[1]) }
        if let unsent {
            counts.waitingOut = unsent[0]
            counts.byteCount += unsent[1]
        }
        counts.wrongCount =
            try Int.fetchOne(db, sql: "SELECT SUM(wrongCount) FROM attachment") ?? 0
        return counts
    }

    /// Whole attachments for a bundle to a place, in an order that stays.
    ///
    /// Upwards those that the parent is not known to hold; downwards those of other authors than
    /// the place's own nodes. With `isFull` all that both may hold.
    package func attachments(
        forBundleTo place: RecordID,
        isFull: Bool
    ) throws -> [(dot: Dot, partCount: Int)] {
        guard try hasAttachments() else { return [] }
        let isAbove = try presentAncestors(of: ownPlace()).contains(place)
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT event, partCount, isAbove FROM attachment WHERE isWhole = 1
                AND audience IN (\(try sharedAudienceList(with: [place]))) ORDER BY event
                """
        )
        return try rows.compactMap { row in
            let dot = try dot(LocalNumber(rawValue: row["event"]))
            if !isFull {
                if isAbove, row["isAbove"] { return nil }
                if !isAbove, let author = try author(of: dot)?.node,
                    try places(of: author).contains(place)
                {
                    return nil
                }
            }
            return (dot, row["partCount"])
        }
    }
}
