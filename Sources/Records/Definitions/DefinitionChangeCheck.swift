/// What a new version of a definition must not do: old records are read by it too.
///
/// Ids of fields, columns, states and choices are permanent; they are retired, never dropped or
/// given another meaning (design section 6). Labels, order and rules may change.
package enum DefinitionChangeCheck {
    /// Sentences on what is not allowed; empty where the new version may follow the old one.
    package static func problems(
        from old: RegisterDefinition,
        to new: RegisterDefinition
    ) -> [String] {
        var problems: [String] = []
        if old.id != new.id { problems.append("登记簿编号“\(old.id)”不能改成“\(new.id)”。") }
        if old.key != new.key { problems.append("主键不能更改，否则原有记录会失去对应。") }
        if old.isSystem != new.isSystem { problems.append("系统登记簿不能改成普通登记簿，反之亦然。") }
        problems += fieldProblems(from: old.fields, to: new.fields, within: "")
        problems += stateProblems(from: old.workflow, to: new.workflow)
        return problems
    }

    private static func fieldProblems(
        from old: [FieldDefinition],
        to new: [FieldDefinition],
        within list: String
    ) -> [String] {
        old.flatMap { field -> [String] in
            let name = "\(list)“\(field.label)”（\(field.id)）"
            guard let successor = new.first(where: { $0.id == field.id }) else {
                return ["字段\(name)不能删除或改名，请设为停用（retired: true）。"]
            }
            return changeProblems(from: field, to: successor, name: name)
        } + newRequirements(from: old, to: new, within: list)
    }

    private static func changeProblems(
        from old: FieldDefinition,
        to new: FieldDefinition,
        name: String
    ) -> [String] {
        var problems: [String] = []
        if old.type != new.type { problems.append("字段\(name)不能改类型，请停用后另设新字段。") }
        if old.isPersonal != new.isPersonal {
            problems.append("字段\(name)不能改变是否个人信息，请停用后另设新字段。")
        }
        if old.isRetired, !new.isRetired { problems.append("字段\(name)已停用，不能重新启用。") }
        if old.isComputed != new.isComputed {
            problems.append("字段\(name)不能在录入和计算之间改变，请停用后另设新字段。")
        }
        for choice in old.choices where !new.choices.contains(choice) {
            problems.append("字段\(name)的选项“\(choice)”不能删除或改名，请列入停用选项（retiredChoices）。")
        }
        for register in old.references where !new.references.contains(register) {
            problems.append("字段\(name)不能取消对“\(register)”的引用。")
        }
        return problems + fieldProblems(from: old.items, to: new.items, within: "\(name)中的列")
    }

    /// A field that is new, or becomes required, would make every older record invalid.
    private static func newRequirements(
        from old: [FieldDefinition],
        to new: [FieldDefinition],
        within list: String
    ) -> [String] {
        new.filter { field in
            field.isRequired && !(old.first { $0.id == field.id }?.isRequired ?? false)
        }.map { "字段\(list)“\($0.label)”（\($0.id)）不能设为必填，原有记录没有这一项。" }
    }

    private static func stateProblems(from old: Workflow?, to new: Workflow?) -> [String] {
        guard let old else {
            return new == nil ? [] : ["原来没有状态的登记簿不能加上状态，原有记录没有状态。"]
        }
        guard let new else { return ["不能取消登记簿的状态。"] }
        let dropped = old.states.filter { !new.states.contains($0) }
        return dropped.map { "状态“\($0)”不能删除或改名，请列入停用状态（retiredStates）。" }
            + old.retiredStates.filter { !new.retiredStates.contains($0) }
            .map { "状态“\($0)”已停用，不能重新启用。" }
    }
}
