internal import Store
package import SyncEngine

/// What one `sync` did.
package struct SyncReport: Equatable, Sendable {
    /// Events that the parent acknowledged.
    package var sent = 0
    /// Events that were new here.
    package var received = 0
    /// HTTP exchanges.
    package var roundTrips = 0
    /// Bytes sent inside TCP, HTTP headers included.
    package var bytesSent = 0
    /// Bytes received inside TCP, HTTP headers included.
    package var bytesReceived = 0
    /// Whether both sides hold the same of all that both may hold.
    package var upToDate = false
    /// Events that the parent refused for good and this node keeps.
    package var refused = 0
    /// Attachments' contents that the parent holds now and did not before.
    package var attachmentsSent = 0
    /// Attachments' contents that are whole here now and were not before.
    package var attachmentsReceived = 0
    /// Whether attachments are left for another time.
    package var attachmentsWait = false
    /// Why attachments were left, where something went wrong; the events are exchanged.
    package var attachmentFault: SyncClientError?
    /// What a person should learn of.
    package var notices: [SyncNotice] = []
    /// The parent's clock minus this device's, in seconds; nil if nothing was answered.
    package var clockOffset: Int64?

    /// Whether attachments were stopped only so that events are exchanged in between.
    package var attachmentsAdvance = false

    /// A report of nothing yet.
    package init() {}

    /// What is said of events that the parent refused; nil if there are none.
    package var refusal: String? {
        guard refused > 0 else { return nil }
        return "上级拒收 \(refused) 个事件，都还在本机；请把这句话和 status 的内容告诉上级的信息技术人员。"
    }

    /// What is said of this device's clock beside the parent's; nil where they are near.
    package var clockWarning: String? { clockOffset.flatMap(ClockOffset.sentence(parent:)) }

    /// Takes up how an exchange ended.
    mutating func take(_ summary: ExchangeSummary) {
        sent = summary.sentEventCount
        received = summary.receivedEventCount
        upToDate = summary.isUpToDate
        notices = summary.notices
        clockOffset = summary.clockOffset
    }
}
