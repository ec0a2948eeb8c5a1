/// The check characters of a joining code: two Reed–Solomon words over 32 values, interleaved.
///
/// Characters at even positions form one word, those at odd ones the other; each has two check
/// values at its end. One wrong character per word is found and located, so a single mistyped
/// character and two swapped neighbours always are. Rubbish passes once in a million.
enum JoiningCheck {
    /// Number of check characters, at the end of a code.
    static let count = 4

    /// Adds the check values to an even number of data values, at most 58, each below 32.
    static func append(to values: [Int]) -> [Int] {
        let words = (0..<2).map { checks(for: word($0, of: values)) }
        return values + [words[0].0, words[1].0, words[0].1, words[1].1]
    }

    /// Where the wrong characters are, none if all is well; nil if they are too many to be located.
    static func faultPositions(in values: [Int]) -> [Int]? {
        var positions: [Int] = []
        for parity in 0..<2 {
            let word = word(parity, of: values)
            let (sum, weighted) = syndromes(of: word)
            if sum == 0, weighted == 0 { continue }
            guard sum != 0, weighted != 0 else { return nil }
            // One error e at position j gives sum = e and weighted = e · a^j.
            let index = (logarithms[weighted] - logarithms[sum] + 31) % 31
            guard index < word.count else { return nil }
            positions.append(index * 2 + parity)
        }
        return positions.sorted()
    }

    private static func word(_ parity: Int, of values: [Int]) -> [Int] {
        stride(from: parity, to: values.count, by: 2).map { values[$0] }
    }

    /// The two values that make both sums of the longer word zero.
    private static func checks(for word: [Int]) -> (Int, Int) {
        let (sum, weighted) = syndromes(of: word)
        // x + y = sum and a^n·x + a^(n+1)·y = weighted, where n is the first check's position.
        let first = powers[word.count]
        let second = powers[word.count + 1]
        let y = divided(weighted ^ product(first, sum), by: first ^ second)
        return (sum ^ y, y)
    }

    private static func syndromes(of word: [Int]) -> (sum: Int, weighted: Int) {
        word.enumerated().reduce((0, 0)) { sums, entry in
            (sums.0 ^ entry.element, sums.1 ^ product(powers[entry.offset], entry.element))
        }
    }

    /// Powers of a = x in the field of 32 elements modulo x^5 + x^2 + 1, from a^0 to a^30.
    private static let powers: [Int] = (1..<31).reduce(into: [1]) { powers, index in
        let doubled = powers[index - 1] << 1
        powers.append(doubled & 32 == 0 ? doubled : doubled ^ 0b100101)
    }

    private static let logarithms: [Int] = powers.enumerated().reduce(
        into: [Int](repeating: 0, count: 32)
    ) { $0[$1.element] = $1.offset }

    private static func product(_ left: Int, _ right: Int) -> Int {
        guard left != 0, right != 0 else { return 0 }
        return powers[(logarithms[left] + logarithms[right]) % 31]
    }

    private static func divided(_ left: Int, by right: Int) -> Int {
        guard left != 0 else { return 0 }
        return powers[(logarithms[left] - logarithms[right] + 31) % 31]
    }
}
