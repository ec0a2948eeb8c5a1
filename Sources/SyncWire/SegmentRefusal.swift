package import Causality

/// Why a receiver did not take a segment.
///
/// Numbers that a node does not know are shown as they are.
package struct RefusalReason: Hashable, Sendable {
    /// The number on the wire.
    package let rawValue: UInt8

    /// Any number.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The segment does not follow what the receiver holds; the frontiers must be compared.
    package static let gap = RefusalReason(rawValue: 1)
    /// A head's signature does not fit the events: something was changed on the way.
    package static let signature = RefusalReason(rawValue: 2)
    /// The receiver holds another signed event at the same place: two stores wrote one stream.
    package static let fork = RefusalReason(rawValue: 3)
    /// The author's certificate is not here yet: to be tried again later.
    package static let unknownAuthor = RefusalReason(rawValue: 4)
    /// The author may not write for this audience or this register.
    package static let authority = RefusalReason(rawValue: 5)
    /// The author was withdrawn before this event.
    package static let revoked = RefusalReason(rawValue: 6)
    /// The receiver may not hold this stream.
    package static let audience = RefusalReason(rawValue: 7)
    /// A limit of events per day or of incarnations per month is reached.
    package static let limit = RefusalReason(rawValue: 8)
    /// The bytes of an event break a rule that every version shares.
    package static let malformed = RefusalReason(rawValue: 9)

    /// The reason in a few Chinese words, for a sentence of the reader's.
    package var words: String {
        switch self {
        case .gap: "前面的内容还没有到"
        case .signature: "签名不符，途中被改动过"
        case .fork: "与已收到的不一样"
        case .unknownAuthor: "写入者的证书还没有到"
        case .authority: "写入者无权往那里写"
        case .revoked: "写入者的密钥已停用"
        case .audience: "不归对方保存"
        case .limit: "一天送得太多，或一个月换了太多次写入编号，过了期限再收"
        case .malformed: "格式不对"
        default: "原因代号 \(rawValue)"
        }
    }

    /// Whether the same segment may be taken later without a change of its bytes.
    package var isTemporary: Bool {
        self == .gap || self == .unknownAuthor || self == .limit
    }

    /// Whether the events are not authentic: they count as forged.
    package var isForgery: Bool {
        self == .signature || self == .fork || self == .authority || self == .revoked
    }
}

/// One segment that a receiver did not take, named by the first event that it lacks because of it.
package struct SegmentRefusal: Hashable, Sendable {
    /// The stream.
    package let stream: StreamID
    /// The first sequence that was not taken.
    package let sequence: UInt64
    /// Why.
    package let reason: RefusalReason

    /// Makes a refusal.
    package init(stream: StreamID, sequence: UInt64, reason: RefusalReason) {
        self.stream = stream
        self.sequence = sequence
        self.reason = reason
    }
}
