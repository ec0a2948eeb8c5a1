package import Causality
package import Records

/// A stretch of the streams in the order of their names: behind `after`, up to and with `through`.
package struct StreamRange: Hashable, Sendable {
    /// The stretch begins behind this stream; nil for the first.
    package let after: StreamID?
    /// The stretch ends with this stream; nil for the last.
    package let through: StreamID?

    /// Makes a stretch.
    package init(after: StreamID? = nil, through: StreamID? = nil) {
        self.after = after
        self.through = through
    }

    /// All streams.
    package static let all = StreamRange()

    /// Whether the stream lies in the stretch.
    package func contains(_ stream: StreamID) -> Bool {
        if let after, stream <= after { return false }
        if let through, stream > through { return false }
        return true
    }
}

/// What a node holds of the streams of one stretch: the whole frontier, or one part of a long one.
///
/// A stream of the stretch that is not listed is not held.
package struct FrontierPart: Hashable, Sendable {
    /// The stretch.
    package let range: StreamRange
    /// The positions in the order of their streams, all inside the stretch, no stream twice.
    package let positions: [StreamPosition]

    /// Makes a part; positions are put in order and must lie inside the stretch.
    package init(range: StreamRange = .all, positions: [StreamPosition]) {
        precondition(positions.allSatisfy { range.contains($0.stream) }, "outside the stretch")
        self.range = range
        self.positions = positions.sorted { $0.stream < $1.stream }
    }

    /// Cuts a longer frontier so that it fits one message: the first part behind `after`.
    package static func first(
        of positions: [StreamPosition],
        after: StreamID?,
        countMax: Int = MessageLimits.positionCountMax
    ) -> FrontierPart {
        precondition(countMax > 0, "a part of \(countMax) positions")
        let open = StreamRange(after: after)
        let rest = positions.filter { open.contains($0.stream) }.sorted { $0.stream < $1.stream }
        guard rest.count > countMax else { return FrontierPart(range: open, positions: rest) }
        let part = Array(rest.prefix(countMax))
        let range = StreamRange(after: after, through: part.last?.stream)
        return FrontierPart(range: range, positions: part)
    }
}
