internal import Causality

extension Condition {
    /// The condition in Chinese, with labels of fields and words of choices, without a full stop.
    package func sentence(in definition: RegisterDefinition) -> String {
        ConditionWords(definition: definition).words(for: self)
    }
}

/// Says conditions of one register.
private struct ConditionWords {
    let definition: RegisterDefinition

    func words(for condition: Condition) -> String {
        switch condition {
        case .given(let path): "\(name(path))已填"
        case .empty(let path): "\(name(path))没有填"
        case .isOneOf(let path, let values): "\(name(path))是\(words(for: values, of: path))"
        case .isNot(let path, let values): "\(name(path))不是\(words(for: values, of: path))"
        case .atLeast(let path, let number): "\(name(path))不少于\(number)"
        case .longer(let from, let to, let minutes):
            "从\(name(from))到\(name(to))超过\(minutes)分钟"
        case .inPeriod(let path): "\(name(path))在本期内"
        case .notAfter(let first, let second): "\(name(first))不晚于\(name(second))"
        case .after(let first, let second): "\(name(first))晚于\(name(second))"
        case .same(let first, let second): "\(name(first))就是\(name(second))"
        case .refersTo(let path, _): "\(name(path))所指的是规定的登记簿里的记录"
        case .held(let path): "\(name(path))所指的记录已在本机"
        case .passed(let transition): "已办过“\(transition)”"
        case .all(let conditions): joined(conditions, by: "，并且")
        case .any(let conditions): joined(conditions, by: "，或者")
        case .not(let condition): "不满足：\(grouped(condition))"
        }
    }

    private func joined(_ conditions: [Condition], by word: String) -> String {
        guard conditions.count > 1 else { return conditions.first.map(words) ?? "" }
        return conditions.map(grouped).joined(separator: word)
    }

    /// A condition of several parts stands in brackets inside another.
    private func grouped(_ condition: Condition) -> String {
        switch condition {
        case .all(let parts) where parts.count > 1, .any(let parts) where parts.count > 1:
            "（\(words(for: condition))）"
        default: words(for: condition)
        }
    }

    private func name(_ operand: Condition.DayOperand) -> String {
        switch operand {
        case .field(let path): name(path)
        case .later(let path, let days): "\(name(path))后第\(days)天"
        case .periodEnd: "期末"
        case .endOf(let path): "\(name(path))的最后一天"
        }
    }

    private func name(_ path: ValuePath) -> String {
        if let reference = path.reference {
            // Another register's labels are not known here.
            return "“\(definition.label(of: reference))”所指记录的\(builtIn(path.field) ?? "相应内容")"
        }
        return builtIn(path.field) ?? "“\(definition.label(of: path.field))”"
    }

    private func builtIn(_ field: String) -> String? {
        switch field {
        case "recordID": "本条记录"
        case "authorPlace": "登记单位"
        case "audiencePlace": "所属地方"
        default: nil
        }
    }

    private func words(for values: [FieldValue], of path: ValuePath) -> String {
        let field = path.reference == nil ? definition.field(path.field) : nil
        return values.map { value in
            switch value {
            case .text(let text): "“\(field?.words(for: text) ?? text)”"
            case .integer(let number): "“\(number)”"
            case .boolean(let flag): flag ? "“是”" : "“否”"
            case .reference(let id): "“\(id.text)”"
            }
        }.joined(separator: "或")
    }
}
