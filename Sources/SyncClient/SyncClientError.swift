internal import Credentials
package import CurlTransport
internal import SyncEngine

/// Why an exchange or a joining with the parent did not come about.
///
/// Work goes on offline in any case.
package enum SyncClientError: Error, Equatable, Sendable {
    /// The node has no parent: it never joined.
    case noParent
    /// The node joined by file: nobody told it where its parent is dialled.
    case noAddress
    /// Another exchange of this node is under way.
    case alreadyRunning
    /// The lock of exchanges cannot be used; the number is the system's.
    case lockUnusable(path: String, code: Int32)
    /// The parent could not be reached.
    case unreachable(TransportError)
    /// The parent asks to be called later.
    case busy
    /// The parent's disk is full.
    case parentFull
    /// The parent could not do it; its log says why.
    case parentFailed
    /// The parent speaks no version of the protocol that this node does.
    case otherVersion
    /// The parent does not know this node, or no longer.
    case notAdmitted
    /// What answered is not the parent, or speaks something else; the HTTP status.
    case wrongAnswer(status: Int)
    /// What was sent or answered arrived otherwise than it left: no byte of it was used.
    case damagedOnTheWay
    /// The exchange went on without getting anywhere.
    case stalled
    /// The parent's certificate is not here, so nothing can be sealed to it.
    case parentUnknown
    /// The parent did not give out this joining code.
    case invitationUnknown
    /// The joining code has expired or was used by another node.
    case invitationSpent

    /// The exit status of a command that ends with it (sysexits): 69 unreachable, 75 try again.
    package var exitStatus: Int32 {
        switch self {
        case .unreachable, .wrongAnswer: 69
        case .alreadyRunning, .busy, .stalled, .damagedOnTheWay, .parentFull, .parentFailed: 75
        case .noParent, .noAddress, .lockUnusable, .otherVersion, .notAdmitted, .parentUnknown,
            .invitationUnknown, .invitationSpent:
            1
        }
    }

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .noParent: "本节点还没有加入上级，不能同步；请先用 join 加入。"
        case .noAddress:
            "本机没有上级的网络地址，没有联网同步；请用优盘（bundle export 和 bundle import），"
                + "有网络以后用 join --parent 地址 补上地址。"
        case .alreadyRunning: "本节点正在同步，请等它结束后再试。"
        case .lockUnusable(let path, let code):
            "不能使用锁文件“\(path)”（系统错误\(code)）；请检查数据文件夹的权限和磁盘空间。"
        case .unreachable(let error): error.sentence
        case .busy: "上级正忙，数据都在本机，稍后会自动再试。"
        case .parentFull: "上级的磁盘满了，暂时收不下，数据都在本机；请告诉上级腾出空间，以后会自动再试。"
        case .parentFailed:
            "上级的程序没有办成，数据都在本机，稍后会自动再试；总是这样请告诉上级的信息技术人员查看日志。"
        case .otherVersion: "上级的程序和本机的程序版本相差太远，没有同步，数据都在本机；请先升级较旧的一边。"
        case .notAdmitted:
            "上级不认识本节点或已停用它，数据都在本机；请联系上级单位。上级刚用旧备份恢复过的，"
                + "用优盘给它送一次就认识了；否则请重新加入，被停用的要换一个新的数据文件夹。"
        case .wrongAnswer(let status):
            "该地址的回答不是上级节点的（状态\(status)），没有采用，数据都在本机："
                + "请检查地址和网络，例如是否先要在网页上登录，然后再试。"
        case .damagedOnTheWay:
            "传送的内容在路上损坏或被改动，没有采用，数据都在本机；请再试一次，总是这样请检查网络和上级地址。"
        case .stalled: "与上级多次往返没有进展，已停止；请稍后再试，仍不行时请联系上级单位。"
        case .parentUnknown: "本机没有上级的证书，不能同步；请用新的加入码重新加入。"
        case .invitationUnknown: "这个加入码不是该上级发出的；请核对上级地址和加入码。"
        case .invitationSpent: "加入码已过期或已被别的机器用过；请向上级重新要一个。"
        }
    }
}
