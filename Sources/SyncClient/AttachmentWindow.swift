/// The hours in which attachments go over the line, by the clock of UTC+08:00.
///
/// Events go at any time; photos wait for the hours in which nobody else needs the line.
package struct AttachmentWindow: Hashable, Sendable {
    /// The night: what `serve` does unless it is told otherwise.
    package static let night = AttachmentWindow(from: 20 * 60, to: 6 * 60)

    private static let offsetSeconds: Int64 = 8 * 3_600
    private static let daySeconds: Int64 = 86_400

    /// The first minute of the day, 0 to 1439.
    package let from: Int
    /// The first minute that is outside again; before `from` for hours over midnight, equal for the
    /// whole day.
    package let to: Int

    private init(from: Int, to: Int) {
        self.from = from
        self.to = to
    }

    /// Reads `20:00-06:00`; nil if it is not of that form.
    package init?(text: String) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let from = AttachmentWindow.minutes(ends[0]),
            let to = AttachmentWindow.minutes(ends[1])
        else { return nil }
        self.init(from: from, to: to % 1_440)
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
            parts.allSatisfy({
                $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
            }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
            hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    /// Whether a moment, in seconds since 1970 UTC, lies in the hours.
    package func contains(_ seconds: Int64) -> Bool {
        let local = (seconds + AttachmentWindow.offsetSeconds) % AttachmentWindow.daySeconds
        let minute = Int((local + AttachmentWindow.daySeconds) % AttachmentWindow.daySeconds / 60)
        if from == to { return true }
        return from < to ? (from..<to).contains(minute) : minute >= from || minute < to
    }
}

/// When attachments go along with an exchange.
package enum AttachmentTiming: Hashable, Sendable {
    /// At once, until none waits: a person asked for it.
    case now
    /// In these hours, and for a minute at most before events are exchanged again.
    case within(AttachmentWindow)
}
