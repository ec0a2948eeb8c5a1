internal import BigInt

/// Long numbers divided by one machine word, and their decimal digits by way of that.
///
/// The library divides word by word through generic code, which costs a hundred times as much where
/// the compiler does not specialise it; sums of evidence have tens of thousands of digits.
enum WordDivision {
    /// The highest power of ten in a word, and its count of zeros.
    private static let chunk: (power: UInt, digitCount: Int) = (1_000_000_000_000_000_000, 18)

    /// What is left of a number after division by a word above 0.
    static func remainder(of number: BigUInt, by divisor: UInt) -> UInt {
        let words = Array(number.words)
        return words.withUnsafeBufferPointer { words in
            var rest: UInt = 0
            var place = words.count
            while place > 0 {
                place -= 1
                rest = divisor.dividingFullWidth((rest, words[place])).remainder
            }
            return rest
        }
    }

    /// The whole quotient by a word above 0.
    static func quotient(of number: BigUInt, by divisor: UInt) -> BigUInt {
        var words = Array(number.words)
        words.withUnsafeMutableBufferPointer { words in
            var rest: UInt = 0
            var place = words.count
            while place > 0 {
                place -= 1
                (words[place], rest) = divisor.dividingFullWidth((rest, words[place]))
            }
        }
        return BigUInt(words: words)
    }

    /// The decimal digits, without leading zeros.
    static func digits(of number: BigUInt) -> String {
        var words = Array(number.words)
        var chunks: [UInt] = []
        words.withUnsafeMutableBufferPointer { words in
            var count = words.count
            while count > 0 {
                var rest: UInt = 0
                var place = count
                while place > 0 {
                    place -= 1
                    (words[place], rest) = chunk.power.dividingFullWidth((rest, words[place]))
                }
                chunks.append(rest)
                while count > 0, words[count - 1] == 0 { count -= 1 }
            }
        }
        guard let first = chunks.last else { return "0" }
        var text = String(first)
        for chunk in chunks.dropLast().reversed() {
            let digits = String(chunk)
            text += String(repeating: "0", count: self.chunk.digitCount - digits.utf8.count)
            text += digits
        }
        return text
    }
}
