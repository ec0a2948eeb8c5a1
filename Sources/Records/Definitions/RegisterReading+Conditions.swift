internal import Documents

extension RegisterReading {
    private static let conditionDepthMax = 8
    private static let operators: Set<String> = [
        "given", "empty", "is", "isNot", "atLeast", "longer", "inPeriod", "notAfter", "after",
        "same", "refersTo", "held", "passed", "all", "any", "not",
    ]

    /// A condition under a key; nil where it is absent, or after a fault.
    mutating func readCondition(_ at: DefinitionScan.Located, _ key: String) -> Condition? {
        guard at.has(key), let value = at.object[key] else { return nil }
        return readCondition(value, at.path(key), depth: 0)
    }

    /// One map with exactly one operator.
    mutating func readCondition(
        _ value: DocumentValue,
        _ path: DocumentPath,
        depth: Int
    ) -> Condition? {
        guard depth <= RegisterReading.conditionDepthMax else {
            scan.fault(path, "条件嵌套超过 \(RegisterReading.conditionDepthMax) 层，请简化")
            return nil
        }
        let keys = RegisterReading.operators
        guard let at = scan.object(value, path, keys: keys) else { return nil }
        guard at.object.count == 1, let member = at.object.members.first else {
            scan.fault(path, "每个条件只能有一个运算词；几个条件请用 all 或 any 组合")
            return nil
        }
        let memberPath = at.path(member.key)
        switch member.key {
        case "all", "any", "not":
            return readCombination(member.key, member.value, memberPath, depth: depth)
        case "given": return readPath(member.value, memberPath).map { .given($0) }
        case "empty": return readPath(member.value, memberPath).map { .empty($0) }
        case "inPeriod": return readPath(member.value, memberPath).map { .inPeriod($0) }
        case "held": return readPath(member.value, memberPath).map { .held($0) }
        case "is", "isNot": return readComparison(member.key, member.value, memberPath)
        case "atLeast": return readAtLeast(member.value, memberPath)
        case "longer": return readLonger(member.value, memberPath)
        case "notAfter", "after": return readOrder(member.key, member.value, memberPath)
        case "same": return readSame(member.value, memberPath)
        case "refersTo": return readTarget(member.value, memberPath)
        case "passed": return readPassed(member.value, memberPath)
        default: return nil
        }
    }

    private mutating func readCombination(
        _ name: String,
        _ value: DocumentValue,
        _ path: DocumentPath,
        depth: Int
    ) -> Condition? {
        if name == "not" { return readCondition(value, path, depth: depth + 1).map { .not($0) } }
        guard let list = value.listValue, (1...30).contains(list.count) else {
            scan.fault(path, "“\(name)”后面要写 1 到 30 个条件的列表")
            return nil
        }
        var conditions: [Condition] = []
        for (index, item) in list.enumerated() {
            let itemPath = path.appending(index: index)
            if let condition = readCondition(item, itemPath, depth: depth + 1) {
                conditions.append(condition)
            }
        }
        return name == "all" ? .all(conditions) : .any(conditions)
    }

    /// A field, a field of a referenced record, or one of the special names.
    mutating func readPath(_ value: DocumentValue, _ path: DocumentPath) -> ValuePath? {
        guard let text = value.textValue, let result = ValuePath(text: text) else {
            scan.fault(path, "这里要写字段编号，或“引用字段.字段”")
            return nil
        }
        if let reference = result.reference {
            if scope.eachList == reference { return readColumn(result, path) }
            guard scope.field(reference)?.type == .reference else {
                scan.fault(path, "“\(reference)”不是引用类字段，不能再取它的字段")
                return nil
            }
        } else if scope.field(result.field) == nil,
            !ValuePath.specialNames.contains(result.field)
        {
            scan.fault(path, "没有字段“\(result.field)”")
            return nil
        }
        return result
    }

    /// A column of the list whose rows are findings.
    private mutating func readColumn(_ column: ValuePath, _ path: DocumentPath) -> ValuePath? {
        guard known(column) != nil else {
            scan.fault(path, "列表“\(column.start)”没有列“\(column.field)”")
            return nil
        }
        return column
    }

    private mutating func readComparison(
        _ name: String,
        _ value: DocumentValue,
        _ path: DocumentPath
    ) -> Condition? {
        guard let object = value.objectValue, let member = object.members.first, object.count == 1
        else {
            scan.fault(path, "“\(name)”后面要写一个“字段: 值”")
            return nil
        }
        let memberPath = path.appending(member.key)
        guard let field = readPath(.text(member.key), memberPath) else { return nil }
        let literals = member.value.listValue ?? [member.value]
        guard (1...100).contains(literals.count) else {
            scan.fault(memberPath, "这里要写 1 到 100 个值")
            return nil
        }
        let values = literals.compactMap { readLiteral($0, for: field, memberPath) }
        return name == "is" ? .isOneOf(field, values) : .isNot(field, values)
    }

    /// A value that the field could have; a referenced record's fields are not known here.
    private mutating func readLiteral(
        _ literal: DocumentValue,
        for path: ValuePath,
        _ place: DocumentPath
    ) -> FieldValue? {
        let field = known(path)
        let value: FieldValue
        switch literal {
        case .text(let text): value = .text(text)
        case .boolean(let flag): value = .boolean(flag)
        default:
            guard let number = literal.integerValue else {
                scan.fault(place, "条件中的值只能是文字、整数或 true、false")
                return nil
            }
            value = .integer(Int64(number))
        }
        if let problem = literalProblem(value, field: field, path: path) {
            scan.fault(place, problem)
            return nil
        }
        return value
    }

