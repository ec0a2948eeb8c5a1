/// Computes a record's computed fields (design section 3: by the author's node, from what it
/// holds).
///
/// In a change only those fields are computed anew whose inputs changed, so that a promise once
/// given does not move because the matter's limit did.
package struct ComputedValues {
    private let definition: RegisterDefinition
    private let context: ComputedContext
    private var values: [String: FieldValue?] = [:]
    private var changed: Set<String>
    private var outcome = ComputedOutcome()

    private init(_ definition: RegisterDefinition, _ context: ComputedContext) {
        self.definition = definition
        self.context = context
        changed = context.changed
    }

    /// What is to be written for the record beside the person's own values.
    package static func evaluate(
        _ definition: RegisterDefinition,
        _ context: ComputedContext
    ) -> ComputedOutcome {
        var computing = ComputedValues(definition, context)
        for field in definition.fields {
            guard let rule = field.rule, computing.isDue(rule) else { continue }
            computing.write(field, computing.value(of: rule, for: field))
        }
        return computing.outcome
    }

    private func isDue(_ rule: ComputedRule) -> Bool {
        if context.isNew { return true }
        if rule.dependsOnClock, leavesClockStop { return true }
        return !rule.inputs.isDisjoint(with: changed)
    }

    private var leavesClockStop: Bool {
        guard changed.contains(RegisterDefinition.stateField), let workflow = definition.workflow,
            case .text(let state)? = context.before(RegisterDefinition.stateField)
        else { return false }
        return workflow.clockStoppingStates.contains(state)
    }

    private mutating func write(_ field: FieldDefinition, _ value: FieldValue?) {
        values[field.id] = .some(value)
        guard value != context.before(field.id) else { return }
        outcome.writes.append(.init(field: field.id, value: value))
        changed.insert(field.id)
    }

    private func read(_ field: String) -> FieldValue? {
        if let computed = values[field] { return computed }
        // A computed value that a person gave does not count.
        let isComputed = definition.field(field)?.isComputed ?? false
        return isComputed ? context.before(field) : context.after(field)
    }

    private func day(_ field: String) -> CivilDate? { CivilDate(of: read(field)) }

    private mutating func value(
        of rule: ComputedRule,
        for field: FieldDefinition
    ) -> FieldValue? {
        switch rule {
        case .number(let code):
            context.before(field.id) ?? context.nextNumber(code).map { .text($0) }
        case .workingDaysAfter(let from, let days, let suspensions):
            limit(from: from, days: days, suspensions: suspensions, for: field)
        case .sameDay(let source): day(source).map { .text($0.text) }
        case .copied(let reference, let target, let at):
            copied(reference, target, at: at, for: field)
        case .backDated(let at): backDated(at, field)
        case .daysOver(let due, let finished):
            dayCount(from: day(due), to: day(finished), for: field)
        case .daysEarly(let due, let finished):
            dayCount(from: day(finished), to: day(due), for: field)
        case .timesEntered(let state):
            .integer(Int64(context.history.count { $0.state == state }))
        case .minutesBetween(let from, let to):
            Condition.minutes(read(from), read(to)).flatMap { $0 < 0 ? nil : .integer(Int64($0)) }
        case .holds(let condition): holds(condition)
        case .masked(let paths): masked(paths)
        case .firstOf(let alternatives): firstOf(alternatives, for: field)
        }
    }

    private func holds(_ condition: Condition) -> FieldValue {
        let current = self
        return .boolean(condition.holds(Condition.Facts(value: { current.read($0) })))
    }

    private mutating func firstOf(
        _ alternatives: [ComputedRule.Alternative],
        for field: FieldDefinition
    ) -> FieldValue? {
        let current = self
        let facts = Condition.Facts(value: { current.read($0) })
        guard let taken = alternatives.first(where: { $0.condition?.holds(facts) ?? true }) else {
            return keptNumber(alternatives, field)
        }
        return value(of: taken.rule, for: field)
    }

    /// A number once printed on paper stays, whatever the conditions say later.
    private func keptNumber(
        _ alternatives: [ComputedRule.Alternative],
        _ field: FieldDefinition
    ) -> FieldValue? {
        let isNumber = alternatives.contains {
            if case .number = $0.rule { true } else { false }
        }
        return isNumber ? context.before(field.id) : nil
    }

    private func read(_ path: ValuePath) -> FieldValue? {
        guard let reference = path.reference else { return read(path.field) }
        guard let value = read(reference),
            case .held(let target) = context.referenced(value, path.field)
        else { return nil }
        return target
    }

    private mutating func limit(
        from: String,
        days: ComputedRule.DayCount,
        suspensions source: ComputedRule.SuspensionSource?,
        for field: FieldDefinition
    ) -> FieldValue? {
        guard let start = day(from), let count = dayCount(days, for: field) else { return nil }
        guard (0...10_000).contains(count) else {
            warn(field, "时限 \(count) 天不在 0 到 10000 之间，请核对时限")
            return nil
        }
        let stops = suspensions(source)
        let date = context.calendar.add(workingDays: Int(count), to: start, suspensions: stops)
        guard let date else {
            warn(field, missingYear(from: start))
            return nil
        }
        return .text(date.text)
    }

    private func suspensions(_ source: ComputedRule.SuspensionSource?) -> [Suspension] {
        switch source {
        case nil: []
        case .list(let list)?: context.suspensions(list)
        case .clockStops?:
            ClockStops.spans(
                of: context.history,
                stopping: definition.workflow?.clockStoppingStates ?? []
            )
        }
    }

    private mutating func dayCount(
        _ days: ComputedRule.DayCount,
        for field: FieldDefinition
    ) -> Int64? {
        switch days {
        case .setting(let name, let fallback): Int64(definition.settings[name] ?? fallback)
        case .field(let source): integer(read(source))
        case .referenced(let reference, let target):
            read(reference).flatMap { referenced($0, target, reference: reference, for: field) }
                .flatMap { integer($0) }
        }
    }

    private func integer(_ value: FieldValue?) -> Int64? {
        if case .integer(let number)? = value { number } else { nil }
    }

    private mutating func referenced(
        _ value: FieldValue,
        _ target: String,
        reference: String,
        for field: FieldDefinition
    ) -> FieldValue? {
        switch context.referenced(value, target) {
        case .held(let found): return found
        case .notHeld:
            warn(field, "“\(definition.label(of: reference))”的记录还没有同步到本机，收到后请重新保存")
            return nil
        }
    }

    private mutating func copied(
        _ reference: String,
        _ target: String,
        at: String?,
        for field: FieldDefinition
    ) -> FieldValue? {
        if let at, day(at) == nil { return nil }
        guard let value = read(reference) else { return nil }
        return referenced(value, target, reference: reference, for: field)
    }

    /// A correction to an earlier day makes a record back-dated, one to a later day changes
    /// nothing: when the record was first entered has not changed.
    private func backDated(_ at: String, _ field: FieldDefinition) -> FieldValue? {
        let stored = context.before(field.id)
        guard let day = day(at) else {
            return context.entry == .backfill && context.isNew ? .boolean(true) : stored
        }
        // A clock in doubt decides nothing: the record says what the person said.
        let isLate =
            context.entry == .live && !context.isClockInDoubt && context.deviceTime.date > day
        let judged = context.entry == .backfill || isLate
        guard let stored, let earlier = CivilDate(of: context.before(at)) else {
            return .boolean(judged || stored == .boolean(true))
        }
        return day < earlier ? .boolean(judged || stored == .boolean(true)) : stored
    }

    private mutating func dayCount(
        from start: CivilDate?,
        to end: CivilDate?,
        for field: FieldDefinition
    ) -> FieldValue? {
        guard let start, let end else { return nil }
        guard let count = context.calendar.workingDays(after: start, through: end) else {
            warn(field, missingYear(from: min(start, end)))
            return nil
        }
        return .integer(Int64(count))
    }

    private func missingYear(from date: CivilDate) -> String {
        let year = context.calendar.knows(year: date.year) ? date.year + 1 : date.year
        return "工作日历还没有 \(year) 年的放假安排，请录入后重新保存"
    }

    private mutating func warn(_ field: FieldDefinition, _ remedy: String) {
        outcome.warnings.append("“\(field.label)”暂时算不出：\(remedy)。")
    }

    private func masked(_ paths: [ValuePath]) -> FieldValue? {
        let parts = paths.compactMap { path -> String? in
            guard case .text(let text)? = read(path) else { return nil }
            let field = path.reference == nil ? definition.field(path.field) : nil
            guard let field, field.isPersonal else { return Masking.scrubbed(text) }
            return Masking.value(text, of: field.type)
        }
        return parts.isEmpty ? nil : .text(parts.joined(separator: "，"))
    }
}
