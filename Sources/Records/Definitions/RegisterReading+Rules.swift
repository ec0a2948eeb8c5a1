internal import Documents

extension RegisterReading {
    private static let ruleNames: Set<String> = [
        "number", "workingDaysAfter", "sameDay", "copied", "backDated", "daysOver", "daysEarly",
        "timesEntered", "minutesBetween", "holds", "masked", "firstOf",
    ]

    /// Reads the rules of computed fields, once all fields are known.
    mutating func readRules(_ root: DefinitionScan.Located) {
        let documents = root.object["fields"]?.listValue ?? []
        for (index, document) in documents.enumerated() {
            guard let value = document["rule"], let id = document["id"]?.textValue,
                let place = scope.fields.firstIndex(where: { $0.id == id })
            else { continue }
            let path = root.path("fields").appending(index: index).appending("rule")
            guard let rule = readRule(value, path, depth: 0) else { continue }
            scope.fields[place] = scope.fields[place].ruled(by: rule)
            check(rule, of: scope.fields[place], at: place, path)
        }
    }

    private mutating func check(
        _ rule: ComputedRule,
        of field: FieldDefinition,
        at place: Int,
        _ path: DocumentPath
    ) {
        if let types = rule.fieldTypes, !types.contains(field.type) {
            scan.fault(path, "这个计算规则的结果不能放进“\(field.label)”，请检查字段类型")
        }
        if field.isPersonal {
            scan.fault(path, "“\(field.label)”是个人信息，不能由系统计算")
        }
        // Fields are computed in their order, so a rule may only look back at computed ones.
        let later = Set(scope.fields[place...].filter(\.isComputed).map(\.id))
        for input in rule.inputs.sorted() where later.contains(input) {
            scan.fault(path, "计算“\(field.label)”要用到“\(input)”，请把“\(input)”排在前面")
        }
    }

    private mutating func readRule(
        _ value: DocumentValue,
        _ path: DocumentPath,
        depth: Int
    ) -> ComputedRule? {
        let names = RegisterReading.ruleNames
        guard let at = scan.object(value, path, keys: names) else { return nil }
        guard at.object.count == 1, let member = at.object.members.first else {
            scan.fault(path, "每个计算规则只能有一个名称")
            return nil
        }
        let memberPath = at.path(member.key)
        switch member.key {
        case "number": return readNumber(member.value, memberPath)
        case "workingDaysAfter": return readWorkingDays(member.value, memberPath)
        case "sameDay": return readDayField(member.value, memberPath).map { .sameDay($0) }
        case "backDated": return readDayField(member.value, memberPath).map { .backDated($0) }
        case "copied": return readCopied(member.value, memberPath)
        case "daysOver", "daysEarly": return readDays(member.key, member.value, memberPath)
        case "timesEntered": return readTimesEntered(member.value, memberPath)
        case "minutesBetween": return readMinutes(member.value, memberPath)
        case "holds": return readCondition(member.value, memberPath, depth: 0).map { .holds($0) }
        case "masked": return readMasked(member.value, memberPath)
        case "firstOf": return readFirstOf(member.value, memberPath, depth: depth)
        default: return nil
        }
    }

    private mutating func readNumber(_ value: DocumentValue, _ path: DocumentPath) -> ComputedRule?
    {
        guard let code = value.textValue, PaperNumber.isCode(code) else {
            scan.fault(path, "编号的字头要写 1 到 3 个大写字母（不用 I、O、S、V、Z）")
            return nil
        }
        return .number(code: code)
    }

    /// The record's own date or date and time.
    private mutating func readDayField(_ value: DocumentValue, _ path: DocumentPath) -> String? {
        guard let id = value.textValue, let type = scope.field(id)?.type,
            type == .date || type == .dateTime
        else {
            scan.fault(path, "这里要写一个日期或时间字段")
            return nil
        }
        return id
    }

    private mutating func readWorkingDays(
        _ value: DocumentValue,
        _ path: DocumentPath
    ) -> ComputedRule? {
        let keys: Set<String> = ["from", "days", "suspensions"]
        guard let at = scan.object(value, path, keys: keys),
            let from = readDayField(at.object["from"] ?? .null, at.path("from")),
            let days = readDayCount(at.object["days"], at.path("days"))
        else { return nil }
        guard at.has("suspensions"), let suspensions = at.object["suspensions"] else {
            return .workingDaysAfter(from: from, days: days, suspensions: nil)
        }
        if suspensions.textValue == "clockStops" {
            return .workingDaysAfter(from: from, days: days, suspensions: .clockStops)
        }
        guard let list = suspensions["list"]?.textValue, let field = scope.field(list),
            field.item("from")?.type == .date, field.item("to")?.type == .date
        else {
            scan.fault(at.path("suspensions"), "这里要写 clockStops，或一个有“from”“to”两个日期列的列表")
            return nil
        }
        return .workingDaysAfter(from: from, days: days, suspensions: .list(list))
    }

