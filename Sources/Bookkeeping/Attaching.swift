package import Causality
package import Hashing
internal import Merge
internal import Records
internal import Store

/// A file that was attached.
package struct Attached: Hashable, Sendable {
    /// The record.
    package let record: RecordID
    /// The event that added it.
    package let dot: Dot
    /// The content's address: SHA-256 of a salt drawn for it and the content.
    package let address: Digest256
}

/// One attachment of a record, as it is shown.
package struct ShownAttachment: Hashable, Sendable {
    /// What its event says.
    package let dot: Dot
    /// The content's address.
    package let address: Digest256
    /// The content's size in bytes.
    package let byteCount: Int
    /// How many of them are here.
    package let heldByteCount: Int
    /// Whether the content is here and is what the address names.
    package let isWhole: Bool
    /// What the content is, as its author says.
    package let media: String
    /// The file's name; nil once it is erased.
    package let name: String?
    /// What people call it; nil for nothing, or once it is erased.
    package let title: String?
    /// Whether it was erased.
    package let isErased: Bool
}

extension Bookkeeping {
    /// Attaches a file to a record; event and content are durable on return.
    ///
    /// Throws `attachmentRefused`, `unknownRecord`, `notPermitted`, or what the store throws.
    package func attach(
        _ content: [UInt8],
        name: String,
        title: String? = nil,
        to register: String,
        _ id: RecordID,
        actor: ActingPerson = .nodeOperator
    ) throws -> Attached {
        let byteCountMax = AttachmentForm.byteCountMax
        guard content.count <= byteCountMax else {
            throw BookkeepingError.attachmentRefused(.tooLarge(byteCountMax: byteCountMax))
        }
        guard let media = AttachmentMedia(content: content) else {
            throw BookkeepingError.attachmentRefused(.unknownKind)
        }
        let names = [name, title ?? ""]
        guard
            names.allSatisfy({
                $0.utf8.count <= AttachmentForm.nameByteCountMax && VisibleText.isOneLine($0)
            })
        else { throw BookkeepingError.attachmentRefused(.longName) }
        return try store.write { session in
            let desk = try Desk(session)
            let definition = try desk.writableDefinition(register, actor)
            try Permission.check(actor, .change(definition))
            let record = try desk.held(id, of: definition)
            let attached = try session.attach(
                AttachmentDraft(
                    register: definition.id,
                    audience: record.audience,
                    record: id,
                    content: content,
                    media: media,
                    name: name,
                    title: title,
                    actor: actor.id
                )
            )
            return Attached(record: id, dot: attached.dot, address: attached.address)
        }
    }

    /// An attachment's content; nil while parts of it are lacking here, or once it is erased.
    package func content(of attachment: Dot) throws -> [UInt8]? {
        try store.read { try $0.attachmentContent(attachment) }
    }
}

extension Desk {
    /// A record's attachments with what is here of them.
    func attachments(of record: StoredRecord) throws -> [ShownAttachment] {
        try record.state.attachments.map { attachment in
            let held = try session.attachmentHeld(attachment.dot)
            return ShownAttachment(
                dot: attachment.dot,
                address: attachment.address,
                byteCount: attachment.byteCount,
                heldByteCount: held?.byteCount ?? 0,
                isWhole: held?.isWhole ?? false,
                media: attachment.media,
                name: attachment.name,
                title: attachment.title,
                isErased: attachment.isErased
            )
        }
    }
}

/// Why a file is not attached.
package enum AttachmentRefusal: Hashable, Sendable {
    /// It is longer than an attachment may be.
    case tooLarge(byteCountMax: Int)
    /// It is neither a photo nor a scan.
    case unknownKind
    /// Its name or title is too long, or cannot be printed.
    case longName

    var sentence: String {
        switch self {
        case .tooLarge(let byteCountMax):
            "文件太大（最大 \(byteCountMax / 1_048_576) MB），没有保存；请把照片缩小，或把扫描件分成几个文件。"
        case .unknownKind:
            "只能附照片和扫描件（JPEG、PNG 或 PDF），这个文件不是，没有保存；请先转换成这几种格式。"
        case .longName: "文件名或标题太长，没有保存；请改短一些。"
        }
    }
}
