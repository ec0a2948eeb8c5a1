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
    var isOpen: Bool { decision?.handling == nil }

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
    let decisions: [LateDecision]
    private let session: StoreSession

    /// Throws `EditionError` where the edition's documents cannot be read.
    init(_ edition: Edition, _ session: StoreSession) throws {
        self.session = session
        ground = try EditionGround(edition, session)
        decisions = try LateDecision.decisions(
            ground.request.scheme.id,
            kind: ground.choice.kind,
            session
        )
    }

    /// In the order of the records' ids.
    func records() throws -> [LateRecord] {
        let period = ground.request.period
        let reader = ground.reader
        let ids = try session.records(
            changedAfter: ground.cut,
            in: period,
            asking: reader.conditions
        )
        var found: [LateRecord] = []
        for id in ids {
            guard let record = try session.record(id) else { continue }
            let before = try reader.effect(of: session.record(id, at: ground.cut))
            let now = try reader.effect(of: record)
            guard before != now else { continue }
            found.append(
                LateRecord(
                    record: record,
                    change: before.isEmpty ? .new : now.isEmpty ? .withdrawn : .changed,
                    before: before,
                    now: now,
                    decision: decision(on: id),
                    origin: nil
                )
            )
        }
        return (found + (try movedHere())).sorted {
            ($0.record.id, $0.change.rawValue) < ($1.record.id, $1.change.rawValue)
        }
    }

    private func decision(on record: RecordID) -> LateDecision? {
        decisions.first { $0.record == record && $0.period == ground.request.period }
    }

    /// What was put into the period after the edition was frozen.
    private func movedHere() throws -> [LateRecord] {
        let period = ground.request.period
        let grounds = LateGrounds(decisions, ground.choice, session)
        var found: [LateRecord] = []
        for origin in decisions where origin.targetPeriod == period {
            let then = try session.record(origin.id, at: ground.cut).flatMap(LateDecision.init)
            guard then?.targetPeriod != period, try grounds.isObeyed(origin),
                let record = try session.record(origin.record)
            else { continue }
            let effect = try grounds.effectNow(of: origin)
            guard !effect.isEmpty else { continue }
            found.append(
                LateRecord(
                    record: record,
                    change: .moved,
                    before: RecordEffect(),
                    now: effect,
                    decision: decision(on: origin.record),
                    origin: origin
                )
            )
        }
        return found
    }
}

/// Late data of which nobody has decided yet what is done with it.
struct OpenLateData {
    /// Records named in one sentence.
    private static let nameCountMax = 10

    /// A sentence for each edition that people should look at before they freeze: the one that is
    /// to be replaced, and the newest of the period before.
    static func sentences(
        _ request: EvidenceRequest,
        kind: String?,
        replacing replaced: Edition?,
        _ session: StoreSession
    ) throws -> [String] {
        do {
            let before = try request.period.previous.flatMap {
                try EditionShelf.newest(request.scheme.id, $0.text, kind: kind, session)
            }
            return try [replaced, before].compactMap(\.self).compactMap {
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

    /// The edition that was frozen to take the place of another, decided or not.
    static func successor(of edition: Edition, _ session: StoreSession) throws -> Edition? {
        let records = Set([edition.record] + edition.drafts)
        return try editions(session).last { other in
            other.isOfSameAssessment(as: edition) && other.number > edition.number
                && other.replaces.map(records.contains) ?? false
        }
    }
}
