internal import Documents

extension RegisterReading {
    private static let partKeys = Set(PartTemplate.Slot.allCases.map(\.rawValue)).union([
        "as", "for", "condition", "sealed", "share", "each", "subject", "period", "date", "group",
    ])

    /// The items of `gathers`; `evidence` is what the register says it yields.
    mutating func readParts(
        _ root: DefinitionScan.Located,
        evidence: [EvidenceRule]
    ) -> [PartTemplate] {
        var parts: [PartTemplate] = []
        for entry in scan.list(root, "gathers", countMax: 50) {
            let keys = RegisterReading.partKeys
            guard let at = scan.object(entry.value, entry.path, keys: keys),
                let role = scan.choice(at, "as", as: PartTemplate.Role.self)
            else { continue }
            scope.eachList = readPartList(at, role)
            parts.append(readPart(at, role, yields: Set(evidence.map(\.yields))))
            scope.eachList = nil
        }
        return parts
    }

    private mutating func readPartList(
        _ at: DefinitionScan.Located,
        _ role: PartTemplate.Role
    ) -> String? {
        guard at.has("each") else {
            if role == .ballot { scan.fault(at.path("each"), "选票要写明哪个列表的一行是一票（each）") }
            return nil
        }
        guard let list = scan.fieldID(at, "each"), scope.field(list)?.type == .list else {
            scan.fault(at.path("each"), "“each”后面要写本登记簿的一个列表字段")
            return nil
        }
        if role == .task { scan.fault(at.path("each"), "一条记录是一件任务，不能写 each") }
        return list
    }

    private mutating func readPart(
        _ at: DefinitionScan.Located,
        _ role: PartTemplate.Role,
        yields: Set<String>
    ) -> PartTemplate {
        let names = scan.textOrTexts(at, "for", countMax: 50)
        for name in names where !yields.contains(name) {
            scan.fault(at.path("for"), "“\(name)”不在本登记簿的 evidence 里，请先写上")
        }
        let isUnnamed = role.needsNames || role == .attribute && !at.has("name")
        if names.isEmpty, isUnnamed {
            scan.fault(at.path("for"), "要写明提供哪一项（for）")
        }
        if at.has("share") != (role == .rate) {
            scan.fault(at.path("share"), "“share”写哪些算好的；rate 必须写，其他不能写")
        }
        let part = PartTemplate(
            role: role,
            names: names,
            condition: readCondition(at, "condition"),
            sealed: readCondition(at, "sealed"),
            share: readCondition(at, "share"),
            each: scope.eachList,
            slots: readSlots(at, role),
            subject: readTaskPaths(at, role),
            period: readPaths(at, "period").first,
            dates: readPaths(at, "date"),
            group: readPaths(at, "group").first
        )
        checkPart(part, at)
        return part
    }

    /// Everybody has a task who stands in a column of a list, without `each`: the record stays one.
    private mutating func readTaskPaths(
        _ at: DefinitionScan.Located,
        _ role: PartTemplate.Role
    ) -> [ValuePath] {
        guard role == .task else { return readPaths(at, "subject") }
        let value = at.object["subject"] ?? .null
        let texts = value.listValue ?? [value]
        let lists = texts.compactMap { ValuePath(text: $0.textValue ?? "")?.reference }
        scope.eachList = lists.first { scope.field($0)?.type == .list }
        defer { scope.eachList = nil }
        return readPaths(at, "subject")
    }

    private mutating func readSlots(
        _ at: DefinitionScan.Located,
        _ role: PartTemplate.Role
    ) -> [PartTemplate.Slot: PartTemplate.Operand] {
        var slots: [PartTemplate.Slot: PartTemplate.Operand] = [:]
        for slot in PartTemplate.Slot.allCases {
            let key = slot.rawValue
            guard at.has(key) else {
                if role.required.contains(slot) {
                    scan.fault(at.path(key), "缺少“\(key)”，这里要写字段编号")
                }
                continue
            }
            guard role.required.union(role.optional).contains(slot) else {
                scan.fault(at.path(key), "\(role.rawValue) 不用“\(key)”，请删去")
                continue
            }
            slots[slot] = readOperand(at, key)
        }
        return slots
    }

    /// A field, several of which the first given counts, or `{fixed: value}`.
    private mutating func readOperand(
        _ at: DefinitionScan.Located,
        _ key: String
    ) -> PartTemplate.Operand? {
        guard let value = at.object[key], value.objectValue != nil else {
            return .paths(readPaths(at, key))
        }
        guard let fixed = scan.object(value, at.path(key), keys: ["fixed"]) else { return nil }
        let literal = fixed.object["fixed"]
        if let flag = literal?.booleanValue { return .fixed(.boolean(flag)) }
        if let number = literal?.integerValue { return .fixed(.integer(Int64(number))) }
        return scan.text(fixed, "fixed").map { .fixed(.text($0)) }
    }

    private mutating func checkPart(_ part: PartTemplate, _ at: DefinitionScan.Located) {
        if part.subject.isEmpty, part.role.needsSubject {
            scan.fault(at.path("subject"), "要写明记到谁（subject）")
        }
        if let group = part.group, group.reference != nil {
            scan.fault(at.path("group"), "“group”要写本登记簿自己的字段")
        }
        if part.period == nil, part.dates.isEmpty, part.group == nil {
            scan.fault(at.path, "要写明算在哪一期：period、date 或 group")
        }
        let isDatedOnly = part.period == nil && part.group == nil && !part.dates.isEmpty
        if part.role == .rate, part.each != nil || !isDatedOnly {
            scan.fault(at.path, "比率按记录的日期数，只能写 date，不能写 each、period、group")
        }
        if part.period == nil, part.role == .periodScore {
            scan.fault(at.path("period"), "缺少“period”，要写明是哪一期的成绩")
        }
    }
}
