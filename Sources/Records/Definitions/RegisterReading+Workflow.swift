internal import Documents

extension RegisterReading {
    private static let workflowKeys = [
        "retiredStates", "initial", "alsoInitial", "final", "transitions",
    ]

    /// The states and the ways between them; nil where the register has none.
    mutating func readWorkflow(_ root: DefinitionScan.Located) -> Workflow? {
        guard root.has("states") else {
            for key in RegisterReading.workflowKeys where root.has(key) {
                scan.fault(root.path(key), "没有写状态（states），不能写“\(key)”")
            }
            return nil
        }
        let states = scan.texts(root, "states", countMax: 64, characterCountMax: 50)
        let retired = scan.texts(root, "retiredStates", countMax: 64)
        let initial = readState(root, "initial")
        let final = scan.texts(root, "final", countMax: 64)
        if final.isEmpty { scan.fault(root.path("final"), "至少要有一个终结状态") }
        for state in final + retired where !states.contains(state) {
            scan.fault(root.path("final"), "没有状态“\(state)”")
        }
        let workflow = Workflow(
            states: states,
            retiredStates: retired,
            initial: initial ?? "",
            alsoInitial: readStarts(root),
            final: final,
            transitions: readTransitions(root)
        )
        if initial != nil { checkWays(workflow, root) }
        return workflow
    }

    private mutating func readState(_ at: DefinitionScan.Located, _ key: String) -> String? {
        guard let state = scan.text(at, key) else { return nil }
        guard scope.states.contains(state) else {
            scan.fault(at.path(key), "没有状态“\(state)”")
            return nil
        }
        return state
    }

    private mutating func readStarts(_ root: DefinitionScan.Located) -> [StartingState] {
        var starts: [StartingState] = []
        for entry in scan.list(root, "alsoInitial", countMax: 20) {
            guard
                let at = scan.object(
                    entry.value,
                    entry.path,
                    keys: ["state", "when", "condition"]
                ),
                let state = readState(at, "state")
            else { continue }
            let (when, condition) = readWhen(at)
            starts.append(StartingState(state: state, when: when, condition: condition))
        }
        return starts
    }

    /// `when` in words, or itself a condition; `condition` stands beside words.
    mutating func readWhen(_ at: DefinitionScan.Located) -> (String?, Condition?) {
        if case .object? = at.object["when"] {
            if at.has("condition") {
                scan.fault(at.path("condition"), "“when”已经是条件，不能再写“condition”")
            }
            return (nil, readCondition(at, "when"))
        }
        let words = scan.text(at, "when", required: false, characterCountMax: 500)
        return (words, readCondition(at, "condition"))
    }

    private mutating func readTransitions(_ root: DefinitionScan.Located) -> [Transition] {
        var transitions: [Transition] = []
        var names: Set<String> = []
        for entry in scan.list(root, "transitions", countMax: 200) {
            guard let transition = readTransition(entry) else { continue }
            if !names.insert(transition.name).inserted {
                scan.fault(entry.path.appending("name"), "流转“\(transition.name)”写了两次")
            }
            transitions.append(transition)
        }
        return transitions
    }

    private mutating func readTransition(_ entry: DefinitionScan.Entry) -> Transition? {
        let keys: Set<String> = [
            "name", "from", "to", "role", "needs", "sets", "deadline", "when", "condition",
            "automatic", "checks", "othersThan", "recusal",
        ]
        guard let at = scan.object(entry.value, entry.path, keys: keys) else { return nil }
        let name = scan.text(at, "name", characterCountMax: 50)
        let from = scan.texts(at, "from", countMax: 64)
        if from.isEmpty { scan.fault(at.path("from"), "要写明从哪些状态出发") }
        for state in from where !scope.states.contains(state) {
            scan.fault(at.path("from"), "没有状态“\(state)”")
        }
        let to = readState(at, "to")
        let role = scan.choice(at, "role", as: Role.self)
        let needs = scan.texts(at, "needs", countMax: 50)
        for id in needs where scope.field(id) == nil {
            scan.fault(at.path("needs"), "没有字段“\(id)”")
        }
        let (when, condition) = readWhen(at)
        guard let name, let to, let role else { return nil }
        return Transition(
            name: name,
            from: from,
            to: to,
            role: role,
            needs: needs,
            sets: readSets(at),
            deadline: readDeadline(at),
            when: when,
            condition: condition,
            checks: readChecks(at),
            othersThan: readOthersThan(at),
            recusal: readRecusal(at),
            isAutomatic: scan.flag(at, "automatic")
        )
    }

