internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

extension StoreSession {
    /// Every attachment that stands has its row, every row's parts are those that it counts, and
    /// every whole content is what its address names.
    func verifyAttachments(into faults: inout [StoreFault]) throws {
        var rows: [Int64: Row] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM attachment") {
            rows[row["event"]] = row
        }
        for number in try attachingEvents() {
            let row = rows.removeValue(forKey: number.rawValue)
            guard try row.map({ try isRight($0, number) }) ?? !isStanding(number) else {
                faults.append(StoreFault("附件的登记与事件不符，请运行 rebuild。"))
                return
            }
            guard let row, row["isWhole"] as Bool, try !isSound(number) else { continue }
            let dot = try dot(number)
            faults.append(
                StoreFault(
                    stream: Base32.encode(dot.stream.bytes),
                    sequence: dot.sequence,
                    sentence: "附件的内容与它的地址不符，已损坏；请运行 rebuild，再同步一次取回。"
                )
            )
        }
        if !rows.isEmpty { faults.append(StoreFault("有附件的登记没有事件，请运行 rebuild。")) }
        let strays = try Int.fetchOne(
            db,
            sql: """
                SELECT COUNT(*) FROM attachmentPart LEFT JOIN attachment
                ON event = attachmentPart.attachment
                WHERE event IS NULL AND attachmentPart.attachment NOT IN (\(StoreSession.keptAside))
                OR number NOT BETWEEN 0 AND partCount - 1
                """
        )
        if let strays, strays > 0 {
            faults.append(StoreFault("有 \(strays) 段附件内容不属于任何附件，请运行 rebuild。"))
        }
    }

    /// The events that add attachments and are folded.
    private func attachingEvents() throws -> [LocalNumber] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM event WHERE (kind >> 8) & 255 = ?
                AND id NOT IN (SELECT event FROM aside) ORDER BY id
                """,
            arguments: [EventType.attach.rawValue]
        ).map(LocalNumber.init)
    }

    private func attachment(of number: LocalNumber) throws -> AttachmentState? {
        guard let event = try event(at: number) else { return nil }
        var state = RecordState()
        state.fold(event, try EventContent(event))
        return state.attachments.first
    }

    private func isStanding(_ number: LocalNumber) throws -> Bool {
        try attachment(of: number)?.salt != nil
    }

    private func isRight(_ row: Row, _ number: LocalNumber) throws -> Bool {
        guard let attachment = try attachment(of: number), attachment.salt != nil,
            let event = try event(at: number)
        else { return false }
        let sizes = try Int.fetchAll(
            db,
            sql: """
                SELECT LENGTH(bytes) FROM attachmentPart WHERE attachment = ? ORDER BY number
                """,
            arguments: [number.rawValue]
        )
        let wanted = (0..<sizes.count).map {
            AttachmentForm.byteCount(ofPart: $0, of: attachment.byteCount)
        }
        let count = AttachmentForm.partCount(of: attachment.byteCount)
        let record = try knownNumber(of: event.record)?.rawValue
        let audience = try stream(number.stream).audience
        return row["address"] == attachment.address.data
            && row["byteCount"] as Int == attachment.byteCount
            && row["record"] as Int64? == record && row["audience"] as Int64? == audience
            && row["partCount"] as Int == sizes.count && sizes == wanted
            && (row["isWhole"] as Int == (sizes.count == count ? 1 : 0))
    }
}
