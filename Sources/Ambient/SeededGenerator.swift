/// A fast generator that gives the same numbers for the same seed on every machine and release.
///
/// xoshiro256** by Blackman and Vigna, its state filled by SplitMix64 as they advise. For tests and
/// the simulation only: its outputs can be foretold, so no key may come from it.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var first: UInt64
    private var second: UInt64
    private var third: UInt64
    private var fourth: UInt64

    /// Starts at a seed; every seed is usable, zero too.
    package init(seed: UInt64) {
        first = SplitMix.value(seed: seed, index: 1)
        second = SplitMix.value(seed: seed, index: 2)
        third = SplitMix.value(seed: seed, index: 3)
        fourth = SplitMix.value(seed: seed, index: 4)
    }

    /// Gives the next 64 bits.
    package mutating func next() -> UInt64 {
        let product = second &* 5
        let result = (product << 7 | product >> 57) &* 9
        let shifted = second << 17
        third ^= first
        fourth ^= second
        second ^= third
        first ^= fourth
        third ^= shifted
        fourth = fourth << 45 | fourth >> 19
        return result
    }
}

/// SplitMix64, read by position instead of by stepping.
enum SplitMix {
    /// The `index`-th output, counted from 1, of the sequence that begins at `seed`.
    static func value(seed: UInt64, index: UInt64) -> UInt64 {
        var mixed = seed &+ index &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