    private mutating func readSets(_ at: DefinitionScan.Located) -> [String: FieldValue] {
        guard at.has("sets") else { return [:] }
        guard let object = at.object["sets"]?.objectValue, object.count <= 10 else {
            scan.fault(at.path("sets"), "“sets”后面要写“字段: 选项”，不超过 10 个")
            return [:]
        }
        var sets: [String: FieldValue] = [:]
        for member in object.members {
            guard let field = scope.field(member.key), field.type == .choice,
                let text = member.value.textValue, field.choices.contains(text)
            else {
                let path = at.path("sets").appending(member.key)
                scan.fault(path, "“sets”只能给选项类字段写一个已列出的选项")
                continue
            }
            sets[member.key] = .text(text)
        }
        return sets
    }

    private mutating func readDeadline(_ at: DefinitionScan.Located) -> Deadline? {
        guard at.has("deadline") else { return nil }
        let keys: Set<String> = [
            "workingDays", "calendarDays", "parameter", "since", "stopsClock", "default",
        ]
        let path = at.path("deadline")
        guard let limit = scan.object(at.object["deadline"], path, keys: keys) else { return nil }
        let deadline = Deadline(
            workingDays: scan.integer(limit, "workingDays", in: 0...10_000),
            calendarDays: scan.integer(limit, "calendarDays", in: 0...10_000),
            parameter: scan.fieldID(limit, "parameter", required: false),
            since: scan.fieldID(limit, "since", required: false),
            stopsClock: scan.flag(limit, "stopsClock"),
            isDefault: scan.flag(limit, "default")
        )
        if deadline.workingDays == nil, deadline.calendarDays == nil, deadline.parameter == nil,
            !deadline.stopsClock
        {
            scan.fault(path, "期限要写天数、参数，或注明停表")
        }
        if let since = deadline.since, scope.field(since) == nil {
            scan.fault(limit.path("since"), "没有字段“\(since)”")
        }
        return deadline
    }

    /// Every state can be reached from a start, and every state leads to a final one.
    private mutating func checkWays(_ workflow: Workflow, _ root: DefinitionScan.Located) {
        var forward: [String: Set<String>] = [:]
        var backward: [String: Set<String>] = [:]
        for transition in workflow.transitions {
            for from in transition.from {
                forward[from, default: []].insert(transition.to)
                backward[transition.to, default: []].insert(from)
            }
        }
        let starts = [workflow.initial] + workflow.alsoInitial.map(\.state)
        let reached = RegisterReading.reach(starts, forward)
        let ending = RegisterReading.reach(workflow.final, backward)
        for (index, state) in workflow.states.enumerated()
        where !workflow.retiredStates.contains(state) {
            let path = root.path("states").appending(index: index)
            if !reached.contains(state) { scan.fault(path, "没有任何流转能到达状态“\(state)”") }
            if !ending.contains(state) { scan.fault(path, "从状态“\(state)”走不到终结状态") }
        }
    }

    private static func reach(_ starts: [String], _ edges: [String: Set<String>]) -> Set<String> {
        var seen: Set<String> = []
        var waiting = starts
        while let state = waiting.popLast() {
            guard seen.insert(state).inserted else { continue }
            waiting += edges[state] ?? []
        }
        return seen
    }
}
