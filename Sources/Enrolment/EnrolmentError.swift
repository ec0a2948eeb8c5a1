package import Records

/// Why a node or place cannot be made, invited or admitted.
package enum EnrolmentError: Error, Equatable, Sendable {
    /// The code is not one of 2, 4, 6, 9 or 12 digits.
    case badCode(String)
    /// The date is not one of the calendar.
    case badDate(String)
    /// The name is empty, longer than 100 characters or has characters that cannot be seen.
    case badName
    /// A new place's code is of the level of the place above it, or of a higher one.
    case wrongLevel(code: String, level: PlaceLevel, parent: PlaceLevel)
    /// No place has the code at present, and this node may not make places.
    case unknownPlace(String)
    /// The place is new and needs a name.
    case nameMissing(String)
    /// The place is not below the inviting node's place.
    case notBelow(String)
    /// The joining code was never given out here.
    case unknownInvitation
    /// The joining code has expired.
    case invitationExpired
    /// The joining code was used by another node.
    case invitationUsed
    /// The key of the node that would join was withdrawn for the place.
    case keyWithdrawn
    /// The answer to joining does not hold what it must: an unsigned, foreign or broken chain.
    case brokenChain
    /// No node that is known here has such a key.
    case unknownNode(String)
    /// Several nodes' keys begin so.
    case severalNodes(String)
    /// Too little of a node's key to withdraw it by: a slip of the hand would turn out somebody.
    case shortName(String)
    /// The node is this one, the root, or not of a place below.
    case notRevocable(String)
    /// A withdrawal needs a reason.
    case reasonMissing
    /// The reason is too long, or has characters that cannot be seen on one line.
    case badReason
    /// The folder has records of its own and cannot be made another tree's node.
    case alreadyAtWork

    /// One plain sentence: what happened and what to do.
    package var sentence: String {
        switch self {
        case .badCode(let code): "“\(code)”不是区划代码：应为 2、4、6、9 或 12 位数字，请核对后重输。"
        case .badDate(let text): "“\(text)”不是日期，请按 2026-11-21 的格式填写。"
        case .badName: "名称要有 1 到 100 个字，不能只有空格，也不能有换行或看不见的字符，请改好后重试。"
        case .wrongLevel(let code, let level, let parent):
            "\(code) 是\(level.label)一级的代码，不能放在\(parent.label)的下面；请核对代码，或用 --parent 写明它的上级。"
        case .unknownPlace(let code):
            "没有代码为 \(code) 的地方；代码改过的请写新代码，新的地方要由县里先建立，请联系县政务服务中心。"
        case .nameMissing(let code): "\(code) 是新的地方，请用 --name 写明名称。"
        case .notBelow(let code): "\(code) 不在本级之下，不能由本节点邀请。"
        case .unknownInvitation: "这个加入码不是本级发出的，请向发码单位核对。"
        case .invitationExpired: "加入码已过期，请向上级重新要一个。"
        case .invitationUsed: "加入码已被另一台机器用过，请向上级重新要一个。"
        case .keyWithdrawn: "这台电脑的密钥已停用，不能用它再加入；请换一个新的数据文件夹加入，旧文件夹留着。"
        case .brokenChain: "上级给的证书链核对不上，没有加入；请核对加入码和上级地址。"
        case .unknownNode(let name): "没有密钥以“\(name)”开头的节点；请用 node list 查看。"
        case .severalNodes(let name): "有几个节点的密钥都以“\(name)”开头，请多写几位。"
        case .shortName(let name):
            "“\(name)”太短：停用以后不能恢复，请至少写密钥的前 \(Enrolment.nameLengthMin) 位（见 node list），免得停错。"
        case .notRevocable(let name): "不能停用“\(name)”：只能停用下级地方的节点，本机和县的第一个节点不能停用。"
        case .reasonMissing: "请用 --reason 写明原因。"
        case .badReason: "原因要在一千字以内，不能有换行或看不见的字符，请改好后重试。"
        case .alreadyAtWork: "这个数据文件夹里已有自己的记录，不能改作别处的节点；请换一个空文件夹。"
        }
    }
}
