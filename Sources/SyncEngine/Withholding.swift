package import Causality
internal import Records
internal import SyncWire

/// A stream that the other side will not take now, and for how long nothing of it is collected for
/// the link: each exchange would send it again.
package struct Withholding: Hashable, Sendable {
    /// The stream.
    package let stream: StreamID
    /// For how many seconds from now.
    package let seconds: Int64

    private static let secondsOfDay: Int64 = 86_400

    /// What a refusal asks for, told by an end whose clock shows `time`; nil if the stream may go
    /// again at once.
    ///
    /// What a limit put off waits for the next day of that clock, what is refused for good for a
    /// day.
    init?(_ refusal: SegmentRefusal, at time: Int64) {
        stream = refusal.stream
        if refusal.reason == .limit {
            let local = time.addingReportingOverflow(CivilDateTime.zoneSeconds).partialValue
            let passed = local % Withholding.secondsOfDay
            seconds = (passed < 0 ? 0 : Withholding.secondsOfDay) - passed
        } else if refusal.reason.isTemporary {
            return nil
        } else {
            seconds = Withholding.secondsOfDay
        }
    }
}
