/// The number that is printed on a slip: place code – year – series – sequence – check character.
///
/// A series belongs to one incarnation of one node, so no copied or restored store repeats a
/// number. The check character catches every single wrong character and every swap of two
/// neighbours: all characters are of an alphabet of 31, a prime, and are weighted with the powers
/// of 3.
package struct PaperNumber: Hashable, Sendable {
    /// The place at which it was given, by its code on that day.
    package let place: RegionCode
    /// The year in which it was given.
    package let year: Int
    /// The register's letters followed by the five characters of the incarnation.
    package let series: String
    /// From 1 within place, year and series.
    package let sequence: Int

    /// Makes a number; nil unless the year has four digits, the series is one of `series(code:…)`
    /// and the sequence is 1 to 999,999,999.
    package init?(place: RegionCode, year: Int, series: String, sequence: Int) {
        guard (1_000...9_999).contains(year), (1...999_999_999).contains(sequence),
            PaperNumber.isSeries(series)
        else { return nil }
        self.place = place
        self.year = year
        self.series = series
        self.sequence = sequence
    }

    /// Whether letters can stand for a register: one to three letters of the alphabet of GB 32100.
    package static func isCode(_ code: String) -> Bool {
        (1...3).contains(code.utf8.count)
            && code.utf8.allSatisfy { CheckAlphabet.value(of: $0).map { $0 > 9 } ?? false }
    }

    /// The series of a register at one incarnation: its letters and five characters drawn from the
    /// incarnation, which is random.
    ///
    /// Two incarnations of one place share a series once in 28 million.
    package static func series(code: String, incarnation: UInt64) -> String {
        precondition(isCode(code), "\(code) is no code of a series")
        var rest = incarnation
        var characters: [UInt8] = []
        for _ in 0..<incarnationCharacterCount {
            characters.append(CheckAlphabet.characters[Int(rest % 31)])
            rest /= 31
        }
        return code + String(decoding: characters, as: UTF8.self)
    }

    /// The number as it is printed, such as `350102003001-2024-D7K2QX-00012-7`.
    package var text: String {
        let body = bodyGroups.joined(separator: "-")
        guard let check = PaperNumber.check(of: bodyGroups) else {
            preconditionFailure("number \(body) is outside of its alphabet")
        }
        return body + "-" + String(decoding: [check], as: UTF8.self)
    }

    /// Reads a number as it is printed; small letters, full-width characters and blanks around are
    /// taken too.
    ///
    /// Nil for any other shape and where the check character does not fit.
    package init?(text typed: String) {
        let text = TextRules.narrowed(TextRules.trimmed(typed)).uppercased()
        let groups = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard groups.count == 5, groups[0].utf8.count == 12, groups[1].utf8.count == 4,
            groups[3].utf8.count >= PaperNumber.sequenceDigitCount, groups[4].utf8.count == 1,
            let place = RegionCode(text: groups[0]), let year = decimal(Array(groups[1].utf8)[...]),
            let sequence = decimal(Array(groups[3].utf8)[...]),
            padded(sequence, to: PaperNumber.sequenceDigitCount) == groups[3],
            PaperNumber.check(of: Array(groups[..<4])) == groups[4].utf8.first
        else { return nil }
        self.init(place: place, year: year, series: groups[2], sequence: sequence)
    }

    private static let incarnationCharacterCount = 5
    private static let sequenceDigitCount = 5

    private var bodyGroups: [String] {
        let digits = padded(sequence, to: PaperNumber.sequenceDigitCount)
        return [place.text, padded(year, to: 4), series, digits]
    }

    private static func isSeries(_ series: String) -> Bool {
        let code = series.utf8.dropLast(incarnationCharacterCount)
        return isCode(String(decoding: Array(code), as: UTF8.self))
            && series.utf8.allSatisfy { CheckAlphabet.value(of: $0) != nil }
    }

    /// Weights grow from the right, the check itself having 1, so that it swaps with nobody either.
    ///
    /// The length of the series counts too, or a hyphen could change places with the digit beside
    /// it.
    private static func check(of groups: [String]) -> UInt8? {
        var sum = groups[2].utf8.count
        var weight = 3
        for character in groups.joined().utf8.reversed() {
            guard let value = CheckAlphabet.value(of: character) else { return nil }
            sum += value * weight
            weight = weight * 3 % 31
        }
        return CheckAlphabet.characters[(31 - sum % 31) % 31]
    }
}