    private mutating func readDayCount(
        _ value: DocumentValue?,
        _ path: DocumentPath
    ) -> ComputedRule.DayCount? {
        let keys: Set<String> = ["reference", "field", "setting", "default"]
        guard let at = scan.object(value, path, keys: keys) else { return nil }
        if at.has("reference") {
            guard let (reference, field) = readReferenced(at) else { return nil }
            return .referenced(reference: reference, field: field)
        }
        if at.has("setting") {
            guard let name = scan.fieldID(at, "setting"),
                let days = scan.integer(at, "default", in: 0...10_000)
            else {
                scan.fault(path, "参数要写明名称（setting）和默认天数（default）")
                return nil
            }
            return .setting(name, default: days)
        }
        guard let id = scan.fieldID(at, "field"), scope.field(id)?.type == .integer else {
            scan.fault(path, "天数要取自一个整数字段")
            return nil
        }
        return .field(id)
    }

    private mutating func readReferenced(_ at: DefinitionScan.Located) -> (String, String)? {
        guard let reference = scan.fieldID(at, "reference"), let field = scan.fieldID(at, "field"),
            scope.field(reference)?.type == .reference
        else {
            scan.fault(at.path, "这里要写一个引用类字段（reference）和对方的字段（field）")
            return nil
        }
        return (reference, field)
    }

    private mutating func readCopied(_ value: DocumentValue, _ path: DocumentPath) -> ComputedRule?
    {
        let keys: Set<String> = ["reference", "field", "at"]
        guard let at = scan.object(value, path, keys: keys),
            let (reference, field) = readReferenced(at)
        else { return nil }
        guard at.has("at") else { return .copied(reference: reference, field: field, at: nil) }
        guard let day = readDayField(at.object["at"] ?? .null, at.path("at")) else { return nil }
        return .copied(reference: reference, field: field, at: day)
    }

    private mutating func readDays(
        _ name: String,
        _ value: DocumentValue,
        _ path: DocumentPath
    ) -> ComputedRule? {
        guard let at = scan.object(value, path, keys: ["due", "finished"]),
            let due = readDayField(at.object["due"] ?? .null, at.path("due")),
            let finished = readDayField(at.object["finished"] ?? .null, at.path("finished"))
        else { return nil }
        return name == "daysOver"
            ? .daysOver(due: due, finished: finished) : .daysEarly(due: due, finished: finished)
    }

    private mutating func readTimesEntered(
        _ value: DocumentValue,
        _ path: DocumentPath
    ) -> ComputedRule? {
        guard let state = value.textValue, scope.states.contains(state) else {
            scan.fault(path, "这里要写本登记簿的一个状态")
            return nil
        }
        return .timesEntered(state: state)
    }

    private mutating func readMinutes(
        _ value: DocumentValue,
        _ path: DocumentPath
    ) -> ComputedRule? {
        guard let at = scan.object(value, path, keys: ["from", "to"]),
            let from = scan.fieldID(at, "from"), let to = scan.fieldID(at, "to"),
            [from, to].allSatisfy({ scope.field($0)?.type == .dateTime })
        else {
            scan.fault(path, "“minutesBetween”后面要写两个时间字段（from、to）")
            return nil
        }
        return .minutesBetween(from: from, to: to)
    }

    private mutating func readMasked(_ value: DocumentValue, _ path: DocumentPath) -> ComputedRule?
    {
        guard let list = value.listValue, (1...10).contains(list.count) else {
            scan.fault(path, "“masked”后面要写 1 到 10 个字段")
            return nil
        }
        var paths: [ValuePath] = []
        for (index, item) in list.enumerated() {
            if let field = readPath(item, path.appending(index: index)) { paths.append(field) }
        }
        return .masked(paths)
    }

    private mutating func readFirstOf(
        _ value: DocumentValue,
        _ path: DocumentPath,
        depth: Int
    ) -> ComputedRule? {
        guard depth == 0, let list = value.listValue, (1...10).contains(list.count) else {
            scan.fault(path, "“firstOf”后面要写 1 到 10 种情况，不能嵌套")
            return nil
        }
        var alternatives: [ComputedRule.Alternative] = []
        for (index, item) in list.enumerated() {
            let itemPath = path.appending(index: index)
            guard let at = scan.object(item, itemPath, keys: ["condition", "rule"]),
                let rule = readRule(at.object["rule"] ?? .null, at.path("rule"), depth: depth + 1)
            else { continue }
            let condition = readCondition(at, "condition")
            alternatives.append(.init(condition: condition, rule: rule))
        }
        return .firstOf(alternatives)
    }
}
