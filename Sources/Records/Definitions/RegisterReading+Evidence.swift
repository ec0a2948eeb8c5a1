internal import Documents

extension RegisterReading {
    private static let partKeys = Set(FindingPart.allCases.map(\.rawValue))

    mutating func readLists(_ root: DefinitionScan.Located) -> [ListDefinition] {
        var lists: [ListDefinition] = []
        for entry in scan.list(root, "lists", countMax: 50) {
            guard let at = scan.object(entry.value, entry.path, keys: ["id", "label", "shows"]),
                let id = scan.fieldID(at, "id"), let label = scan.text(at, "label"),
                let shows = scan.text(at, "shows", characterCountMax: 500)
            else { continue }
            if lists.contains(where: { $0.id == id }) {
                scan.fault(at.path("id"), "清单“\(id)”写了两次")
            }
            lists.append(ListDefinition(id: id, label: label, shows: shows))
        }
        return lists
    }

    mutating func readStatistics(_ root: DefinitionScan.Located) -> [StatisticDefinition] {
        let keys: Set<String> = ["id", "label", "counts", "over", "condition"]
        var statistics: [StatisticDefinition] = []
        for entry in scan.list(root, "statistics", countMax: 50) {
            guard let at = scan.object(entry.value, entry.path, keys: keys),
                let id = scan.fieldID(at, "id"), let label = scan.text(at, "label"),
                let counts = scan.text(at, "counts", characterCountMax: 500)
            else { continue }
            if statistics.contains(where: { $0.id == id }) {
                scan.fault(at.path("id"), "统计“\(id)”写了两次")
            }
            statistics.append(
                StatisticDefinition(
                    id: id,
                    label: label,
                    counts: counts,
                    over: scan.text(at, "over", required: false, characterCountMax: 500) ?? "",
                    condition: readCondition(at, "condition")
                )
            )
        }
        return statistics
    }

    mutating func readEvidence(_ root: DefinitionScan.Located) -> [EvidenceRule] {
        let keys = RegisterReading.partKeys.union([
            "yields", "by", "when", "condition", "conditions", "date", "subject", "each", "once",
        ])
        var rules: [EvidenceRule] = []
        for entry in scan.list(root, "evidence", countMax: 200) {
            guard let at = scan.object(entry.value, entry.path, keys: keys) else { continue }
            let yields = scan.text(at, "yields")
            let source = scan.choice(at, "by", as: EvidenceRule.Source.self)
            let when = scan.text(at, "when", characterCountMax: 500)
            guard let yields, let source, let when else { continue }
            rules.append(readRule(at, yields: yields, source: source, when: when))
        }
        return rules
    }

    private mutating func readRule(
        _ at: DefinitionScan.Located,
        yields: String,
        source: EvidenceRule.Source,
        when: String
    ) -> EvidenceRule {
        var finding: FindingTemplate?
        var count: CountTemplate?
        if at.has("condition") || at.has("conditions") {
            switch source {
            case .record: finding = readFinding(at, rule: nil)
            case .statistic: count = readCount(at)
            case .hand, .mark:
                scan.fault(at.path, "只有 by 为 record 或 statistic 的依据可以写条件")
            }
        }
        return EvidenceRule(
            yields: yields,
            source: source,
            when: when,
            finding: finding,
            count: count
        )
    }

    mutating func readFindings(_ root: DefinitionScan.Located) -> FindingTemplate? {
        guard root.has("findings") else { return nil }
        let keys = RegisterReading.partKeys.union(["rule", "condition", "date", "subject"])
        let path = root.path("findings")
        guard let at = scan.object(root.object["findings"], path, keys: keys),
            let rule = readPath(at.object["rule"] ?? .null, at.path("rule"))
        else { return nil }
        return readFinding(at, rule: rule)
    }

    private mutating func readFinding(
        _ at: DefinitionScan.Located,
        rule: ValuePath?
    ) -> FindingTemplate? {
        if !at.has("condition") { scan.fault(at.path("condition"), "缺少条件（condition）") }
        let each = readEach(at)
        scope.eachList = each?.list
        defer { scope.eachList = nil }
        let condition = readCondition(at, "condition")
        let dates = readPaths(at, "date")
        if dates.isEmpty { scan.fault(at.path("date"), "缺少日期（date），这里要写字段编号") }
        let subject = readSubject(at)
        var parts: [FindingPart: [ValuePath]] = [:]
        for part in FindingPart.allCases {
            let paths = readPaths(at, part.rawValue)
            if !paths.isEmpty { parts[part] = paths }
        }
        guard let condition, !dates.isEmpty, let subject else { return nil }
        return FindingTemplate(
            rule: rule,
            condition: condition,
            dates: dates,
            subject: subject,
            parts: parts,
            each: each
        )
    }

    private mutating func readEach(_ at: DefinitionScan.Located) -> FindingTemplate.EachRow? {
        guard at.has("each") else { return nil }
        guard let list = scan.fieldID(at, "each"), scope.field(list)?.type == .list else {
            scan.fault(at.path("each"), "“each”后面要写本登记簿的一个列表字段")
            return nil
        }
        return FindingTemplate.EachRow(list: list, isOnce: scan.flag(at, "once"))
    }

    private mutating func readCount(_ at: DefinitionScan.Located) -> CountTemplate? {
        var conditions: [PlaceLevel?: Condition] = [:]
        conditions[PlaceLevel?.none] = readCondition(at, "condition")
        if at.has("conditions") {
            let keys = Set(PlaceLevel.allCases.map(\.rawValue))
            let path = at.path("conditions")
            if let levels = scan.object(at.object["conditions"], path, keys: keys) {
                for level in PlaceLevel.allCases where levels.has(level.rawValue) {
                    conditions[level] = readCondition(levels, level.rawValue)
                }
            }
        }
        guard let subject = readSubject(at), !conditions.isEmpty else { return nil }
        return CountTemplate(conditions: conditions, subject: subject)
    }

    private mutating func readSubject(_ at: DefinitionScan.Located) -> EvidenceSubject? {
        let path = at.path("subject")
        guard let subject = scan.object(at.object["subject"], path, keys: ["unit", "place"]) else {
            return nil
        }
        let result = EvidenceSubject(
            unit: readPaths(subject, "unit"),
            place: readPaths(subject, "place")
        )
        if result.unit.isEmpty, result.place.isEmpty {
            scan.fault(path, "要写明记到哪个单位（unit）或地方（place）")
        }
        return result
    }
}
