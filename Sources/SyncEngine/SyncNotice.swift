package import Causality
package import SyncWire

/// Something that a person should learn of after an exchange.
package enum SyncNotice: Hashable, Sendable {
    /// The parent did not take a segment.
    case refusedByParent(SegmentRefusal)
    /// This node did not take a segment of the parent's.
    case refusedHere(SegmentRefusal)
    /// The parent holds more of this node's own stream than the node itself, or something else: the
    /// store was restored or copied, and a new incarnation was taken.
    case restoredHere(StreamID)
    /// Elsewhere there is more of this node's own stream, or something else, by what came or by the
    /// word of others: the store was restored or copied, and a new incarnation was taken.
    case grownElsewhere(StreamID)
    /// The parent holds less than it had acknowledged: it was restored; what it lost is sent again.
    case restoredParent(StreamID)
    /// Both hold different events at one place of a stream.
    case fork(StreamID)
    /// An attachment came from the parent that is not what its address names; nothing is kept.
    case attachmentWrongHere(Dot)
    /// The parent did not keep an attachment of this node: it is not what its address names.
    case attachmentWrongAtParent(Dot)

    /// Whether something that was sent to this node is not kept here.
    package var leavesOut: Bool {
        switch self {
        case .refusedHere, .fork, .attachmentWrongHere: true
        default: false
        }
    }

    /// One sentence in Chinese: what happened and what to do, if anything.
    package var sentence: String {
        switch self {
        case .refusedByParent(let refusal):
            refusal.reason.isTemporary
                ? "上级暂时没有收下一段数据（\(refusal.reason.words)），到时会自动再送。"
                : "上级拒收一段数据（\(refusal.reason.words)），数据仍在本机；请联系上级的信息技术人员。"
        case .refusedHere(let refusal):
            refusal.reason.isTemporary
                ? "本机暂时没有收下一段数据（\(refusal.reason.words)），下次会自动再取。"
                : "本机没有收下对方送来的一段数据（\(refusal.reason.words)）；请联系县里的信息技术人员。"
        case .restoredHere:
            "本机的数据像是从备份恢复或复制来的，已改用新的写入编号，缺少的记录已从上级取回。"
        case .grownElsewhere:
            "别处有本机登记、本机却没有的记录：本机的数据像是从备份恢复或复制来的，"
                + "已改用新的写入编号；缺少的记录会自动取回。"
        case .restoredParent:
            "上级的数据像是从备份恢复过，缺少的记录已由本机重新送去。"
        case .attachmentWrongHere(let dot):
            "上级送来的一个附件（\(RecordID.dot(dot).text)）内容与登记不符，没有保存，下次再取；"
                + "总是这样请联系上级的信息技术人员。"
        case .attachmentWrongAtParent(let dot):
            "上级没有收下一个附件（\(RecordID.dot(dot).text)）：内容与登记不符；"
                + "请在本机运行 verify 检查，必要时联系信息技术人员。"
        case .fork:
            "同一来源出现两份不同的记录，两份证据都已保留，没有混入；请联系县里的信息技术人员核查。"
        }
    }
}

extension [SyncNotice] {
    /// Adds once that own streams grew elsewhere, unless it was told of them as of what the other
    /// end holds.
    package mutating func note(grownElsewhere streams: Set<StreamID>) {
        for stream in streams.sorted() where !contains(.restoredHere(stream)) {
            if !contains(.grownElsewhere(stream)) { append(.grownElsewhere(stream)) }
        }
    }
}

/// Why an exchange ended before both sides had everything.
package enum ExchangeFault: Error, Hashable, Sendable {
    /// The parent could not be reached.
    case unreachable
    /// The parent is busy: try again later.
    case busy
    /// The parent does not know this node or has withdrawn it.
    case notAdmitted
    /// The answer was not one, or not the answer to the request.
    case wrongAnswer
    /// Rounds went by without anything new: the sides do not understand each other.
    case stalled
}

/// How an exchange ended.
package struct ExchangeSummary: Hashable, Sendable {
    /// Events of this node's messages that the parent acknowledged.
    package var sentEventCount = 0
    /// Events that were new here.
    package var receivedEventCount = 0
    /// Requests that were answered.
    package var roundCount = 0
    /// The parent's clock minus this node's, in seconds, at the last answer; nil without one.
    package var clockOffset: Int64?
    /// What a person should learn of, no notice twice.
    package var notices: [SyncNotice] = []
    /// Why it ended early; nil if neither side has anything left to send.
    package var fault: ExchangeFault?

    /// An exchange that has not begun.
    package init() {}

    /// Whether both sides hold the same of all streams that both may hold.
    package var isUpToDate: Bool {
        fault == nil
            && !notices.contains { notice in
                switch notice {
                case .refusedByParent, .refusedHere, .fork: true
                case .restoredHere, .grownElsewhere, .restoredParent, .attachmentWrongHere,
                    .attachmentWrongAtParent:
                    false
                }
            }
    }

    /// Adds a notice once.
    mutating func note(_ notice: SyncNotice) {
        if !notices.contains(notice) { notices.append(notice) }
    }
}
