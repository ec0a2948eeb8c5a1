/// How personal values look where others may see them: always the strictest of the usual masks.
package enum Masking {
    /// A name: its first character and one `*`, so that not even its length shows.
    package static func name(_ name: String) -> String {
        guard let first = name.first else { return "" }
        return name.count == 1 ? "*" : "\(first)*"
    }

    /// A telephone number: of eleven digits or more the first three and the last four, of fewer the
    /// last two, since three and four would be nearly all.
    package static func phone(_ phone: String) -> String {
        let characters = Array(phone)
        if characters.count >= 11 { return hidden(characters, first: 3, last: 4) }
        return characters.count > 4
            ? hidden(characters, first: 0, last: 2) : hidden(characters, first: 0, last: 0)
    }

    /// A citizen's number: the first and the last character, which reveal less than 3 + 4 would.
    package static func citizenID(_ number: String) -> String {
        let characters = Array(number)
        return hidden(
            characters,
            first: characters.count > 2 ? 1 : 0,
            last: characters.count > 2 ? 1 : 0
        )
    }

    /// An address: up to the first county, district, city or province that it names.
    package static func address(_ address: String) -> String {
        guard !address.isEmpty else { return "" }
        guard let end = address.firstIndex(where: { "省市县区旗州".contains($0) }) else {
            return "****"
        }
        return address[...end] + "****"
    }

    /// The value of a personal field of that type, masked; longer texts are hidden altogether.
    package static func value(_ text: String, of type: FieldType) -> String {
        switch type {
        case .personName: name(text)
        case .phone: phone(text)
        case .citizenID: citizenID(text)
        case .text: address(text)
        default: text.isEmpty ? "" : "****"
        }
    }

    /// Free text in which every run that looks like a mobile or citizen's number is masked.
    package static func scrubbed(_ text: String) -> String {
        guard hasLongNumber(text) else { return text }
        var result = ""
        var run = ""
        for character in text {
            if character.isASCII,
                character.isNumber || (run.count == 17 && "xX".contains(character))
            {
                run.append(character)
            } else {
                result += masked(run: run)
                run = ""
                result.append(character)
            }
        }
        return result + masked(run: run)
    }

    /// Whether so many digits stand side by side as the shortest of such numbers has.
    private static func hasLongNumber(_ text: String) -> Bool {
        var count = 0
        return text.utf8.contains { byte in
            count = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? count + 1 : 0
            return count == 11
        }
    }

    private static func masked(run: String) -> String {
        switch run.count {
        case 11: phone(run)
        case 15, 18: citizenID(run)
        default: run
        }
    }

    private static func hidden(_ characters: [Character], first: Int, last: Int) -> String {
        let stars = String(repeating: "*", count: characters.count - first - last)
        return String(characters.prefix(first)) + stars + String(characters.suffix(last))
    }
}
