/// A unified credit code by GB 32100-2015: 1 registrar, 1 type, 6 area, 9 body, 1 check character.
package struct CreditCode: Hashable, Sendable {
    /// The 18 characters in capitals.
    package let text: String

    /// Reads 18 characters; small letters become capitals.
    ///
    /// The reason says what is wrong otherwise.
    package static func read(_ typed: String) -> Result<CreditCode, Fault> {
        let characters = typed.utf8.map { upperCased($0) }
        guard characters.count == 18, decimal(characters[2..<8]) != nil,
            let check = checkCharacter(of: characters.prefix(17)),
            CheckAlphabet.value(of: characters[17]) != nil
        else { return .failure(.malformed) }
        guard characters[17] == check else { return .failure(.wrongCheck) }
        return .success(CreditCode(text: String(decoding: characters, as: UTF8.self)))
    }

    /// The check character of the first 17; nil if one of them is not of the alphabet.
    ///
    /// Weights are the powers of 3 modulo 31; the check brings the sum to a multiple of 31.
    package static func checkCharacter(of body: some Collection<UInt8>) -> UInt8? {
        var sum = 0
        var weight = 1
        for character in body {
            guard let value = CheckAlphabet.value(of: character) else { return nil }
            sum += value * weight
            weight = weight * 3 % 31
        }
        return CheckAlphabet.characters[(31 - sum % 31) % 31]
    }

    /// Why a text is no credit code.
    package enum Fault: Error, Hashable, Sendable {
        /// Not 18 characters of the alphabet with an area of 6 digits.
        case malformed
        /// The check character does not fit.
        case wrongCheck
    }
}

/// The 31 characters of GB 32100: digits and capitals but for I, O, S, V and Z, which are misread.
enum CheckAlphabet {
    static let characters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    static func value(of character: UInt8) -> Int? { characters.firstIndex(of: character) }
}

/// A capital for a small ASCII letter, anything else as it is.
func upperCased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
}
