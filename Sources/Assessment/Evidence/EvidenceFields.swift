import Documents
import ExactNumbers

/// Collects every fault of one evidence document.
struct EvidenceFaults {
    private(set) var all: [EvidenceFault] = []

    mutating func add(_ reason: EvidenceFaultReason, _ path: DocumentPath, _ message: String) {
        all.append(EvidenceFault(path: path, reason: reason, message: message))
    }

    /// The value as an object; anything else is a fault.
    mutating func object(_ value: DocumentValue, _ path: DocumentPath) -> DocumentObject? {
        if case .object(let object) = value { return object }
        add(.badType, path, "这里应当是一组“名称: 值”。")
        return nil
    }

    /// The value as a list; anything else is a fault.
    mutating func list(_ value: DocumentValue, _ path: DocumentPath) -> [DocumentValue]? {
        if case .list(let list) = value { return list }
        add(.badType, path, "这里应当是列表。")
        return nil
    }

    /// The value as a text; anything else is a fault.
    mutating func text(_ value: DocumentValue, _ path: DocumentPath) -> String? {
        if case .text(let text) = value { return text }
        add(.badType, path, "这里应当是文字。")
        return nil
    }

    /// The value as true or false; anything else is a fault.
    mutating func truth(_ value: DocumentValue, _ path: DocumentPath) -> Bool? {
        if case .boolean(let truth) = value { return truth }
        add(.badType, path, "这里应当是 true 或 false。")
        return nil
    }

    /// The text of a key that must be there.
    mutating func requiredText(
        _ key: String,
        of object: DocumentObject,
        _ path: DocumentPath
    ) -> String? {
        guard let value = object[key] else {
            add(.missing, path.appending(key), "缺少“\(key)”，请补上。")
            return nil
        }
        return text(value, path.appending(key))
    }

    /// The text of a key that may be absent.
    mutating func optionalText(
        _ key: String,
        of object: DocumentObject,
        _ path: DocumentPath
    ) -> String? {
        object[key].flatMap { text($0, path.appending(key)) }
    }

    /// The value as a number in one of the forms that lose no digits.
    mutating func number(_ value: DocumentValue, _ path: DocumentPath) -> ExactNumber? {
        switch value {
        case .number(let literal) where !literal.utf8.contains(where: isFractional):
            if let number = ExactNumber(literal) { return number }
        case .text(let text):
            if let number = ExactNumber(text) { return number }
        default: break
        }
        add(.badNumber, path, "这里应当是数：整数，或加引号的小数、分数，例如 \"92.5\"。")
        return nil
    }

    /// The value as a whole number that is at least `least`.
    mutating func wholeNumber(
        _ value: DocumentValue,
        _ path: DocumentPath,
        atLeast least: ExactNumber
    ) -> ExactNumber? {
        guard let number = number(value, path) else { return nil }
        guard number.isWhole else {
            add(.badNumber, path, "这里应当是整数。")
            return nil
        }
        guard number >= least else {
            add(.outsideBounds, path, "这里不能小于 \(least.text)。")
            return nil
        }
        return number
    }

    /// Reports every key that is not known at this place.
    mutating func checkKeys(
        of object: DocumentObject,
        _ path: DocumentPath,
        known: Set<String>
    ) {
        for member in object.members where !known.contains(member.key) {
            add(.unknownKey, path.appending(member.key), "不认识“\(member.key)”，请检查拼写或删去。")
        }
    }
}

private func isFractional(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
}
