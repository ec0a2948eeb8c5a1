import Documents
import ExactNumbers

/// Collects the faults of one scheme while it is read.
///
/// A class, because every part of the reading adds to one list; it never leaves the reading.
final class SchemeReading {
    let located: LocatedDocument
    private(set) var faults: [SchemeFault] = []
    /// Declared parameters, once they are read; references are checked against them.
    var parameters: [String: SchemeParameter] = [:]
    /// Names of parameters that something in the scheme refers to.
    private(set) var usedParameters: Set<String> = []

    init(_ located: LocatedDocument) {
        self.located = located
    }

    var hasErrors: Bool { faults.contains { $0.severity == .error } }

    func report(
        _ sentence: String,
        at path: DocumentPath,
        _ severity: SchemeFault.Severity = .error
    ) {
        let line = located.isLocated ? located.line(of: path) : nil
        let place = line.map { "第 \($0) 行：" } ?? ""
        let fault = SchemeFault(
            severity: severity,
            path: path,
            line: line,
            sentence: "\(place)\(sentence)。"
        )
        if !faults.contains(fault) { faults.append(fault) }
    }

    func use(parameter name: String) {
        usedParameters.insert(name)
    }
}

/// One object of a scheme's document; each key is asked for once, and what is left is unknown.
final class SchemeFields {
    let reading: SchemeReading
    let path: DocumentPath
    private let object: DocumentObject
    private var asked: Set<String> = []

    /// Reads the value as an object; anything else is reported and read as an empty one.
    init(_ value: DocumentValue?, at path: DocumentPath, in reading: SchemeReading) {
        self.reading = reading
        self.path = path
        if let object = value?.objectValue {
            self.object = object
        } else {
            object = DocumentObject()
            reading.report("这里应当是一组“名称: 值”", at: path)
        }
    }

    var keys: [String] { object.keys }

    func has(_ key: String) -> Bool { object[key] != nil }

    /// The value of a key, which from now on counts as known.
    func value(_ key: String) -> DocumentValue? {
        asked.insert(key)
        return object[key]
    }

    /// The value of a key that must be there.
    func required(_ key: String) -> DocumentValue? {
        let value = value(key)
        if value == nil { report("缺少“\(key)”", at: nil) }
        return value
    }

    func report(_ sentence: String, at key: String?) {
        reading.report(sentence, at: key.map(path.appending) ?? path)
    }

    /// Reports every key that nobody asked for.
    func close() {
        for key in object.keys where !asked.contains(key) {
            report("不认识“\(key)”，请检查拼写", at: key)
        }
    }

    /// Every member as fields of its own, in order.
    func members() -> [(key: String, fields: SchemeFields)] {
        object.members.map { member in
            asked.insert(member.key)
            let fields = SchemeFields(member.value, at: path.appending(member.key), in: reading)
            return (member.key, fields)
        }
    }

    /// The items of a list as fields of their own; no list where there is no such key.
    func items(_ key: String) -> [SchemeFields] {
        guard let value = value(key) else { return [] }
        guard let list = value.listValue else {
            report("“\(key)”应当是列表", at: key)
            return []
        }
        return list.enumerated().map { index, item in
            SchemeFields(item, at: path.appending(key).appending(index: index), in: reading)
        }
    }
}

extension SchemeFields {
    /// A text that must be there and must not be empty.
    func text(_ key: String) -> String {
        guard let value = required(key) else { return "" }
        guard let text = value.textValue, !text.isEmpty else {
            report("“\(key)”应当是文字，数字请加引号", at: key)
            return ""
        }
        return text
    }

    /// A text, or nil where there is no such key.
    func optionalText(_ key: String) -> String? { has(key) ? text(key) : value(key)?.textValue }

    /// A list of texts, empty where there is no such key.
    func texts(_ key: String) -> [String] {
        guard let value = value(key) else { return [] }
        guard let list = value.listValue else {
            report("“\(key)”应当是列表", at: key)
            return []
        }
        let texts = list.compactMap(\.textValue)
        if texts.count < list.count { report("“\(key)”中每一项都应当是文字", at: key) }
        if Set(texts).count < texts.count { report("“\(key)”中有重复的项", at: key) }
        return texts
    }

    /// True or false; the standard where there is no such key.
    func boolean(_ key: String, standard: Bool = false) -> Bool {
        guard let value = value(key) else { return standard }
        guard let boolean = value.booleanValue else {
            report("“\(key)”应当是 true 或 false", at: key)
            return standard
        }
        return boolean
    }

    /// A number that must be there.
    func number(_ key: String) -> ExactNumber {
        guard let value = required(key) else { return .zero }
        return number(value, at: path.appending(key))
    }

    /// A number, or nil where there is no such key.
    func optionalNumber(_ key: String) -> ExactNumber? {
        value(key).map { number($0, at: path.appending(key)) }
    }

    func number(_ value: DocumentValue, at path: DocumentPath) -> ExactNumber {
        guard let text = value.numberLiteral ?? value.textValue, let number = ExactNumber(text)
        else {
            reading.report("这里应当是数，例如 0.5 或 \"1/3\"", at: path)
            return .zero
        }
        return number
    }

    /// A number of 0 or more, or a parameter that can be nothing else.
    func quantity(_ key: String) -> Quantity {
        guard let value = required(key) else { return .fixed(.zero) }
        if let name = parameterName(value, key) {
            if case .choice? = reading.parameters[name]?.domain {
                report("参数“\(name)”不是数，不能用在“\(key)”", at: key)
            }
            checkIsNotNegative(parameter: name, key)
            return .parameter(name)
        }
        return .fixed(points(key))
    }

    /// A number of 0 or more that must be there.
    func points(_ key: String) -> ExactNumber {
        let number = number(key)
        if number.isNegative { report("“\(key)”不能小于 0", at: key) }
        return number
    }

    /// The fault stands where the number does, not where the parameter is used.
    private func checkIsNotNegative(parameter name: String, _ key: String) {
        guard case .number(let standard, _, _)? = reading.parameters[name]?.domain,
            standard.isNegative
        else { return }
        let sentence = "参数“\(name)”的默认值是 \(standard.text)，用在“\(key)”不能小于 0"
        reading.report(sentence, at: DocumentPath(["parameters", name, "default"]))
    }

    /// One of the known texts, or a parameter whose every value is one of them.
    func choice(_ key: String, among known: [String]) -> Choice {
        guard let value = required(key) else { return .fixed(known[0]) }
        let listed = known.joined(separator: "、")
        if let name = parameterName(value, key) {
            switch reading.parameters[name]?.domain {
            case .choice(let values, _, _)?:
                for value in values where !known.contains(value) {
                    let sentence = "参数“\(name)”的值“\(value)”不能用在“\(key)”（可用：\(listed)）"
                    reading.report(sentence, at: path.appending(key))
                }
            case .number?: report("参数“\(name)”是数，不能用在“\(key)”", at: key)
            case nil: break
            }
            return .parameter(name)
        }
        guard let text = value.textValue, known.contains(text) else {
            report("“\(key)”只能是 \(listed)", at: key)
            return .fixed(known[0])
        }
        return .fixed(text)
    }

    /// The parameter that a value refers to by `$name`; an undeclared one is reported.
    private func parameterName(_ value: DocumentValue, _ key: String) -> String? {
        guard let text = value.textValue, text.hasPrefix("$") else { return nil }
        let name = String(text.dropFirst())
        reading.use(parameter: name)
        if reading.parameters[name] == nil {
            report("没有名为“\(name)”的参数，请在 parameters 中写明", at: key)
        }
        return name
    }
}
