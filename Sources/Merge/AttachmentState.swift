package import Causality
package import Hashing
package import Records

/// One attachment of a record, as the record's events say.
package struct AttachmentState: Hashable, Sendable {
    /// The event that added it: its name on every node.
    package let dot: Dot
    /// SHA-256 of salt and content.
    package let address: Digest256
    /// The content's size in bytes.
    package let byteCount: Int
    /// What the content is, as its author says.
    package let media: String
    /// The salt; nil once it is erased, or where the event gives none that can be used.
    package let salt: [UInt8]?
    /// The file's name; nil once it is erased.
    package let name: String?
    /// What people call it.
    package let title: String?
    /// Whether the personal data of the record was erased, and the content with it.
    package let isErased: Bool
}

extension RecordState {
    /// The record's attachments, by the events that added them.
    package var attachments: [AttachmentState] {
        var columns: [RowID: [String: CellState]] = [:]
        for entry in cells.entries {
            guard case .item(AttachmentForm.list, let row, let item) = entry.cell else { continue }
            columns[row, default: [:]][item] = entry.state
        }
        guard !columns.isEmpty else { return [] }
        return columns.sorted { $0.key < $1.key }.compactMap { AttachmentState($0.key, $0.value) }
    }
}

extension AttachmentState {
    fileprivate init?(_ row: RowID, _ cells: [String: CellState]) {
        func text(_ item: AttachmentForm.Item) -> String? {
            guard case .text(let text)? = cells[item.rawValue]?.value else { return nil }
            return text
        }
        guard let address = text(.address).flatMap(Digest256.init(hexadecimal:)),
            case .integer(let size)? = cells[AttachmentForm.Item.size.rawValue]?.value,
            let media = text(.media)
        else { return nil }
        let salt = text(.salt).flatMap { text in
            Base32.decode(text).flatMap { Base32.encode($0) == text ? $0 : nil }
        }
        self.init(
            dot: row.dot,
            address: address,
            byteCount: Int(size),
            media: media,
            salt: salt?.count == AttachmentForm.saltByteCount ? salt : nil,
            name: text(.name),
            title: text(.title),
            isErased: cells[AttachmentForm.Item.salt.rawValue]?.siblings.first?.isErased ?? false
        )
    }
}

extension AttachmentState {
    /// What an event writes that adds an attachment.
    package static func writes(
        at dot: Dot,
        address: Digest256,
        byteCount: Int,
        media: AttachmentMedia,
        personal: [(AttachmentForm.Item, String)]
    ) -> (open: [CellWrite], personal: [CellWrite]) {
        func write(_ item: AttachmentForm.Item, _ value: FieldValue) -> CellWrite {
            let row = RowID(dot: dot, index: 0)
            return CellWrite(
                .item(list: AttachmentForm.list, row: row, item: item.rawValue),
                value
            )
        }
        return (
            [
                write(.address, .text(address.hexadecimal)),
                write(.size, .integer(Int64(byteCount))),
                write(.media, .text(media.rawValue)),
            ],
            personal.map { write($0.0, .text($0.1)) }
        )
    }
}

extension Digest256 {
    /// Reads 64 small hexadecimal digits; nil for anything else.
    fileprivate init?(hexadecimal text: String) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for byte in text.utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { return nil }
        self.init(bytes: bytes)
    }
}
