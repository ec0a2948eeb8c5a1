package import Compression
package import Records

/// What is wrong with bytes that claim to be a message.
///
/// Nothing of such a message is used.
///
/// Offsets count from the start of the lane that the case names.
package enum WireError: Error, Equatable, Sendable {
    /// The sender speaks a version that this program does not.
    case unsupportedVersion(found: UInt8, supported: ClosedRange<UInt8>)
    /// A whole and valid message, but not of the kind that belongs here.
    case unexpectedKind(found: UInt8)
    /// The message is longer than a receiver accepts.
    case messageTooLarge(byteCount: Int, byteCountMax: Int)
    /// The compressed lane is damaged or too long when decompressed.
    case compression(CompressionError)
    /// A fault in the frame around the lanes.
    case frame(ByteFormatError)
    /// A fault in the compressed lane, at an offset after decompression.
    case body(ByteFormatError)
    /// A fault in the lane of what cannot be compressed.
    case raw(ByteFormatError)
    /// An extension that must be understood and is not: the sender is newer.
    case unknownExtension(tag: UInt64)

    /// One sentence in Chinese for the person at the screen.
    package var sentence: String {
        switch self {
        case .unsupportedVersion(let found, let supported):
            "对方使用的同步协议版本是\(found)，本机支持\(supported.lowerBound)到\(supported.upperBound)；请升级较旧的一方。"
        case .unexpectedKind(let found):
            "收到的报文种类（\(found)）不是这里应有的，没有接收；请确认地址填写正确。"
        case .messageTooLarge(let byteCount, let byteCountMax):
            "收到的报文有\(byteCount)字节，超过上限\(byteCountMax)字节，没有接收；请联系发送方检查。"
        case .compression(let error): error.sentence
        case .frame, .body, .raw:
            "收到的报文格式有误，没有接收；请重新同步，仍不行时请联系发送方检查。"
        case .unknownExtension:
            "对方的程序较新，报文中有本机必须认识而不认识的内容；请升级本机。"
        }
    }
}
