import ExactNumbers
import Testing

@Suite struct ExactNumberTests {
    @Test(
        "every accepted form has one spelling",
        arguments: [
            ("92.5", "92.5"), ("-0.10", "-0.1"), ("007", "7"), ("-0", "0"), ("-0.0", "0"),
            ("271/3", "271/3"), ("6/4", "1.5"), ("-4/2", "-2"), ("1823/24", "1823/24"),
            ("100", "100"), ("100.00", "100"), ("1/8", "0.125"), ("0/7", "0"), ("1/160", "0.00625"),
            ("123456789012345678901234567890/2", "61728394506172839450617283945"),
        ]
    )
    func spelling(input: String, output: String) {
        #expect(ExactNumber(input)?.text == output)
    }

    @Test(
        "what is no number is refused",
        arguments: [
            "", "-", "+1", "1.", ".5", "1/0", "1/-2", "1e2", "1.5/2", "1 ", " 1", "１２", "--1",
            "1,000", "1.2.3", "0x10", "/2", "1\u{301}",
        ]
    )
    func refused(text: String) {
        #expect(ExactNumber(text) == nil)
    }

    @Test("an overlong text is refused instead of computed")
    func overlong() {
        let digits = String(repeating: "9", count: ExactNumber.characterCountMax)
        #expect(ExactNumber(digits)?.text == digits)
        #expect(ExactNumber(digits + "9") == nil)
    }

    @Test(
        "display has fixed decimals with halves away from zero",
        arguments: [
            ("1823/24", "75.96"), ("0.005", "0.01"), ("-0.005", "-0.01"), ("-0.001", "0.00"),
            ("92.9", "92.90"), ("86.875", "86.88"), ("999.995", "1000.00"), ("2/3", "0.67"),
            ("-100", "-100.00"), ("0.0049", "0.00"),
        ]
    )
    func display(input: String, output: String) {
        #expect(ExactNumber(input)?.rounded(decimals: 2) == output)
    }

    @Test("arithmetic is exact and reduced")
    func arithmetic() throws {
        let third = try #require(ExactNumber("1/3"))
        let tenth = try #require(ExactNumber("0.1"))
        #expect((third + third + third) == .one)
        #expect((third * ExactNumber(6)).wholeValue == 2)
        #expect((tenth - third).text == "-7/30")
        #expect(third.divided(by: -tenth)?.text == "-10/3")
        #expect(third.divided(by: .zero) == nil)
        #expect((third - third).isZero)
        #expect(-tenth < tenth && third > tenth && !(tenth < tenth))
        #expect((-tenth).magnitude == tenth)
        #expect(Set([third, tenth + tenth, try #require(ExactNumber("2/10"))]).count == 2)
    }

    @Test("sums in any order are equal, and texts read back", arguments: [1, 2, 3] as [UInt64])
    func laws(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        for _ in 0..<300 {
            let a = try generator.number()
            let b = try generator.number()
            let c = try generator.number()
            #expect(a + b + c == c + (a + b))
            #expect(a * (b + c) == a * b + a * c)
            #expect(ExactNumber(a.text) == a)
            #expect((a < b) == (b - a > .zero))
        }
    }
}

private struct SplitMix {
    var state: UInt64

    mutating func next(below bound: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) % bound
    }

    mutating func number() throws -> ExactNumber {
        let sign = next(below: 2) == 0 ? "-" : ""
        return try #require(
            ExactNumber("\(sign)\(next(below: 100_000))/\(next(below: 9_000) + 1)")
        )
    }
}

@Suite struct WholeRoundingTests {
    @Test(
        "a number becomes whole by the rule that is asked for",
        arguments: [
            ("9.6", "10", "9", "10"), ("1.5", "2", "1", "2"), ("1.4999", "1", "1", "2"),
            ("-1.5", "-2", "-2", "-1"), ("-0.4", "0", "-1", "0"), ("7", "7", "7", "7"),
            ("0", "0", "0", "0"),
            (
                "100000000000000000000.5", "100000000000000000001",
                "100000000000000000000", "100000000000000000001"
            ),
        ]
    )
    func rounding(text: String, halfUp: String, floor: String, ceil: String) throws {
        let number = try #require(ExactNumber(text))
        #expect(number.rounded(.halfUp).text == halfUp)
        #expect(number.rounded(.floor).text == floor)
        #expect(number.rounded(.ceil).text == ceil)
    }

    @Test("numbers at the edge of a machine word keep every digit and are equal to themselves")
    func wordEdge() throws {
        let texts = ["9223372036854775807", "-9223372036854775808", "-9223372036854775809"]
        let numbers = try texts.map { try #require(ExactNumber($0)) }
        #expect(numbers.map(\.text) == texts)
        for number in numbers {
            #expect(number + .one - .one == number && -(-number) == number)
            #expect((number * number).divided(by: number) == number)
            let half = try #require(number.divided(by: ExactNumber(2)))
            #expect(half + half == number && (half < number) == !number.isNegative)
            #expect(Set([number, half * ExactNumber(2)]).count == 1)
        }
        #expect(ExactNumber(.min) == numbers[1] && ExactNumber(.min) + ExactNumber(.max) == -.one)
    }
}