    private func literalProblem(
        _ value: FieldValue,
        field: FieldDefinition?,
        path: ValuePath
    ) -> String? {
        if path == ValuePath(RegisterDefinition.stateField), case .text(let state) = value {
            return scope.states.contains(state) ? nil : "没有状态“\(state)”"
        }
        guard let field else { return nil }
        switch (field.type, value) {
        case (.boolean, .boolean), (.integer, .integer): return nil
        case (.boolean, _), (.integer, _), (_, .boolean), (_, .integer):
            return "值的类型与“\(field.label)”不符"
        case (.choice, .text(let text)):
            return field.choices.contains(text) ? nil : "“\(field.label)”没有选项“\(text)”"
        case (.list, _): return "“\(field.label)”是列表，只能用 given 或 empty"
        default: return nil
        }
    }

    private mutating func readOrder(
        _ name: String,
        _ value: DocumentValue,
        _ path: DocumentPath
    ) -> Condition? {
        guard let list = value.listValue, list.count == 2,
            let first = readDay(list[0], path.appending(index: 0)),
            let second = readDay(list[1], path.appending(index: 1))
        else {
            scan.fault(path, "“\(name)”后面要写两个日期字段，也可以写 periodEnd")
            return nil
        }
        return name == "after" ? .after(first, second) : .notAfter(first, second)
    }

    private mutating func readDay(
        _ value: DocumentValue,
        _ path: DocumentPath
    ) -> Condition.DayOperand? {
        if value.textValue == "periodEnd" { return .periodEnd }
        guard let object = value.objectValue else {
            return readPath(value, path).map { .field($0) }
        }
        if let named = object["endOf"] {
            guard scan.object(value, path, keys: ["endOf"]) != nil else { return nil }
            return readPath(named, path.appending("endOf")).map { .endOf($0) }
        }
        guard let at = scan.object(value, path, keys: ["day", "plus"]),
            let day = readPath(at.object["day"] ?? .null, at.path("day")),
            let days = scan.integer(at, "plus", in: 1...10_000)
        else { return nil }
        return .later(day, days: days)
    }

    private mutating func readSame(_ value: DocumentValue, _ path: DocumentPath) -> Condition? {
        guard let list = value.listValue, list.count == 2,
            let first = readPath(list[0], path.appending(index: 0)),
            let second = readPath(list[1], path.appending(index: 1))
        else {
            scan.fault(path, "“same”后面要写两个字段")
            return nil
        }
        return .same(first, second)
    }

    /// A whole number that a field must reach; only `integer` fields have one.
    private mutating func readAtLeast(_ value: DocumentValue, _ path: DocumentPath) -> Condition? {
        guard let object = value.objectValue, object.count == 1, let member = object.members.first,
            let field = readPath(.text(member.key), path), let number = member.value.integerValue
        else {
            scan.fault(path, "“atLeast”后面要写一个“字段: 整数”")
            return nil
        }
        if let known = known(field), known.type != .integer {
            scan.fault(path, "“\(known.label)”不是整数字段，不能比较大小")
            return nil
        }
        return .atLeast(field, Int64(number))
    }

    private mutating func readLonger(_ value: DocumentValue, _ path: DocumentPath) -> Condition? {
        guard let at = scan.object(value, path, keys: ["from", "to", "minutes"]),
            let from = readPath(at.object["from"] ?? .null, at.path("from")),
            let to = readPath(at.object["to"] ?? .null, at.path("to")),
            let minutes = scan.integer(at, "minutes", in: 0...100_000)
        else {
            scan.fault(path, "“longer”后面要写两个时间字段（from、to）和分钟数（minutes）")
            return nil
        }
        for time in [from, to] {
            guard let known = known(time), known.type != .dateTime else { continue }
            scan.fault(path, "“\(known.label)”不是时间字段，不能计算分钟")
            return nil
        }
        return .longer(from: from, to: to, minutes: minutes)
    }

    /// The field or column that a path ends at, nil where another register has it.
    private func known(_ path: ValuePath) -> FieldDefinition? {
        guard let reference = path.reference else { return scope.field(path.field) }
        return scope.field(reference)?.item(path.field)
    }

    private mutating func readTarget(_ value: DocumentValue, _ path: DocumentPath) -> Condition? {
        guard let object = value.objectValue, object.count == 1, let member = object.members.first,
            let register = member.value.textValue, DefinitionNames.isRegisterID(register),
            let field = readPath(.text(member.key), path)
        else {
            scan.fault(path, "“refersTo”后面要写“引用字段: 登记簿编号”")
            return nil
        }
        return .refersTo(field, register: register)
    }

    private mutating func readPassed(_ value: DocumentValue, _ path: DocumentPath) -> Condition? {
        guard let name = value.textValue, scope.transitionNames.contains(name) else {
            scan.fault(path, "“passed”后面要写本登记簿的一个流转名称")
            return nil
        }
        return .passed(transition: name)
    }
}
