internal import Documents
internal import Records
internal import Store

/// Whether a register's definition may take the place of the one in force.
struct RegisterCheck {
    let definition: RegisterDefinition
    /// The one in force, nil for a new register.
    let former: RegisterDefinition?
    let session: StoreSession
    let located: LocatedDocument

    /// Sentences on what is not allowed; empty where it may.
    var problems: [String] {
        if let problem = session.shippedShelf.fixedPartProblem(of: definition) { return [problem] }
        let changes = former.map { DefinitionChangeCheck.problems(from: $0, to: definition) } ?? []
        return changes.map(placed) + reuseProblems + referenceProblems + restProblems
    }

    /// Another register that takes all awards which no register names: both would take them.
    private var restProblems: [String] {
        guard let index = definition.awards.firstIndex(where: \.takesRest) else { return [] }
        let others = session.definitions.filter { other in
            other.id != definition.id && other.awards.contains(where: \.takesRest)
        }
        return others.prefix(1).map { other in
            place(["awards", String(index), "rest"])
                + "其余的奖项和后果已由“\(other.title)”（\(other.id)）接收，只能有一个登记簿这样写，请改写 names。"
        }
    }

    /// A field that is new against the version in force, but was something else in another one.
    private var reuseProblems: [String] {
        var problems: [String] = []
        for other in session.definitions(everOf: definition.id) where other != former {
            for (index, field) in definition.fields.enumerated() {
                guard former?.field(field.id) == nil, let used = other.field(field.id),
                    used.type != field.type || used.isPersonal != field.isPersonal
                else { continue }
                let sentence =
                    "字段“\(field.id)”在别的版本里已经用过（“\(used.label)”），不能改作他用，请另起一个字段编号。"
                let full = place(["fields", String(index)]) + sentence
                if !problems.contains(full) { problems.append(full) }
            }
        }
        return problems
    }

    private var referenceProblems: [String] {
        // What the version in force names already is no fault of this change.
        let named = former.map(RegisterCheck.named) ?? []
        let known = Set(session.definitions.map(\.id) + named + [definition.id])
        var problems: [String] = []
        func check(_ registers: [String], at path: [String]) {
            for register in registers where !known.contains(register) {
                problems.append(place(path) + "没有登记簿“\(register)”，不能引用，请核对编号，或先加载它。")
            }
        }
        for (index, field) in definition.fields.enumerated() {
            check(field.references, at: ["fields", String(index), "references"])
            for (column, item) in field.items.enumerated() {
                let path = ["fields", String(index), "items", String(column), "references"]
                check(item.references, at: path)
            }
        }
        check(definition.uses, at: ["uses"])
        return problems
    }

    private static func named(in definition: RegisterDefinition) -> [String] {
        let fields = definition.fields + definition.fields.flatMap(\.items)
        return fields.flatMap(\.references) + definition.uses
    }

    /// A sentence on a field with the line where the field stands, if it still does.
    private func placed(_ sentence: String) -> String {
        let index = definition.fields.firstIndex { sentence.contains("（\($0.id)）") }
        guard let index else { return sentence }
        return place(["fields", String(index)]) + sentence
    }

    private func place(_ path: [String]) -> String {
        "第 \(located.line(of: DocumentPath(path))) 行："
    }
}
