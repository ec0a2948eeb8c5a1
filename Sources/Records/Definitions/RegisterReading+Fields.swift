internal import Documents

extension RegisterReading {
    private static let fieldKeys: Set<String> = [
        "id", "label", "type", "required", "personal", "official", "default", "retired", "choices",
        "retiredChoices", "choiceLabels", "references", "items", "unit", "computed", "rule",
    ]

    private static let reservedIDs = Set(
        RegisterDefinition.reservedFieldIDs.map { $0.lowercased() }
    )
    private static let fieldCountMax = 200
    private static let itemCountMax = 40

    mutating func readFields(_ root: DefinitionScan.Located) -> [FieldDefinition] {
        let entries = scan.list(root, "fields", countMax: RegisterReading.fieldCountMax)
        return readFields(entries, isColumn: false)
    }

    private mutating func readFields(
        _ entries: [DefinitionScan.Entry],
        isColumn: Bool
    ) -> [FieldDefinition] {
        var fields: [FieldDefinition] = []
        // SQLite compares the names of columns without regard to case.
        var seen: Set<String> = []
        for entry in entries {
            guard let field = readField(entry, isColumn: isColumn) else { continue }
            let idPath = entry.path.appending("id")
            if RegisterReading.reservedIDs.contains(field.id.lowercased()) {
                scan.fault(idPath, "“\(field.id)”是系统自用的名称，请换一个")
            }
            if !seen.insert(field.id.lowercased()).inserted {
                scan.fault(idPath, "字段“\(field.id)”写了两次（大小写不同也算同一个）")
            }
            fields.append(field)
        }
        return fields
    }

    private mutating func readField(
        _ entry: DefinitionScan.Entry,
        isColumn: Bool
    ) -> FieldDefinition? {
        let keys = RegisterReading.fieldKeys
        guard let at = scan.object(entry.value, entry.path, keys: keys) else { return nil }
        let id = scan.fieldID(at, "id")
        let label = scan.text(at, "label", characterCountMax: 100)
        let type = scan.choice(at, "type", as: FieldType.self)
        let items = readItems(at, isColumn: isColumn)
        let choices = scan.texts(at, "choices", countMax: 300, characterCountMax: 100)
        let references = at.has("references") ? readRegisterIDs(at, "references") : []
        guard let id, let label, let type else { return nil }
        let field = FieldDefinition(
            id: id,
            label: label,
            type: type,
            isRequired: scan.flag(at, "required"),
            isPersonal: scan.flag(at, "personal"),
            isOfficial: scan.flag(at, "official"),
            isDefault: scan.flag(at, "default"),
            isRetired: scan.flag(at, "retired"),
            choices: choices,
            retiredChoices: scan.texts(at, "retiredChoices", countMax: 300),
            choiceLabels: readChoiceLabels(at, choices),
            references: references,
            items: items,
            unit: scan.text(at, "unit", required: false, characterCountMax: 20),
            computed: scan.text(at, "computed", required: false, characterCountMax: 500),
            rule: nil
        )
        check(field, at, isColumn: isColumn)
        return field
    }

    private mutating func readChoiceLabels(
        _ at: DefinitionScan.Located,
        _ choices: [String]
    ) -> [String: String] {
        guard at.has("choiceLabels") else { return [:] }
        guard let object = at.object["choiceLabels"]?.objectValue else {
            scan.fault(at.path("choiceLabels"), "选项的说法要写成“选项: 说法”")
            return [:]
        }
        let within = DefinitionScan.Located(object: object, path: at.path("choiceLabels"))
        var labels: [String: String] = [:]
        for choice in object.keys {
            if !choices.contains(choice) {
                scan.fault(within.path(choice), "“\(choice)”不是这个字段的选项")
            }
            guard let label = scan.text(within, choice, characterCountMax: 100) else { continue }
            // An entry may give the label: it must name one choice.
            if choices.contains(label) || labels.values.contains(label) {
                scan.fault(within.path(choice), "“\(label)”已经是另一个选项的说法，请换一个")
            }
            labels[choice] = label
        }
        return labels
    }

    private mutating func readItems(
        _ at: DefinitionScan.Located,
        isColumn: Bool
    ) -> [FieldDefinition] {
        let entries = scan.list(at, "items", countMax: RegisterReading.itemCountMax)
        guard !isColumn else {
            if !entries.isEmpty { scan.fault(at.path("items"), "列表的列不能再是列表") }
            return []
        }
        return readFields(entries, isColumn: true)
    }

    private mutating func check(
        _ field: FieldDefinition,
        _ at: DefinitionScan.Located,
        isColumn: Bool
    ) {
        if (field.type == .choice) == field.choices.isEmpty {
            scan.fault(at.path("choices"), "“\(field.label)”：选项类字段要写选项，其他字段不能写")
        }
        if !Set(field.retiredChoices).isSubset(of: field.choices) {
            scan.fault(at.path("retiredChoices"), "“\(field.label)”：停用的选项必须仍列在选项中")
        }
        if (field.type == .reference) == field.references.isEmpty {
            scan.fault(at.path("references"), "“\(field.label)”：引用类字段要写明引用哪个登记簿，其他字段不能写")
        }
        if (field.type == .list) == field.items.isEmpty {
            scan.fault(at.path("items"), "“\(field.label)”：列表要写明各列，其他字段不能写")
        }
        if field.type == .list, isColumn || field.isPersonal || field.isRequired {
            scan.fault(at.path("type"), "“\(field.label)”：列表不能嵌套，也不能整体设为必填或个人信息")
        }
        checkPrivacy(field, at, isColumn: isColumn)
    }

    private mutating func checkPrivacy(
        _ field: FieldDefinition,
        _ at: DefinitionScan.Located,
        isColumn: Bool
    ) {
        if field.type == .citizenID, !field.isPersonal {
            scan.fault(at.path("personal"), "“\(field.label)”是身份证件号，必须设为个人信息")
        }
        if field.type == .personName, field.isPersonal == field.isOfficial {
            scan.fault(at.path("personal"), "“\(field.label)”是姓名，要么是个人信息，要么是公职人员姓名")
        }
        if field.isOfficial, field.type != .personName {
            scan.fault(at.path("official"), "“\(field.label)”不是姓名，不能设为公职人员姓名")
        }
        if field.isComputed || at.has("rule"), field.isRequired || isColumn {
            scan.fault(at.path("computed"), "“\(field.label)”由系统计算，不能设为必填，也不能是列表的列")
        }
    }
}
