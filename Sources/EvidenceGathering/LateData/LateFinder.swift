internal import Assessment
internal import Causality
internal import Documents
internal import Merge
internal import Records
internal import Store

/// How a record changes what a frozen edition was made from; raw values are for people.
package enum LateChange: String, Hashable, Sendable, CaseIterable {
    /// The edition had nothing of it.
    case new = "新到"
    /// The edition counted it otherwise.
    case changed = "改了"
    /// The edition counted it, and nothing of it counts now.
    case withdrawn = "撤了"
    /// Late data of an earlier period that was put into this one after it was frozen.
    case moved = "转来"
    /// The edition did not count it because that had been decided.
    case leftOut = "当时没有计入"

    /// Whether the edition counted the record: then it stays in its period.
    package var isOfCounted: Bool { self == .changed || self == .withdrawn }
}

/// A record by which the evidence of a period differs from what an edition was made from.
struct LateRecord {
    let record: StoredRecord
    let change: LateChange
    let before: RecordEffect
    let now: RecordEffect
    /// What was decided of it for the edition's period.
    let decision: LateDecision?
    /// The decision that put it into the period.
    let origin: LateDecision?

    /// Whether people still have to say what is done with it.
    let isOpen: Bool

    /// What it is, without anything of what citizens said.
    func title(_ definition: RegisterDefinition, in period: Records.Period) -> String {
        let number = record.state["number"]?.value?.text
        return
            ([definition.title] + [number ?? day(definition, in: period)?.text].compactMap(\.self))
            .joined(separator: " ")
    }

    /// The day by which it belongs to the period: a finding's, else its first date in there.
    func day(_ definition: RegisterDefinition, in period: Records.Period) -> CivilDate? {
        let found = (now.findings + before.findings).map(\.record.date).min()
        let days = definition.fields.filter { !$0.isPersonal }.compactMap { field in
            CivilDate(of: record.state[field.id]?.value)
        }
        return found ?? days.filter(period.contains).min() ?? days.min()
    }
}

/// Finds what came after an edition was frozen.
struct LateFinder {
    let ground: EditionGround
    /// The decisions on the scheme's periods.
    private let decisions: [LateDecision]
    private let grounds: LateGrounds
    private let session: StoreSession

    /// Throws `EditionError` where the edition's documents cannot be read.
    init(_ edition: Edition, _ session: StoreSession) throws {
        self.session = session
        ground = try EditionGround(edition, session)
        let scheme = ground.request.scheme.id
        decisions = try LateDecision.decisions(scheme, kind: ground.choice.kind, session)
        grounds = LateGrounds(decisions, scheme, ground.choice, session)
    }

    /// In the order of the records' ids.
    func records() throws -> [LateRecord] {
        let leftOut = try leftOut()
        let known = Set(leftOut.map(\.record.id))
        let ids = try session.records(
            changedAfter: ground.cut,
            in: ground.request.period,
            asking: ground.reader.conditions
        )
        var found = leftOut
        for id in ids where !known.contains(id) {
            guard let record = try session.record(id) else { continue }
            let before = try ground.reader.effect(of: session.record(id, at: ground.cut))
            let now = try ground.reader.effect(of: record)
            guard before != now else { continue }
            let change: LateChange = before.isEmpty ? .new : now.isEmpty ? .withdrawn : .changed
            found.append(try late(record, change, before, now, origin: nil))
        }
        let moved = try movedHere().filter { !known.contains($0.record.id) }
        let gone = try takenFromHere()
        return (found + moved + gone).sorted {
            ($0.record.id, $0.change.rawValue) < ($1.record.id, $1.change.rawValue)
        }
    }

    private func late(
        _ record: StoredRecord,
        _ change: LateChange,
        _ before: RecordEffect,
        _ now: RecordEffect,
        origin: LateDecision?
    ) throws -> LateRecord {
        let period = ground.request.period
        let decision = decisions.first { $0.record == record.id && $0.period == period }
        let isOpen = try decision.map { decided in
            try !isDecided(record.id, decided, change, now, origin)
        }
        return LateRecord(
            record: record,
            change: change,
            before: before,
            now: now,
            decision: decision,
            origin: origin,
            isOpen: isOpen ?? true
        )
    }

    /// Whether a decision is one on this edition and on what the record is now, and can be obeyed.
    private func isDecided(
        _ id: RecordID,
        _ decision: LateDecision,
        _ change: LateChange,
        _ now: RecordEffect,
        _ origin: LateDecision?
    ) throws -> Bool {
        // What an edition left out was decided before, and need not be again.
        guard decision.handling != nil, let seen = decision.seen,
            change == .leftOut || ground.edition.isKnown(as: decision.edition)
        else { return false }
        if case .refused = try grounds.standing(decision) { return false }
        // It is the same as it was, and only counts elsewhere.
        if change == .withdrawn, origin != nil { return true }
        let then = try session.record(id, at: seen)
        return try effect(of: then, origin) == now
    }

    private func effect(of record: StoredRecord?, _ origin: LateDecision?) throws -> RecordEffect {
        guard let origin else { return try ground.reader.effect(of: record) }
        return try grounds.effect(of: origin, record)
    }

