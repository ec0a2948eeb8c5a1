internal import Documents

/// What differs between two documents, for the person who changed one.
///
/// Entries of lists are matched by their `id` or `name`, so that a new one in the middle is not a
/// change of all that follow.
enum DocumentDifference {
    /// More than this nobody reads; the rest is counted.
    private static let countMax = 60
    private static let lengthMax = 60

    /// The parts of files in the words of the manual.
    private static let words = [
        "assesses": "考核谁", "audience": "知悉范围", "cases": "样例", "choices": "选项", "condition": "条件",
        "deadline": "期限", "documents": "文书", "evidence": "考核依据", "fields": "字段",
        "gathers": "计入考核的记录",
        "items": "列", "label": "名称", "levels": "级别", "lists": "清单", "needs": "必须填",
        "note": "说明", "parameters": "参数", "periods": "期间", "policies": "总的规定",
        "required": "必填", "role": "角色", "rules": "条款", "sections": "部分", "states": "状态",
        "statistics": "统计", "steps": "计算步骤", "title": "名称", "transitions": "流转",
        "type": "类型",
    ]

    static func sentences(from old: DocumentValue, to new: DocumentValue) -> [String] {
        var found: [String] = []
        compare(canonical(old), canonical(new), [], into: &found)
        guard found.count > countMax else { return found }
        return found.prefix(countMax) + ["……另有 \(found.count - countMax) 处。"]
    }

    /// Members in the order of their names: in files their order says nothing.
    private static func canonical(_ value: DocumentValue) -> DocumentValue {
        (try? JSONReader.read(JSONWriter.canonical(value))) ?? value
    }

    private static func compare(
        _ old: DocumentValue,
        _ new: DocumentValue,
        _ path: [String],
        into found: inout [String]
    ) {
        guard old != new else { return }
        if let before = entries(of: old), let after = entries(of: new) {
            return compareEntries(before, after, path, into: &found)
        }
        let (before, after) = (shown(old), shown(new))
        let change = before.isEmpty || after.isEmpty ? "有变" : "由\(before)改为\(after)"
        found.append("\(text(path))：\(change)")
    }

    private static func compareEntries(
        _ before: [Entry],
        _ after: [Entry],
        _ path: [String],
        into found: inout [String]
    ) {
        let start = found.count
        for entry in before where !after.contains(where: { $0.key == entry.key }) {
            found.append("\(text(path + [entry.title]))：去掉\(shown(entry.value))")
        }
        for entry in after {
            if let former = before.first(where: { $0.key == entry.key }) {
                compare(former.value, entry.value, path + [entry.title], into: &found)
            } else {
                found.append("\(text(path + [entry.title]))：新增\(shown(entry.value))")
            }
        }
        if found.count == start { found.append("\(text(path))：次序有变") }
    }

    private struct Entry {
        let key: String
        let title: String
        let value: DocumentValue
    }

    /// The parts that are matched by name, or as a whole where they have none; nil for what is no
    /// list of parts.
    private static func entries(of value: DocumentValue) -> [Entry]? {
        if let object = value.objectValue {
            return object.members.map { member in
                Entry(
                    key: member.key,
                    title: words[member.key] ?? member.key,
                    value: member.value
                )
            }
        }
        guard let list = value.listValue else { return nil }
        let named = list.compactMap { item -> Entry? in
            guard let key = (item["id"] ?? item["name"])?.textValue else { return nil }
            let label = (item["label"] ?? item["title"])?.textValue
            return Entry(key: key, title: label.map { "\($0)（\(key)）" } ?? key, value: item)
        }
        if named.count == list.count, Set(named.map(\.key)).count == list.count { return named }
        return list.map { item in
            let whole = String(decoding: JSONWriter.canonical(item), as: UTF8.self)
            let title = item.textValue ?? item["yields"]?.textValue ?? "一项"
            return Entry(key: whole, title: title, value: item.textValue == nil ? item : .null)
        }
    }

    private static func text(_ path: [String]) -> String {
        path.isEmpty ? "整个文件" : path.joined(separator: " › ")
    }

    /// A single value in quotation marks; nothing for parts of a file, which are long.
    private static func shown(_ value: DocumentValue) -> String {
        guard value.objectValue == nil, value.listValue == nil, !value.isNull else { return "" }
        let text =
            value.textValue ?? String(decoding: JSONWriter.canonical(value), as: UTF8.self)
        return text.count > lengthMax ? "“\(text.prefix(lengthMax))…”" : "“\(text)”"
    }
}
