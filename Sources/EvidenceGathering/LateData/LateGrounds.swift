internal import Assessment
internal import Causality
internal import Documents
internal import Merge
internal import Records
internal import Store

/// What becomes of a decision on late data.
enum LateStanding: Equatable {
    /// The record counts elsewhere, or nowhere.
    case obeyed
    /// It changes nothing, and need not.
    case idle
    /// It would, and cannot; why, in words.
    case refused(String)
}

/// What decisions on late data rest upon: editions, and what records were when these were frozen.
final class LateGrounds {
    private let decisions: [LateDecision]
    private let scheme: String
    private let choice: SubjectChoice
    private let session: StoreSession
    private var listed: [Edition]?
    private var grounds: [Records.Period: [EditionGround]] = [:]

    /// `decisions` are all of the scheme and level or kind.
    init(
        _ decisions: [LateDecision],
        _ scheme: String,
        _ choice: SubjectChoice,
        _ session: StoreSession
    ) {
        self.decisions = decisions
        self.scheme = scheme
        self.choice = choice
        self.session = session
    }

    /// Whether a decision puts a record elsewhere, and may; with an edition, whether it did as far
    /// as that one knew.
    ///
    /// Decisions can be typed in past the command that checks them, so all is asked again.
    func standing(
        _ decision: LateDecision,
        asOf past: EditionGround? = nil
    ) throws -> LateStanding {
        let isNext = decision.handling == .next
        guard isNext || decision.handling == .omit else { return .idle }
        guard decision.hasReason else { return .refused("没有写理由") }
        guard !isNext || decision.hasFittingTarget else {
            return .refused("没有写明算到哪一期，或者写的不是本期以后同一种的期间")
        }
        guard let ground = try ground(of: decision) else { return .refused("所指的一版不在本机") }
        if try hasCounted(decision, ground) {
            // That what was counted is not to be corrected is a decision, too.
            return isNext ? .refused("它不是 \(decision.period.text) 定稿以后新到的") : .idle
        }
        for other in try grounds(of: decision.period) {
            if let past, try session.record(other.edition.record, at: past.cut) == nil { continue }
            guard try hasCounted(decision, other) else { continue }
            return .refused("“\(other.edition.name)”已经算过它")
        }
        // Marks, shares, votes and tasks belong to the period that they are made for. Whether the
        // other period was decided before hangs on clocks alone, so it is not asked: what comes
        // after its edition is late data there, open until somebody decides on it.
        if try isNext && effectNow(of: decision).isOfPeriod {
            return .refused("它只属于 \(decision.period.text) 这一期")
        }
        return .obeyed
    }

    /// What the record gives now to the period that it is dated in, however often it was put off
    /// from there.
    func effectNow(of decision: LateDecision) throws -> RecordEffect {
        try effect(of: decision, session.record(decision.record))
    }

    /// The same of what the record was.
    func effect(of decision: LateDecision, _ record: StoredRecord?) throws -> RecordEffect {
        var first = decision
        while let earlier = decisions.first(where: {
            $0.record == first.record && $0.targetPeriod == first.period && $0.hasFittingTarget
        }) {
            first = earlier
        }
        guard let ground = try ground(of: first) else { return RecordEffect() }
        return try ground.reader.effect(of: record)
    }

    /// A decision as it stood when an edition was frozen; nil if nobody had decided.
    func then(_ decision: LateDecision, _ ground: EditionGround) throws -> LateDecision? {
        try session.record(decision.id, at: ground.cut).flatMap(LateDecision.init)
    }

    /// Whether an edition had the record: its own, or put there, and not taken away.
    private func hasCounted(_ decision: LateDecision, _ ground: EditionGround) throws -> Bool {
        let record = try session.record(decision.record, at: ground.cut)
        let effect = try ground.reader.effect(of: record)
        if let then = try then(decision, ground), then.takesAway,
            then.handling == .omit || !effect.isOfPeriod
        {
            return false
        }
        if !effect.isEmpty { return true }
        for other in decisions where other.record == decision.record && other.id != decision.id {
            let then = try then(other, ground)
            if let then, then.takesAway, then.targetPeriod == decision.period { return true }
        }
        return false
    }

    private func ground(of decision: LateDecision) throws -> EditionGround? {
        try grounds(of: decision.period).first { $0.edition.isKnown(as: decision.edition) }
    }

    /// The editions of the own place of a period that are here as a whole.
    private func grounds(of period: Records.Period) throws -> [EditionGround] {
        if let known = grounds[period] { return known }
        let own = try session.ownPlace()
        let all = try listed ?? EditionShelf.listed(session)
        listed = all
        let found = try all.compactMap { edition -> EditionGround? in
            guard edition.scheme == scheme, edition.period == period.text, edition.place == own
            else { return nil }
            return try EditionGround(held: edition, choice, session)
        }
        grounds[period] = found
        return found
    }
}

/// An edition as far as it says what came after it.
struct EditionGround {
    let edition: Edition
    let request: EvidenceRequest
    let choice: SubjectChoice
    /// How far each stream was held when it was frozen.
    let cut: VersionVector
    let reader: EffectReader

    /// Throws `EditionError` where the edition's documents cannot be read.
    init(_ edition: Edition, _ session: StoreSession) throws {
        self.edition = edition
        let provenance = try EditionContent.kept(.provenance, of: edition, session).document
        let scheme = try EditionContent.kept(.scheme, of: edition, session).document
        request = try EvidenceRequest(
            scheme: try EditionContent.scheme(scheme, of: edition),
            period: edition.period,
            kind: provenance["kind"]?.textValue
        )
        choice = try SubjectChoice(request.scheme, kind: request.kind)
        cut = try EditionContent.cut(provenance, of: edition)
        reader = try EffectReader(request, choice, session)
    }

    /// Nil where the edition is not here as a whole, or is of another kind.
    fileprivate init?(
        held edition: Edition,
        _ choice: SubjectChoice,
        _ session: StoreSession
    ) throws {
        do {
            try self.init(edition, session)
        } catch is EditionError {
            return nil
        } catch is EvidenceError {
            return nil
        }
        guard self.choice.kind == choice.kind else { return nil }
    }
}
