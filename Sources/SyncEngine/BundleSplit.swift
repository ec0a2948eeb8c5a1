package import Records

/// Cuts a bundle into parts of bounded size, each of which begins by naming what those before it
/// brought.
package struct BundleSplit: Hashable, Sendable {
    /// The smallest size of a part, in bytes: a header, the marks and one message of any length
    /// fit.
    package static let byteCountMin = 400_000

    private let byteCountMax: Int
    private var byteCount = 0
    private var isEmpty = true
    private var last: StreamPosition?
    /// The present part, from 1.
    package private(set) var part = 1
    /// The last position of each part that is finished.
    package private(set) var marks: [StreamPosition?] = []

    /// Cuts into parts of at most so many bytes; nil does not cut.
    package init(byteCountMax: Int?) { self.byteCountMax = byteCountMax ?? .max }

    /// Whether something of this length belongs into the next part.
    package func isFull(for byteCount: Int) -> Bool {
        !isEmpty && byteCount > byteCountMax - min(self.byteCount, byteCountMax)
    }

    /// Ends the present part.
    package mutating func beginPart() {
        marks.append(last)
        part += 1
        (byteCount, isEmpty, last) = (0, true, nil)
    }

    /// Counts what stands at the beginning of a part and is no message.
    package mutating func note(headerByteCount: Int) { byteCount += headerByteCount }

    /// Counts a message and the position that it ends with, nil if it has no events.
    package mutating func note(messageByteCount: Int, last: StreamPosition?) {
        byteCount += messageByteCount
        isEmpty = false
        if let last { self.last = last }
    }
}
