internal import Records

/// Which fields a new record is asked for, in groups as a person thinks of them.
struct IntakePlan: Sendable {
    /// Fields under one heading.
    struct Group: Sendable {
        let title: String
        let fields: [FieldDefinition]
    }

    /// What belongs to taking the matter in.
    let groups: [Group]
    /// What may be filled in now but is usually known later.
    let later: [FieldDefinition]
    /// Fields that the first steps need besides required ones; for hints, not for refusals.
    let needed: Set<String>

    /// All fields in the order of the form.
    var fields: [FieldDefinition] { groups.flatMap(\.fields) + later }

    /// Plans the form of a letter: what its register asks for in one.
    init(letterIn definition: RegisterDefinition) {
        groups = IntakePlan.grouped(definition.fields(named: definition.letterFields))
        later = []
        needed = []
    }

    /// Plans the form of a register.
    ///
    /// What is required or needed for a starting state, and what stands between in the definition's
    /// order, comes first; what only later steps need comes last.
    init(_ definition: RegisterDefinition) {
        let entered = definition.fields.filter { !$0.isComputed && !$0.isRetired }
        let workflow = definition.workflow
        let starts = Set(
            [workflow?.initial].compactMap(\.self) + (workflow?.alsoInitial.map(\.state) ?? [])
        )
        let transitions = workflow?.transitions ?? []
        let first = Set(transitions.filter { starts.contains($0.to) }.flatMap(\.needs))
            .union(workflow?.alsoInitial.flatMap { $0.condition?.fields ?? [] } ?? [])
        let second = Set(transitions.flatMap(\.needs)).subtracting(first)
        needed = first
        func isFirst(_ field: FieldDefinition) -> Bool {
            field.isRequired || first.contains(field.id)
        }
        guard let last = entered.lastIndex(where: isFirst), workflow != nil else {
            groups = IntakePlan.grouped(entered)
            later = []
            return
        }
        let asked = entered[...last].filter { isFirst($0) || !second.contains($0.id) }
        let ids = Set(asked.map(\.id))
        groups = IntakePlan.grouped(asked)
        later = entered.filter { !ids.contains($0.id) }
    }

    /// Citizens' data together, lists each by itself, all else together.
    private static func grouped(_ fields: [FieldDefinition]) -> [Group] {
        let personal = fields.filter { $0.isPersonal && $0.type != .list }
        let plain = fields.filter { !$0.isPersonal && $0.type != .list }
        let lists = fields.filter { $0.type == .list }
        return [
            Group(title: "办事人", fields: personal), Group(title: "事项", fields: plain),
            Group(title: "", fields: lists),
        ].filter { !$0.fields.isEmpty }
    }
}
