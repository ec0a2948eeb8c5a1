import ExactNumbers
import Testing

@Suite("Fractions of thousands of digits")
struct LongFractionTests {
    /// Deterministic numbers that follow no pattern (Knuth's MMIX generator).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }

        mutating func whole(digits: Int) -> ExactNumber {
            var text = String(Int.random(in: 1...9, using: &self))
            for _ in 1..<digits { text += String(Int.random(in: 0...9, using: &self)) }
            return ExactNumber(text) ?? .one
        }

        mutating func fraction(digits: Int) -> ExactNumber {
            let sign: ExactNumber = Bool.random(using: &self) ? .one : -.one
            let quotient = whole(digits: digits).divided(by: whole(digits: digits)) ?? .one
            return sign * quotient
        }
    }

    @Test("a sum whose terms cancel comes out in its shortest spelling")
    func telescope() throws {
        // 1/k − 1/(k+1) = 1/(k(k+1)), with denominators of 16 digits.
        let first = 100_000_000
        var sum = ExactNumber.zero
        for step in 0..<300 {
            let number = ExactNumber((first + step) * (first + step + 1))
            sum += try #require(ExactNumber.one.divided(by: number))
        }
        let expected = try #require(
            ExactNumber(300).divided(by: ExactNumber(first) * ExactNumber(first + 300))
        )
        #expect(sum == expected && sum.text == expected.text)
    }

    @Test(
        "long numbers are spelled digit by digit, with their zeros inside",
        arguments: [
            "1000000000000000000", "999999999999999999", "18446744073709551616",
            "1000000000000000000000000000000000001", "340282366920938463463374607431768211455",
            "-1000000000000000001000000000000000000", "1000000000000000000000000000000000000/7",
            "-7/1000000000000000000000000000000000003", "0.000000000000000000000000000000000001",
            "1" + String(repeating: "0", count: 200), "7" + String(repeating: "0", count: 89) + "3",
        ]
    )
    func spelled(text: String) throws {
        let number = try #require(ExactNumber(text))
        #expect(number.text == text)
        #expect((number + ExactNumber(1) - ExactNumber(1)).text == text)
    }

    @Test("1,500 fractions of 16 digits are added and told at once", .timeLimit(.minutes(1)))
    func many() {
        var numbers = Numbers(state: 1_500)
        let terms = (0..<1_500).map { _ in numbers.fraction(digits: 16) }
        let sum = terms.reduce(.zero, +)
        #expect(sum.text.utf8.count > 35_000)
    }

    @Test("300 fractions of 16 digits add up the same in any order, and away again to 0")
    func anyOrder() {
        var numbers = Numbers(state: 62)
        let terms = (0..<300).map { _ in numbers.fraction(digits: 16) }
        let sum = terms.reduce(.zero, +)
        let back = terms.reversed().reduce(.zero, +)
        #expect(sum == back && sum.hashValue == back.hashValue)
        #expect(sum.text.utf8.count > 8_000 && sum.text == back.text)
        #expect(terms.reduce(sum, -) == .zero)
    }

    @Test("long fractions obey the laws of arithmetic", arguments: 1...12)
    func laws(seed: UInt64) throws {
        var numbers = Numbers(state: seed)
        let digits = Int(seed) * 40
        let (a, b, c) = (
            numbers.fraction(digits: digits), numbers.fraction(digits: digits + 7),
            numbers.fraction(digits: 19)
        )
        #expect((a + b) - b == a && (a - a).isZero && (a + b) + c == a + (b + c))
        #expect((a * b).divided(by: b) == a && (a * b) * c == a * (b * c))
        #expect((a + b) * c == a * c + b * c)
        #expect(ExactNumber((a + c).text) == a + c)
        // Reduced by a divisor that is long itself.
        let (x, y, z) = (
            numbers.whole(digits: digits), numbers.whole(digits: digits),
            numbers.whole(digits: digits)
        )
        #expect((x * y).divided(by: x * z)?.text == y.divided(by: z)?.text)
        #expect(try #require((x * y).divided(by: x)).isWhole)
    }

    @Test("decimals of 16 places keep their places however many are added")
    func decimals() {
        var numbers = Numbers(state: 7)
        let scale = ExactNumber(10_000_000_000_000_000)
        let terms = (0..<2_000).map { _ in numbers.whole(digits: 16).divided(by: scale) ?? .zero }
        let sum = terms.reduce(.zero, +)
        #expect((sum * scale).isWhole && sum.decimalPlaceCount.map { $0 <= 16 } == true)
    }
}
