/// Why an exchange brought no answer; nothing is known of what the other side did with the request.
///
/// Each is the world's doing: work goes on offline and the exchange is repeated later as a whole.
package enum TransportError: Error, Equatable, Sendable {
    /// The address is not an absolute one of `http` or `https`.
    case unsupportedAddress(url: String)
    /// The name in the address could not be looked up.
    case hostNotFound(url: String)
    /// Nobody accepts connections there, or no way leads there.
    case refused(url: String)
    /// No connection within the time allowed.
    case timedOut(url: String)
    /// Connected, but less than the lowest accepted speed for too long.
    case tooSlow(byteCountReceived: Int)
    /// The answer is longer than the limit; it was cut off there.
    case responseTooLarge(byteCountMax: Int)
    /// The connection broke after the request had begun.
    case interrupted(byteCountReceived: Int)
    /// What listens there does not speak HTTP.
    case answerNotHTTP(url: String)
    /// The TLS greeting failed; `code` is libcurl's.
    case notSecure(url: String, code: Int)
    /// The caller's task was cancelled.
    case cancelled
    /// Anything else; `code` is libcurl's and `reason` its English name.
    case other(code: Int, reason: String)

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .unsupportedAddress(let url):
            "地址“\(url)”不能用：应以 http:// 或 https:// 开头，请检查后再试。"
        case .hostNotFound(let url):
            "找不到“\(url)”这个地址：请检查网络和地址；不影响本机工作，联网后会再同步。"
        case .refused(let url):
            "连不上“\(url)”：对方没有开机、没有启动服务或网络不通；不影响本机工作，稍后再试。"
        case .timedOut(let url):
            "连接“\(url)”超时：网络可能不通；不影响本机工作，稍后再试。"
        case .tooSlow(let byteCountReceived):
            "网络太慢，已中止（收到\(byteCountReceived)字节）；不影响本机工作，稍后会接着传。"
        case .responseTooLarge(let byteCountMax):
            "对方的回答超过\(byteCountMax)字节的上限，没有接收；请联系上级节点的管理员。"
        case .interrupted(let byteCountReceived):
            "传到一半连接断了（收到\(byteCountReceived)字节）；不影响本机工作，稍后会接着传。"
        case .answerNotHTTP(let url):
            "“\(url)”的回答不是本系统的格式：请检查地址和端口。"
        case .notSecure(let url, let code):
            "与“\(url)”的加密连接没有建成（代码\(code)）：请检查地址、证书和本机时间。"
        case .cancelled:
            "同步已取消，没有丢失数据，可以随时再同步。"
        case .other(let code, let reason):
            "网络传输失败（代码\(code)，\(reason)）；不影响本机工作，稍后再试。"
        }
    }
}
