package import Hashing

/// What an attachment is on every node: a photo or scan that belongs to one record (SPEC 18).
///
/// An event of type `attach` adds one row to a list that no definition can have, so that a record's
/// attachments are a set and nothing of it can conflict. Size, kind and address stand in the open;
/// salt, file name and title are personal, so that after an erasure nobody can tell whether an
/// address is that of a file he has.
package enum AttachmentForm {
    /// The list that has a record's attachments; no field's id can begin like this.
    package static let list = "@attachments"
    /// The longest content, in bytes: a page scanned in colour, and no film.
    package static let byteCountMax = 10_485_760
    /// Bytes of each part but the last: four seconds of a line of 64 kbit/s.
    package static let partByteCount = 32_768
    /// Bytes of the salt before the content in the address.
    package static let saltByteCount = PersonalPayload.saltByteCount
    /// The longest file name or title, in bytes.
    package static let nameByteCountMax = 256

    /// The columns of the list.
    package enum Item: String, CaseIterable, Sendable {
        /// The content's address, 64 hexadecimal digits.
        case address
        /// The content's size in bytes.
        case size
        /// What it is: `image/jpeg`.
        case media
        /// The salt, in base 32; personal.
        case salt
        /// The file's name; personal.
        case name
        /// What people call it; personal, not always there.
        case title
    }

    /// The address of a content: SHA-256 of the salt and the content.
    package static func address(salt: [UInt8], content: [UInt8]) -> Digest256 {
        SHA256Hasher.hash(salt + content)
    }

    /// How many parts a content of so many bytes has.
    package static func partCount(of byteCount: Int) -> Int {
        (byteCount + partByteCount - 1) / partByteCount
    }

    /// How many bytes a part has, counted from 0; 0 for one that is not of the content.
    package static func byteCount(ofPart number: Int, of byteCount: Int) -> Int {
        guard number >= 0, number < partCount(of: byteCount) else { return 0 }
        return min(partByteCount, byteCount - number * partByteCount)
    }

    /// The content cut into its parts.
    package static func parts(of content: [UInt8]) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: content.count, by: partByteCount).map { start in
            content[start..<min(start + partByteCount, content.count)]
        }
    }
}

/// The kinds of files that may be attached, known by their first bytes and not by their names.
package enum AttachmentMedia: String, CaseIterable, Sendable {
    /// A photo.
    case jpeg = "image/jpeg"
    /// A picture of a screen, or a scan.
    case png = "image/png"
    /// A scanned document.
    case pdf = "application/pdf"

    /// The kind of a content; nil for anything else.
    package init?(content: [UInt8]) {
        guard let media = AttachmentMedia.allCases.first(where: { content.starts(with: $0.mark) })
        else { return nil }
        self = media
    }

    private var mark: [UInt8] {
        switch self {
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        case .pdf: Array("%PDF-".utf8)
        }
    }
}
