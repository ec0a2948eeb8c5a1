internal import Bookkeeping
internal import Records

/// Whether a record is late, told from its deadlines that name a day.
enum DueState: Equatable, Sendable {
    /// Nothing is owed, or no day is known.
    case none
    /// Owed on that day.
    case due(CivilDate)
    /// Owed on that day, which is today or one of the next two.
    case soon(CivilDate)
    /// Owed on that day, which is past.
    case late(CivilDate)
    /// The clock stands still.
    case paused

    private static let soonDays = 2

    /// Of a record today.
    static func of(_ row: RecordRow, in definition: RegisterDefinition, today: CivilDate)
        -> DueState
    {
        guard let workflow = definition.workflow, let state = row.state,
            !workflow.final.contains(state)
        else { return .none }
        let ahead = workflow.reachable(from: state)
        let days = workflow.transitions.compactMap { transition -> CivilDate? in
            guard let parameter = transition.deadline?.parameter,
                definition.field(parameter)?.type == .date,
                !ahead.isDisjoint(with: transition.from)
            else { return nil }
            guard case .text(let text) = row[parameter] else { return nil }
            return CivilDate(text: text)
        }
        guard let day = days.min() else { return .none }
        if workflow.clockStoppingStates.contains(state) { return .paused }
        let left = today.days(to: day)
        if left < 0 { return .late(day) }
        return left <= soonDays ? .soon(day) : .due(day)
    }

    /// The word beside the day, nil where none is needed.
    func mark(today: CivilDate) -> Markup? {
        switch self {
        case .none, .due: nil
        case .soon(let day): Pieces.mark(today == day ? "今天到期" : "快到期", .care)
        case .late(let day): Pieces.mark("超期\(day.days(to: today))天", .alarm)
        case .paused: Pieces.mark("暂停计时", .plain)
        }
    }

    /// Whether it is owed today or in the next two days.
    var isSoon: Bool { if case .soon = self { true } else { false } }

    /// Whether it is late.
    var isLate: Bool { if case .late = self { true } else { false } }
}

extension Workflow {
    /// The state and all that can still come after it.
    fileprivate func reachable(from state: String) -> Set<String> {
        var found: Set<String> = [state]
        var open = [state]
        while let next = open.popLast() {
            for transition in transitions where transition.from.contains(next) {
                if found.insert(transition.to).inserted { open.append(transition.to) }
            }
        }
        return found
    }
}
