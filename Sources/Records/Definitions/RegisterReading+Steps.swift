internal import Documents

/// Who may begin a record, who may change it apart from its steps, and what binds a step.
extension RegisterReading {
    /// The roles that may begin a record; nil where that follows from the steps.
    mutating func readRecorders(_ root: DefinitionScan.Located) -> Set<Role>? {
        guard root.has("recordedBy") else { return nil }
        var roles: Set<Role> = []
        for (text, index) in zip(scan.texts(root, "recordedBy", countMax: 20), 0...) {
            let path = root.path("recordedBy").appending(index: index)
            guard let role = Role(rawValue: text) else {
                let known = Role.allCases.map(\.rawValue).joined(separator: "、")
                scan.fault(path, "“\(text)”不是角色，可写：\(known)")
                continue
            }
            roles.insert(role)
        }
        if roles.isEmpty { scan.fault(root.path("recordedBy"), "至少要写一个角色") }
        return roles
    }

    /// What changes without a step; nil where every field does.
    mutating func readOpenFields(_ root: DefinitionScan.Located) -> [OpenFields]? {
        guard root.has("changes") else { return nil }
        if !root.has("states") {
            scan.fault(root.path("changes"), "没有写状态（states），不能写“changes”")
        }
        var open: [OpenFields] = []
        for entry in scan.list(root, "changes", countMax: 20) {
            guard let at = scan.object(entry.value, entry.path, keys: ["role", "fields"]),
                let role = scan.choice(at, "role", as: Role.self)
            else { continue }
            let fields = readFieldIDs(at, "fields")
            open.append(OpenFields(role: role, fields: Set(fields)))
        }
        return open
    }

    /// What a sealed letter asks for: what is required must be among it.
    mutating func readLetterFields(_ root: DefinitionScan.Located) -> [String] {
        guard root.has("letter") else { return [] }
        let ids = readFieldIDs(root, "letter")
        for id in ids where scope.field(id).map({ $0.isComputed || $0.isRetired }) ?? false {
            scan.fault(root.path("letter"), "“\(id)”由程序计算或已停用，密件里不能填")
        }
        for field in scope.fields where field.isRequired && !field.isComputed {
            if !field.isRetired, !ids.contains(field.id) {
                scan.fault(root.path("letter"), "必填的“\(field.label)”要写进密件的栏目")
            }
        }
        return ids
    }

    mutating func readChecks(_ at: DefinitionScan.Located) -> [Condition] {
        scan.list(at, "checks", countMax: 20).compactMap {
            readCondition($0.value, $0.path, depth: 0)
        }
    }

    /// Names of steps, or the initial state for the record's first event.
    mutating func readOthersThan(_ at: DefinitionScan.Located) -> [String] {
        let names = scan.texts(at, "othersThan", countMax: 20)
        for name in names
        where !scope.transitionNames.contains(name) && !scope.states.contains(name) {
            scan.fault(at.path("othersThan"), "没有名为“\(name)”的流转或状态")
        }
        return names
    }

    mutating func readRecusal(_ at: DefinitionScan.Located) -> Recusal? {
        guard at.has("recusal") else { return nil }
        let keys: Set<String> = ["list", "person", "flag", "persons", "units"]
        guard let rule = scan.object(at.object["recusal"], at.path("recusal"), keys: keys) else {
            return nil
        }
        let list = scan.fieldID(rule, "list", required: false)
        if let list, scope.field(list)?.type != .list {
            scan.fault(rule.path("list"), "没有列表“\(list)”")
        }
        let person = readColumn(rule, "person", of: list, type: .reference)
        let flag = readColumn(rule, "flag", of: list, type: .boolean)
        let units = scan.list(rule, "units", countMax: 10).compactMap {
            readPath($0.value, $0.path)
        }
        return Recusal(
            list: list,
            person: person,
            flag: flag,
            persons: readFieldIDs(rule, "persons"),
            units: units
        )
    }

    private mutating func readColumn(
        _ at: DefinitionScan.Located,
        _ key: String,
        of list: String?,
        type: FieldType
    ) -> String? {
        guard let column = scan.fieldID(at, key, required: false) else { return nil }
        if list.flatMap({ scope.field($0)?.item(column)?.type }) != type {
            scan.fault(at.path(key), "列表里没有可以这样用的列“\(column)”")
        }
        return column
    }

    private mutating func readFieldIDs(_ at: DefinitionScan.Located, _ key: String) -> [String] {
        let ids = scan.texts(at, key, countMax: 100)
        for id in ids where scope.field(id) == nil {
            scan.fault(at.path(key), "没有字段“\(id)”")
        }
        return ids
    }
}
