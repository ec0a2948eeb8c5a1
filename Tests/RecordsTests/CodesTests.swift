import Records
import Testing

@Suite("citizens' numbers, credit codes and places' codes")
struct CodesTests {
    @Test("a wrong digit or a swap of neighbours in a citizen's number is caught")
    func citizenIDs() throws {
        for sample in ["11010519491231002X", "440524188001010014"] {
            let number = Array(sample.utf8)
            for place in number.indices.dropLast() {
                for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != number[place] {
                    var wrong = number
                    wrong[place] = digit
                    let text = String(decoding: wrong, as: UTF8.self)
                    #expect(throws: CitizenID.Fault.self) { try CitizenID.read(text).get() }
                }
                var swapped = number
                swapped.swapAt(place, place + 1)
                guard swapped != number else { continue }
                let text = String(decoding: swapped, as: UTF8.self)
                #expect(throws: CitizenID.Fault.self) { try CitizenID.read(text).get() }
            }
        }
    }

    @Test("the sample of GB 32100 has the check character 3, and no other passes")
    func creditCodes() throws {
        #expect(CreditCode.checkCharacter(of: "91350100M000100Y4".utf8) == UInt8(ascii: "3"))
        #expect(CreditCode.checkCharacter(of: "9135O".utf8) == nil)
        for check in "0123456789ABCDEFGHJKLMNPQRTUWXY" {
            let isValid = (try? CreditCode.read("91350100M000100Y4\(check)").get()) != nil
            #expect(isValid == (check == "3"))
        }
    }

    @Test(
        "the level is that of the last group that is not zero",
        arguments: [
            ("35", "350000000000", PlaceLevel.province), ("3501", "350100000000", .city),
            ("350102", "350102000000", .county), ("350102003", "350102003000", .township),
            ("350102003001", "350102003001", .village), ("350000000001", "350000000001", .village),
        ]
    )
    func levels(typed: String, padded: String, level: PlaceLevel) throws {
        let code = try #require(RegionCode(text: typed))
        #expect(code.text == padded)
        #expect(code.level == level)
    }

    @Test("levels are ordered from the top and name the one above")
    func orderOfLevels() {
        #expect(PlaceLevel.allCases == PlaceLevel.allCases.sorted())
        #expect(PlaceLevel.village.above == .township)
        #expect(PlaceLevel.province.above == nil)
    }
}

@Suite("numbers on paper")
struct PaperNumberTests {
    private func number(_ numbers: inout SeededNumbers) throws -> PaperNumber {
        let digits = (0..<11).map { _ in String(Int.random(in: 0...9, using: &numbers)) }.joined()
        let place = try #require(RegionCode(text: "3" + digits))
        let code = ["D", "B", "TA", "XYW"].randomElement(using: &numbers) ?? "D"
        let series = PaperNumber.series(code: code, incarnation: numbers.next())
        return try #require(
            PaperNumber(
                place: place,
                year: .random(in: 2_000...2_099, using: &numbers),
                series: series,
                sequence: .random(in: 1...999_999, using: &numbers)
            )
        )
    }

    @Test("what is printed is read back")
    func roundTrips() throws {
        var numbers = SeededNumbers(seed: 11)
        for _ in 0..<500 {
            let number = try number(&numbers)
            #expect(PaperNumber(text: number.text) == number)
            #expect(PaperNumber(text: " \(number.text.lowercased())\u{3000}") == number)
        }
        let place = try #require(RegionCode(text: "350102003001"))
        let first = try #require(
            PaperNumber(place: place, year: 2_024, series: "D7K2QX", sequence: 12)
        )
        #expect(first.text.hasPrefix("350102003001-2024-D7K2QX-00012-"))
    }

    @Test("every single wrong character and every swap of neighbours is caught", arguments: 0..<30)
    func catchesSlips(seed: Int) throws {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let text = try number(&numbers).text
        let characters = Array(text)
        for place in characters.indices where characters[place] != "-" {
            for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != characters[place] {
                var wrong = characters
                wrong[place] = other
                #expect(PaperNumber(text: String(wrong)) == nil, "\(text) as \(String(wrong))")
            }
        }
        for place in characters.indices.dropLast() {
            var swapped = characters
            swapped.swapAt(place, place + 1)
            guard swapped != characters else { continue }
            #expect(PaperNumber(text: String(swapped)) == nil, "\(text) as \(String(swapped))")
        }
    }

    @Test(
        "other shapes are refused",
        arguments: [
            "", "350102003001", "350102003001-2024-D7K2QX-00012", "------",
            "350102003001-24-D7K2QX-00012-7", "350102003001-2024-D7K2QX-12-7",
            "350102003001-2024-D7K2QX-000012-7", "350102003001-2024-17K2QX-00012-7",
        ]
    )
    func refuses(text: String) {
        #expect(PaperNumber(text: text) == nil)
    }

    @Test("series of two incarnations differ, and codes are letters that are not misread")
    func series() {
        let one = PaperNumber.series(code: "D", incarnation: 1)
        let other = PaperNumber.series(code: "D", incarnation: 2)
        #expect(one != other)
        #expect(PaperNumber.isCode("XYW"))
        for code in ["", "I", "1", "d", "ABCD", "中"] { #expect(!PaperNumber.isCode(code)) }
        let place = RegionCode(text: "350102003001")
        #expect(
            place.flatMap { PaperNumber(place: $0, year: 2_024, series: one, sequence: 0) } == nil
        )
        #expect(place.flatMap { PaperNumber(place: $0, year: 24, series: one, sequence: 1) } == nil)
        #expect(
            place.flatMap { PaperNumber(place: $0, year: 2_024, series: "D", sequence: 1) } == nil
        )
    }
}

@Suite("masks")
struct MaskingTests {
    @Test("each kind of value shows no more than its strictest mask")
    func masks() {
        #expect(Masking.name("欧阳修文") == "欧*")
        #expect(Masking.name("张") == "*")
        #expect(Masking.name("") == "")
        #expect(Masking.phone("13812345678") == "138****5678")
        #expect(Masking.phone("22138000") == "******00")
        #expect(Masking.phone("110") == "***")
        #expect(Masking.citizenID("11010519491231002X") == "1****************X")
        #expect(Masking.address("福建省福州市鼓楼区某街 3 号") == "福建省****")
        #expect(Masking.address("村口第三家") == "****")
        #expect(Masking.value("说来话长", of: .longText) == "****")
        #expect(Masking.value("张三", of: .personName) == "张*")
    }

    @Test("numbers hidden in free text are masked, other digits stay")
    func scrubs() {
        #expect(Masking.scrubbed("已交 13812345678，3 份") == "已交 138****5678，3 份")
        #expect(Masking.scrubbed("证号11010519491231002X。") == "证号1****************X。")
        #expect(Masking.scrubbed("440524188001010014") == "4****************4")
        #expect(Masking.scrubbed("2024-03-05 第 12 号") == "2024-03-05 第 12 号")
    }
}
