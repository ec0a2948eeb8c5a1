internal import Causality
internal import Merge
internal import Records
internal import Store

/// What the node writes besides what the person typed.
struct Computation {
    var writes: [ComputedOutcome.Write] = []
    var warnings: [String] = []
}

/// A series of paper numbers of this place and year.
struct KnownSeries {
    let place: RegionCode
    let text: String
    /// By which the store counts it.
    let key: String
}

/// Keeps the first error of closures that may not throw.
final class Fuse {
    private(set) var error: (any Error)?

    func run<Value>(_ fallback: Value, _ body: () throws -> Value) -> Value {
        do {
            return try body()
        } catch {
            self.error = self.error ?? error
            return fallback
        }
    }

    func check() throws {
        if let error { throw error }
    }
}

extension Desk {
    /// The computed values that a revision changes, from what this node holds now.
    func computed(
        _ revision: Revision,
        record: RecordID?,
        entry: EntryKind
    ) throws -> Computation {
        guard revision.definition.fields.contains(where: { $0.rule != nil }) else {
            return Computation()
        }
        let fuse = Fuse()
        let definition = revision.definition
        let context = ComputedContext(
            after: { id in
                fuse.run(nil) { try self.resolved(revision.after(id), definition.field(id)) }
            },
            before: { id in
                fuse.run(nil) { try self.resolved(revision.before(id), definition.field(id)) }
            },
            changed: revision.isNew ? [] : revision.changed,
            isNew: revision.isNew,
            referenced: { value, field in
                fuse.run(.notHeld) { try self.referenced(value, field) }
            },
            calendar: try needsCalendar(definition) ? calendar() : WorkingCalendar(exceptions: [:]),
            deviceTime: now,
            isClockInDoubt: try clockState().isInDoubt,
            entry: entry,
            suspensions: { revision.suspensions($0) },
            history: try stateHistory(revision, record),
            nextNumber: { letters in fuse.run(nil) { try self.nextNumber(letters) } }
        )
        let outcome = ComputedValues.evaluate(definition, context)
        try fuse.check()
        return Computation(writes: outcome.writes, warnings: outcome.warnings)
    }

    /// What a condition of the record is judged by; the caller checks the fuse afterwards.
    func facts(
        _ revision: Revision,
        _ fuse: Fuse,
        of record: RecordID? = nil
    ) -> Condition.Facts {
        let definition = revision.definition
        func own(_ id: String) -> FieldValue? {
            fuse.run(nil) { try self.resolved(revision.after(id), definition.field(id)) }
        }
        return Condition.Facts(
            value: { path in
                guard let reference = path.reference else {
                    let isItself = path.field == "recordID" && record != nil
                    return isItself ? record.map { .reference($0) } : own(path.field)
                }
                guard let value = own(reference),
                    case .held(let target) = fuse.run(
                        .notHeld,
                        { try self.referenced(value, path.field) }
                    )
                else { return nil }
                return target
            },
            register: { value in
                guard case .reference(let id) = value else { return nil }
                return fuse.run(nil) { try self.held(id)?.register }
            },
            passed: { revision.current.passed.contains($0) }
        )
    }

    private func needsCalendar(_ definition: RegisterDefinition) -> Bool {
        definition.fields.contains { $0.rule?.needsCalendar ?? false }
    }

    /// A field of the record that a value refers to.
    private func referenced(
        _ value: FieldValue,
        _ field: String
    ) throws -> ComputedContext.Referenced {
        guard case .reference(let id) = value, let record = try held(id) else { return .notHeld }
        switch field {
        case "recordID": return .held(.reference(id))
        case "audiencePlace": return .held(.reference(record.audience.place))
        case "authorPlace":
            guard let origin = record.state.origin else { return .held(nil) }
            return .held(try place(ofAuthor: origin.dot).map { .reference($0) })
        default:
            let definition = try session.definition(record.register)
            let value = record.state.value(field, in: definition)
            return .held(try resolved(value, definition.field(field)))
        }
    }

    /// The states that the record went through, this revision's included.
    private func stateHistory(
        _ revision: Revision,
        _ record: RecordID?
    ) throws -> [ClockStops.Entry] {
        guard revision.definition.workflow != nil,
            revision.definition.fields.contains(where: { $0.rule?.needsHistory ?? false })
        else { return [] }
        var entries: [ClockStops.Entry] = []
        if let record, !revision.isNew { entries = try statesPassed(record) }
        if let state = revision.state {
            entries.append(ClockStops.Entry(state: state, date: now.date))
        }
        return entries
    }

    private func statesPassed(_ record: RecordID) throws -> [ClockStops.Entry] {
        try foldedHistory(of: record).compactMap { event, content in
            let write = content.writes.first { $0.cell == .field(RegisterDefinition.stateField) }
            guard case .text(let state)? = write?.sibling.value,
                let moment = CivilDateTime(secondsSince1970: event.deviceTime)
            else { return nil }
            return ClockStops.Entry(state: state, date: moment.date)
        }
    }

    /// The next paper number of this incarnation; nil while the own place's code is unknown.
    private func nextNumber(_ letters: String) throws -> String? {
        guard let series = try numberSeries(letters) else { return nil }
        let sequence = try session.nextInSeries(series.key)
        return PaperNumber(
            place: series.place,
            year: now.date.year,
            series: series.text,
            sequence: sequence
        )?.text
    }

    private func numberSeries(_ letters: String) throws -> KnownSeries? {
        if let known = knownSeries[letters] { return known }
        guard let code = try code(of: ownPlace), let place = RegionCode(text: code) else {
            return nil
        }
        let text = PaperNumber.series(code: letters, incarnation: try session.incarnation())
        let key = "\(place.text)-\(now.date.year)-\(text)"
        let series = KnownSeries(place: place, text: text, key: key)
        knownSeries[letters] = series
        return series
    }
}

extension Revision {
    /// The spans that a list of suspensions names after the change.
    fileprivate func suspensions(_ list: String) -> [Suspension] {
        rowsAfter(list).compactMap { columns in
            guard let from = CivilDate(of: columns["from"]) else { return nil }
            return Suspension(from: from, through: CivilDate(of: columns["to"]))
        }
    }
}

extension ComputedRule {
    fileprivate var needsCalendar: Bool {
        switch self {
        case .workingDaysAfter, .daysOver, .daysEarly: true
        case .firstOf(let alternatives): alternatives.contains { $0.rule.needsCalendar }
        default: false
        }
    }

    fileprivate var needsHistory: Bool {
        switch self {
        case .timesEntered: true
        case .workingDaysAfter(_, _, let suspensions): suspensions == .clockStops
        case .firstOf(let alternatives): alternatives.contains { $0.rule.needsHistory }
        default: false
        }
    }
}
