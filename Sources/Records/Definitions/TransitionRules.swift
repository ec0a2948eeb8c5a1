/// Why a state cannot be entered so.
package enum TransitionFault: Error, Hashable, Sendable {
    /// The register has no states.
    case noStates
    /// No transition of that name.
    case unknownName(String, known: [String])
    /// The named transition does not leave the record's state.
    case wrongStart(name: String, state: String, starts: [String])
    /// The named transition enters another state than the one given.
    case wrongEnd(name: String, state: String, end: String)
    /// No transition leads from the one state to the other.
    case noWay(from: String, to: String, open: [String])
    /// The transition is not offered for this record.
    case notOffered(name: String, when: String)
    /// What the step asks of the record does not hold.
    case notFit(name: String, wanted: String)
    /// Fields that must be filled in first, by id and label.
    case missing(name: String, fields: [String], labels: [String])

    /// One Chinese sentence for the person who wants to go on.
    package var sentence: String {
        switch self {
        case .noStates: "这个登记簿没有状态，不能流转。"
        case .unknownName(let name, let known):
            "没有名为“\(name)”的流转，可用的有：\(known.joined(separator: "、"))。"
        case .wrongStart(let name, let state, let starts):
            "现在的状态是“\(state)”，“\(name)”只能从\(starts.map { "“\($0)”" }.joined(separator: "、"))进行。"
        case .wrongEnd(let name, let state, let end):
            "“\(name)”进入的状态是“\(end)”，不是“\(state)”，请只写其中一个。"
        case .noWay(let from, let to, let open):
            open.isEmpty
                ? "状态“\(from)”已经终结，不能改为“\(to)”。"
                : "不能从“\(from)”直接到“\(to)”，现在可以：\(open.joined(separator: "、"))。"
        case .notOffered(let name, let when):
            when.isEmpty ? "这条记录现在不能“\(name)”。" : "这条记录不能“\(name)”，条件是：\(when)。"
        case .notFit(let name, let wanted): "不能办理“\(name)”：要求\(wanted)，请核对后再办。"
        case .missing(let name, _, let labels):
            "“\(name)”之前要先填：\(labels.joined(separator: "、"))。"
        }
    }
}

/// Which transition is meant, what it still needs, and in which state a record begins.
package enum TransitionRules {
    /// A way that is open from a state.
    package struct Offer: Hashable, Sendable {
        /// The transition.
        package let transition: Transition
        /// Ids of the fields that it needs and that are empty.
        package let missing: [String]
    }

    /// The ways that are open from a state, in the definition's order, with what they still need.
    package static func offers(
        from state: String,
        facts: Condition.Facts,
        in definition: RegisterDefinition
    ) -> [Offer] {
        let workflow = definition.workflow
        return (workflow?.transitions ?? []).filter {
            $0.from.contains(state) && isOffered($0, facts)
                && !(workflow?.retiredStates.contains($0.to) ?? false)
        }.map { Offer(transition: $0, missing: missing($0, facts)) }
    }

    /// The transition that a change means: the named one, else the first listed whose condition and
    /// needs hold.
    ///
    /// `facts` are the record's values after the change; the caller writes `sets`.
    package static func transition(
        named name: String?,
        from state: String,
        to end: String?,
        facts: Condition.Facts,
        in definition: RegisterDefinition
    ) throws(TransitionFault) -> Transition {
        guard let workflow = definition.workflow else { throw .noStates }
        guard let name else {
            return try choose(from: state, to: end ?? state, facts: facts, in: definition)
        }
        guard let transition = workflow.transition(named: name) else {
            throw .unknownName(name, known: workflow.transitions.map(\.name))
        }
        guard transition.from.contains(state) else {
            throw .wrongStart(name: name, state: state, starts: transition.from)
        }
        if let end, end != transition.to {
            throw .wrongEnd(name: name, state: end, end: transition.to)
        }
        try check(transition, facts, definition)
        return transition
    }

    private static func choose(
        from state: String,
        to end: String,
        facts: Condition.Facts,
        in definition: RegisterDefinition
    ) throws(TransitionFault) -> Transition {
        let transitions = definition.workflow?.transitions ?? []
        let ways = transitions.filter { $0.from.contains(state) && $0.to == end }
        if let taken = ways.first(where: { isOffered($0, facts) && missing($0, facts).isEmpty }) {
            try checkFit(taken, facts, definition)
            return taken
        }
        // The most helpful fault: what is missing for a way that is offered, else the first way's.
        guard let nearest = ways.first(where: { isOffered($0, facts) }) ?? ways.first else {
            let open = offers(from: state, facts: facts, in: definition).map(\.transition.name)
            throw .noWay(from: state, to: end, open: open)
        }
        try check(nearest, facts, definition)
        return nearest
    }

    private static func check(
        _ transition: Transition,
        _ facts: Condition.Facts,
        _ definition: RegisterDefinition
    ) throws(TransitionFault) {
        if definition.workflow?.retiredStates.contains(transition.to) ?? false {
            throw .notOffered(name: transition.name, when: "状态“\(transition.to)”已停用")
        }
        guard isOffered(transition, facts) else {
            let when = transition.condition?.sentence(in: definition) ?? ""
            throw .notOffered(name: transition.name, when: when)
        }
        let fields = missing(transition, facts)
        guard fields.isEmpty else {
            let labels = fields.map { definition.label(of: $0) }
            throw .missing(name: transition.name, fields: fields, labels: labels)
        }
        try checkFit(transition, facts, definition)
    }

    private static func checkFit(
        _ transition: Transition,
        _ facts: Condition.Facts,
        _ definition: RegisterDefinition
    ) throws(TransitionFault) {
        guard let failed = transition.checks.first(where: { !$0.holds(facts) }) else { return }
        throw .notFit(name: transition.name, wanted: failed.sentence(in: definition))
    }

    private static func isOffered(_ transition: Transition, _ facts: Condition.Facts) -> Bool {
        transition.condition?.holds(facts) ?? true
    }

    private static func missing(_ transition: Transition, _ facts: Condition.Facts) -> [String] {
        transition.needs.filter {
            facts.value(ValuePath($0)) == nil && transition.sets[$0] == nil
        }
    }

    /// The state in which a new record begins: the named one if it is a start whose condition
    /// holds, else the first other start whose condition holds, else the initial state.
    ///
    /// Nil where a named state is no start; a register without states has no first state and must
    /// not be asked.
    package static func firstState(
        named name: String?,
        facts: Condition.Facts,
        in workflow: Workflow
    ) -> String? {
        guard let name else {
            let start = workflow.alsoInitial.first { $0.condition?.holds(facts) ?? false }
            return start?.state ?? workflow.initial
        }
        if name == workflow.initial { return name }
        let start = workflow.alsoInitial.first {
            $0.state == name && ($0.condition?.holds(facts) ?? true)
        }
        return start?.state
    }
}