    /// What the edition did not count because people had decided so: they may think better of it.
    private func leftOut() throws -> [LateRecord] {
        let period = ground.request.period
        var found: [LateRecord] = []
        for decision in decisions where decision.period == period {
            guard let then = try grounds.then(decision, ground), then.takesAway,
                try grounds.standing(then) == .obeyed,
                let record = try session.record(decision.record)
            else { continue }
            let origin = try decisions.first {
                try $0.record == record.id && $0.targetPeriod == period
                    && grounds.standing($0) == .obeyed
            }
            let now = try effect(of: record, origin)
            guard !now.isEmpty else { continue }
            found.append(try late(record, .leftOut, RecordEffect(), now, origin: origin))
        }
        return found
    }

    /// What was put into the period after the edition was frozen.
    private func movedHere() throws -> [LateRecord] {
        let period = ground.request.period
        var found: [LateRecord] = []
        for origin in decisions where origin.targetPeriod == period {
            guard try !wasPutHere(origin), try grounds.standing(origin) == .obeyed,
                let record = try session.record(origin.record)
            else { continue }
            let now = try grounds.effectNow(of: origin)
            guard !now.isEmpty else { continue }
            found.append(try late(record, .moved, RecordEffect(), now, origin: origin))
        }
        return found
    }

    /// What the edition counted because it had been put into the period, and what was put elsewhere
    /// afterwards.
    private func takenFromHere() throws -> [LateRecord] {
        let period = ground.request.period
        var found: [LateRecord] = []
        for origin in decisions where try wasPutHere(origin) {
            let same = decisions.filter { $0.record == origin.record }
            let wasPutOff = try same.contains {
                try $0.period == period && grounds.then($0, ground)?.takesAway ?? false
            }
            let isHere = try same.contains {
                try $0.targetPeriod == period && grounds.standing($0) == .obeyed
            }
            guard !wasPutOff, !isHere, let record = try session.record(origin.record) else {
                continue
            }
            let before = try grounds.effect(of: origin, session.record(record.id, at: ground.cut))
            guard !before.isEmpty else { continue }
            found.append(try late(record, .withdrawn, before, RecordEffect(), origin: origin))
        }
        return found
    }

    /// Whether a decision had put its record into the period when the edition was frozen.
    private func wasPutHere(_ decision: LateDecision) throws -> Bool {
        guard let then = try grounds.then(decision, ground),
            then.targetPeriod == ground.request.period
        else { return false }
        return try grounds.standing(then, asOf: ground) == .obeyed
    }
}

/// Late data of which nobody has decided yet what is done with it.
struct OpenLateData {
    /// Records named in one sentence.
    private static let nameCountMax = 10

    /// A sentence for each edition that people should look at before they freeze: the one that is
    /// to be replaced, else the newest of the period, and the newest of the period before.
    static func sentences(
        _ request: EvidenceRequest,
        kind: String?,
        replacing replaced: Edition?,
        _ session: StoreSession
    ) throws -> [String] {
        do {
            let scheme = request.scheme.id
            let same =
                try replaced
                ?? EditionShelf.newest(scheme, request.period.text, kind: kind, session)
            let before = try request.period.previous.flatMap {
                try EditionShelf.newest(scheme, $0.text, kind: kind, session)
            }
            return try [same, before].compactMap(\.self).compactMap {
                try sentence($0, request, session)
            }
        } catch let error as EditionError {
            // An edition that cannot be read is one more thing that is not settled.
            return [error.sentence]
        }
    }

    private static func sentence(
        _ edition: Edition,
        _ request: EvidenceRequest,
        _ session: StoreSession
    ) throws -> String? {
        let open = try LateFinder(edition, session).records().filter(\.isOpen)
        guard !open.isEmpty else { return nil }
        let period = Records.Period(text: edition.period) ?? request.period
        let titles = try open.prefix(nameCountMax).map {
            try $0.title(session.definition($0.record.register), in: period)
        }
        let names = titles.joined(separator: "、") + (open.count > titles.count ? "等" : "")
        return "“\(edition.name)”定稿以后又来了 \(open.count) 条数据，还没有决定怎么办：\(names)。"
            + "请用 assess late \(edition.name) 查看并决定。"
    }
}

extension EditionShelf {
    /// The newest edition that the own place froze of a period, of one level or kind; nil if there
    /// is none.
    static func newest(
        _ scheme: String,
        _ period: String,
        kind: String?,
        _ session: StoreSession
    ) throws -> Edition? {
        let own = try session.ownPlace()
        let held = try editions(session).filter {
            $0.scheme == scheme && $0.period == period && $0.place == own
        }
        return try held.last { edition in
            let provenance = try EditionContent.kept(.provenance, of: edition, session).document
            return provenance["kind"]?.textValue == kind
        }
    }

    /// The newest edition of the same place, period and kind, where that is a later one.
    static func newer(than edition: Edition, _ session: StoreSession) throws -> Edition? {
        let provenance = try EditionContent.kept(.provenance, of: edition, session).document
        let kind = provenance["kind"]?.textValue
        let newest = try newest(edition.scheme, edition.period, kind: kind, session)
        return newest.flatMap { $0.number > edition.number ? $0 : nil }
    }

    /// The edition that was frozen to take the place of another, decided or not.
    static func successor(of edition: Edition, _ session: StoreSession) throws -> Edition? {
        let records = Set([edition.record] + edition.drafts)
        return try editions(session).last { other in
            other.isOfSameAssessment(as: edition) && other.number > edition.number
                && other.replaces.map(records.contains) ?? false
        }
    }
}
