internal import Foundation

/// Reads the text of a file: UTF-8 with or without a byte order mark, else GB18030, which contains
/// GBK and GB 2312: what office programs in China write.
package enum TextDecoding {
    /// CoreFoundation's number of GB18030, with the bit that marks its encodings.
    private static let gb18030 = String.Encoding(rawValue: 0x8000_0000 | 0x0632)

    /// The text's bytes in UTF-8 without a mark; nil if it is neither.
    package static func utf8(_ bytes: [UInt8]) -> [UInt8]? {
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let body = isMarked ? Array(bytes.dropFirst(3)) : bytes
        if String(validating: body, as: UTF8.self) != nil { return body }
        guard !isMarked, !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]),
            let text = String(data: Data(bytes), encoding: gb18030)
        else { return nil }
        let decoded = Array(text.utf8)
        // The mark is a character of GB18030, too.
        return decoded.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(decoded.dropFirst(3)) : decoded
    }
}
