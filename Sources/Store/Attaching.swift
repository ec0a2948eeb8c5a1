package import Causality
internal import GRDB
package import Hashing
internal import Merge
package import Records

/// A file that a person attaches to a record.
package struct AttachmentDraft: Sendable {
    /// The record's register.
    package var register: String
    /// Who holds the record.
    package var audience: Audience
    /// The record.
    package var record: RecordID
    /// The file's bytes, 1 to `AttachmentForm.byteCountMax`.
    package var content: [UInt8]
    /// What they are.
    package var media: AttachmentMedia
    /// The file's name.
    package var name: String
    /// What people call it; nil for nothing.
    package var title: String?
    /// Staff id or account, empty for the node itself.
    package var actor: String

    /// Makes a draft.
    package init(
        register: String,
        audience: Audience,
        record: RecordID,
        content: [UInt8],
        media: AttachmentMedia,
        name: String,
        title: String?,
        actor: String
    ) {
        self.register = register
        self.audience = audience
        self.record = record
        self.content = content
        self.media = media
        self.name = name
        self.title = title
        self.actor = actor
    }
}

extension StoreSession {
    /// Attaches a file to a record: event and content are durable together.
    ///
    /// Returns the event's dot and the content's address, drawn anew for each: two files of the
    /// same bytes have different ones. Throws `tooLarge`, or what `append` throws.
    package func attach(_ draft: AttachmentDraft) throws -> (dot: Dot, address: Digest256) {
        guard (1...AttachmentForm.byteCountMax).contains(draft.content.count) else {
            throw StoreError.tooLarge("附件最大 10 MB，且不能是空文件")
        }
        guard try !isErased(draft.record) else { throw StoreError.erased }
        let salt = identity.salt()
        let address = AttachmentForm.address(salt: salt, content: draft.content)
        var personal: [(AttachmentForm.Item, String)] = [
            (.name, draft.name), (.salt, Base32.encode(salt)),
        ]
        if let title = draft.title { personal.append((.title, title)) }
        let values = personal
        let event = try append(
            Draft(
                register: draft.register,
                audience: draft.audience,
                record: draft.record,
                type: .attach,
                actor: draft.actor,
                entry: .live
            ) { dot in
                let writes = AttachmentState.writes(
                    at: dot,
                    address: address,
                    byteCount: draft.content.count,
                    media: draft.media,
                    personal: values
                )
                return (EventPayload(writes: writes.open), writes.personal)
            }
        )
        // The row is made from the fold.
        try flushFolds()
        let number = try number(of: .dot(event.dot)).rawValue
        let parts = AttachmentForm.parts(of: draft.content)
        for (index, part) in parts.enumerated() {
            try insert(part: part, number: index, of: number)
        }
        try db.execute(
            sql: "UPDATE attachment SET partCount = ?, isWhole = 1 WHERE event = ?",
            arguments: [parts.count, number]
        )
        return (event.dot, address)
    }

    func insert(part: ArraySlice<UInt8>, number: Int, of event: Int64) throws {
        try db.cachedStatement(
            sql: "INSERT INTO attachmentPart(attachment, number, bytes) VALUES (?, ?, ?)"
        ).execute(arguments: [event, number, Data(part)])
    }
}
