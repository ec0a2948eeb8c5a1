internal import SyncWire

/// How many bytes of events the next message may carry: learnt from how well the last compressed.
package struct MessageBudget: Hashable, Sendable {
    /// The least that is asked for, so that a badly compressing message does not stop the work.
    package static let eventByteCountMin = 16_384

    /// The bytes of events for the next message, before compression.
    package private(set) var eventByteCountMax = MessageLimits.eventByteCountMax

    /// A budget that expects good compression.
    package init() {}

    /// Learns from a message that was sent: a message above the target makes the next one smaller.
    package mutating func note(messageByteCount: Int) {
        guard messageByteCount > 0 else { return }
        let scaled = eventByteCountMax * MessageLimits.byteCountTarget / messageByteCount
        guard messageByteCount > MessageLimits.byteCountTarget else { return }
        eventByteCountMax = max(MessageBudget.eventByteCountMin, scaled)
    }
}
