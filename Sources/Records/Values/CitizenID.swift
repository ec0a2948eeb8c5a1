/// A citizen's number by GB 11643-1999: 6 area, 8 birth, 3 order, 1 check character.
package struct CitizenID: Hashable, Sendable {
    /// The 18 characters, the check character as a digit or `X`.
    package let text: String

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    /// Reads 18 characters; a small `x` becomes `X`.
    ///
    /// The reason says what is wrong otherwise.
    package static func read(_ typed: String) -> Result<CitizenID, Fault> {
        let characters = Array(typed.utf8)
        if characters.count == 15, decimal(characters[...]) != nil {
            return .failure(.fifteenDigits)
        }
        guard characters.count == 18, let order = decimal(characters[..<17]),
            order >= 10_000_000_000_000_000, let check = checkCharacter(characters[17])
        else { return .failure(.malformed) }
        guard let year = decimal(characters[6..<10]), let month = decimal(characters[10..<12]),
            let day = decimal(characters[12..<14]), (1_800...2_199).contains(year),
            CivilDate(year: year, month: month, day: day) != nil
        else { return .failure(.noSuchBirthDate) }
        var sum = 0
        for (digit, weight) in zip(characters, weights) { sum += Int(digit - 48) * weight }
        guard checks[sum % 11] == check else { return .failure(.wrongCheck) }
        return .success(
            CitizenID(text: String(decoding: characters[..<17] + [check], as: UTF8.self))
        )
    }

    private static func checkCharacter(_ typed: UInt8) -> UInt8? {
        switch typed {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "X"): typed
        case UInt8(ascii: "x"): UInt8(ascii: "X")
        default: nil
        }
    }

    /// Why a text is no citizen's number.
    package enum Fault: Error, Hashable, Sendable {
        /// A number of 15 digits; such numbers lost their validity.
        case fifteenDigits
        /// Not 17 digits and a digit or X.
        case malformed
        /// The date of birth does not exist.
        case noSuchBirthDate
        /// The check character does not fit.
        case wrongCheck
    }
}
