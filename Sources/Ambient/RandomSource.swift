import Synchronization

/// Random bytes as a value passed in: the system's in production, a seeded one in tests.
///
/// Keys, incarnations and one-time codes come from here, so the composition root must pass the
/// operating system's generator.
package struct RandomSource: Sendable {
    private let fill: @Sendable (Int) -> [UInt8]

    /// Makes a source out of a function that gives exactly as many bytes as it is asked for.
    package init(_ fill: @escaping @Sendable (_ byteCount: Int) -> [UInt8]) {
        self.fill = fill
    }

    /// Gives fresh bytes; the count is 0 or more.
    package func bytes(_ byteCount: Int) -> [UInt8] {
        let bytes = fill(byteCount)
        // Fewer bytes would make a short, guessable key that nothing later notices.
        precondition(bytes.count == byteCount, "asked for \(byteCount) bytes, got \(bytes.count)")
        return bytes
    }

    /// Gives a fresh 64-bit number, for example a new incarnation.
    package func word() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A source whose bytes follow from the seed and the order of the calls; never for real keys.
    package static func seeded(_ seed: UInt64) -> RandomSource {
        let sequence = SeededSequence(seed: seed)
        return RandomSource { byteCount in sequence.bytes(byteCount) }
    }
}

/// Hands out a seeded sequence piece by piece; an atomic position, so that any thread may ask.
private final class SeededSequence: Sendable {
    private let seed: UInt64
    private let position = Atomic<UInt64>(0)

    init(seed: UInt64) {
        self.seed = seed
    }

    func bytes(_ byteCount: Int) -> [UInt8] {
        let wordCount = UInt64((byteCount + 7) / 8)
        let start = position.wrappingAdd(wordCount, ordering: .relaxed).oldValue
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for index in 0..<byteCount {
            let word = SplitMix.value(seed: seed, index: start + 1 + UInt64(index / 8))
            bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(index % 8 * 8)))
        }
        return bytes
    }
}
