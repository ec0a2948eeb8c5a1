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
    /// What a person should learn of.
    package var notices: [SyncNotice] = []
    /// The parent's clock minus this device's, in seconds; nil if nothing was answered.
    package var clockOffset: Int64?

    /// A report of nothing yet.
    package init() {}

    /// Takes up how an exchange ended.
    mutating func take(_ summary: ExchangeSummary) {
        sent = summary.sentEventCount
        received = summary.receivedEventCount
        upToDate = summary.isUpToDate
        notices = summary.notices
        clockOffset = summary.clockOffset
    }
}
