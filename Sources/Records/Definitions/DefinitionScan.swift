internal import Documents

/// Looks through a document and collects what is wrong with it; what it returns after a fault is a
/// stand-in that never leaves the reader.
struct DefinitionScan {
    /// How many faults are kept; a hostile file could hold any number.
    static let faultCountMax = 100

    private(set) var faults: [DefinitionFault] = []
    private let lineOf: (DocumentPath) -> Int?

    init(lineOf: @escaping (DocumentPath) -> Int?) { self.lineOf = lineOf }

    /// Notes a fault.
    mutating func fault(_ path: DocumentPath, _ message: String) {
        guard faults.count < DefinitionScan.faultCountMax else { return }
        faults.append(DefinitionFault(path: path, line: lineOf(path), message: message))
    }

    /// An object with no other keys than these, its required keys present.
    mutating func object(
        _ value: DocumentValue?,
        _ path: DocumentPath,
        keys: Set<String>
    ) -> Located? {
        guard let object = value?.objectValue else {
            fault(path, "这里要写成“键: 值”的形式")
            return nil
        }
        for key in object.keys where !keys.contains(key) {
            fault(path.appending(key), "不认识“\(key)”，请检查拼写或删去")
        }
        return Located(object: object, path: path)
    }

    /// A text under a key; nil without a fault where it is absent and not required.
    mutating func text(
        _ at: Located,
        _ key: String,
        required: Bool = true,
        characterCountMax: Int = 200
    ) -> String? {
        guard let value = at.object[key], !value.isNull else {
            if required { fault(at.path(key), "缺少“\(key)”，请补上") }
            return nil
        }
        return text(value, at.path(key), characterCountMax: characterCountMax)
    }

    /// A text that is not empty, not too long and free of hidden characters.
    mutating func text(
        _ value: DocumentValue,
        _ path: DocumentPath,
        characterCountMax: Int = 200
    ) -> String? {
        guard let text = value.textValue, !text.isEmpty else {
            fault(path, "这里要写文字，不能为空；像数字或时间的文字请加引号")
            return nil
        }
        guard text.unicodeScalars.count <= characterCountMax else {
            fault(path, "文字超过 \(characterCountMax) 个字，请缩短")
            return nil
        }
        let isClean = text.unicodeScalars.allSatisfy {
            !TextRules.isForbidden($0, linesAllowed: false)
        }
        guard isClean, TextRules.trimmed(text) == text else {
            fault(path, "文字中有看不见的控制字符，或首尾有空格，请删去")
            return nil
        }
        return text
    }

    /// A field's id under a key.
    mutating func fieldID(_ at: Located, _ key: String, required: Bool = true) -> String? {
        guard let text = text(at, key, required: required) else { return nil }
        guard DefinitionNames.isFieldID(text) else {
            fault(at.path(key), "“\(text)”不能作编号：要以小写字母开头，只用英文字母和数字，不超过 64 个")
            return nil
        }
        return text
    }

    /// True or false under a key, false where it is absent.
    mutating func flag(_ at: Located, _ key: String) -> Bool {
        guard let value = at.object[key], !value.isNull else { return false }
        guard let flag = value.booleanValue else {
            fault(at.path(key), "“\(key)”只能写 true 或 false")
            return false
        }
        return flag
    }

    /// A whole number under a key, within bounds; nil where it is absent.
    mutating func integer(_ at: Located, _ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = at.object[key], !value.isNull else { return nil }
        guard let number = value.integerValue, range.contains(number) else {
            let (low, high) = (range.lowerBound, range.upperBound)
            fault(at.path(key), "“\(key)”要写 \(low) 到 \(high) 之间的整数")
            return nil
        }
        return number
    }

    /// One of a closed set under a key.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ at: Located,
        _ key: String,
        as type: Choice.Type
    ) -> Choice? {
        guard let text = text(at, key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: "、")
            fault(at.path(key), "“\(text)”不在可选范围内，可写：\(known)")
            return nil
        }
        return choice
    }

    /// The items of a list under a key with their places; empty where it is absent.
    mutating func list(_ at: Located, _ key: String, countMax: Int) -> [Entry] {
        guard let value = at.object[key], !value.isNull else { return [] }
        guard let list = value.listValue else {
            fault(at.path(key), "“\(key)”要写成列表")
            return []
        }
        guard list.count <= countMax else {
            fault(at.path(key), "“\(key)”有 \(list.count) 项，超过上限 \(countMax) 项")
            return []
        }
        let path = at.path(key)
        return list.enumerated().map { Entry(value: $1, path: path.appending(index: $0)) }
    }

    /// A list of different texts under a key.
    mutating func texts(
        _ at: Located,
        _ key: String,
        countMax: Int,
        characterCountMax: Int = 200
    ) -> [String] {
        var texts: [String] = []
        for entry in list(at, key, countMax: countMax) {
            let value = entry.value
            guard let text = text(value, entry.path, characterCountMax: characterCountMax) else {
                continue
            }
            if texts.contains(text) { fault(entry.path, "“\(text)”写了两次，请删去一个") }
            texts.append(text)
        }
        return texts
    }

    /// A text or a list of texts under a key; empty where it is absent.
    mutating func textOrTexts(_ at: Located, _ key: String, countMax: Int) -> [String] {
        guard case .text(let text)? = at.object[key] else {
            return texts(at, key, countMax: countMax, characterCountMax: 1_000)
        }
        return self.text(.text(text), at.path(key), characterCountMax: 1_000).map { [$0] } ?? []
    }

    /// An object and where it stands.
    struct Located {
        let object: DocumentObject
        let path: DocumentPath

        func path(_ key: String) -> DocumentPath { path.appending(key) }

        func has(_ key: String) -> Bool { object[key].map { !$0.isNull } ?? false }
    }

    /// An item of a list and where it stands.
    struct Entry {
        let value: DocumentValue
        let path: DocumentPath
    }
}
