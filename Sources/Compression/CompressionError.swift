/// What is wrong with bytes that claim to be compressed.
package enum CompressionError: Error, Equatable, Sendable {
    /// The content is longer than the caller allows; nothing of that length was allocated.
    case outputTooLarge(byteCountMax: Int)
    /// Not one whole frame: cut off, followed by more bytes, changed, or made with another
    /// dictionary. `reason` is the library's own name of the fault.
    case damaged(reason: String)
    /// The library could not get the memory that it needs; trying again later may work.
    case memoryShort

    /// One sentence in Chinese for the person at the screen.
    package var sentence: String {
        switch self {
        case .outputTooLarge(let byteCountMax):
            "收到的数据解压后超过上限（\(byteCountMax)字节），没有接收；请联系发送方检查。"
        case .damaged(let reason):
            "收到的压缩数据已损坏（\(reason)），没有接收；请重新发送。"
        case .memoryShort:
            "内存不足，无法处理压缩数据；请关闭其他程序后再试。"
        }
    }
}
