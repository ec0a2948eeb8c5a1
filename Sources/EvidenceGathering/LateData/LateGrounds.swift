internal import Assessment
internal import Causality
internal import Documents
internal import Merge
internal import Records
internal import Store

/// What decisions on late data rest upon: editions, and what records were when these were frozen.
final class LateGrounds {
    private let decisions: [LateDecision]
    private let choice: SubjectChoice
    private let session: StoreSession
    private var editions: [RecordID: EditionGround?] = [:]

    init(_ decisions: [LateDecision], _ choice: SubjectChoice, _ session: StoreSession) {
        self.decisions = decisions
        self.choice = choice
        self.session = session
    }

    /// Whether a decision puts a record elsewhere, and may.
    func isObeyed(_ decision: LateDecision) throws -> Bool {
        switch decision.handling {
        case .restate?, nil: return false
        case .omit?: return try isNew(decision)
        case .next?:
            guard let target = decision.targetPeriod, target.first > decision.period.last else {
                return false
            }
            // Marks, votes and tasks belong to the period that they are made for.
            return try isNew(decision) && effectNow(of: decision).parts.isEmpty
        }
    }

    /// Whether somebody wrote a decision that cannot be obeyed.
    ///
    /// That what was counted is not to be corrected is one that changes nothing.
    func isMistaken(_ decision: LateDecision) throws -> Bool {
        switch decision.handling {
        case .restate?, nil: false
        case .omit?: try ground(of: decision) == nil
        case .next?: true
        }
    }

    /// What the record gives now to the period that it is dated in.
    func effectNow(of decision: LateDecision) throws -> RecordEffect {
        guard let ground = try ground(of: decision) else { return RecordEffect() }
        return try ground.reader.effect(of: session.record(decision.record))
    }

    /// Whether the edition had nothing of the record, neither its own nor put there.
    private func isNew(_ decision: LateDecision) throws -> Bool {
        guard let ground = try ground(of: decision) else { return false }
        let then = try session.record(decision.record, at: ground.cut)
        guard try ground.reader.effect(of: then).isEmpty else { return false }
        for other in decisions
        where other.record == decision.record && other.targets.contains(decision.period) {
            let then = try session.record(other.id, at: ground.cut).flatMap(LateDecision.init)
            if then?.targetPeriod == decision.period { return false }
        }
        return true
    }

    private func ground(of decision: LateDecision) throws -> EditionGround? {
        let ground: EditionGround?
        if let known = editions[decision.edition] {
            ground = known
        } else {
            ground = try EditionGround(held: decision.edition, choice, session)
            editions[decision.edition] = .some(ground)
        }
        return ground?.request.period == decision.period ? ground : nil
    }
}

/// An edition as far as it says what came after it.
struct EditionGround {
    let request: EvidenceRequest
    let choice: SubjectChoice
    /// How far each stream was held when it was frozen.
    let cut: VersionVector
    let reader: EffectReader

    /// Throws `EditionError` where the edition's documents cannot be read.
    init(_ edition: Edition, _ session: StoreSession) throws {
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

    /// Nil where the edition is not here as a whole, or is another place's or of another kind.
    fileprivate init?(
        held record: RecordID,
        _ choice: SubjectChoice,
        _ session: StoreSession
    ) throws {
        guard let stored = try session.record(record), stored.register == Edition.register else {
            return nil
        }
        let draft = stored.state["draft"]?.value?.record
        guard let edition = Edition(stored, drafts: draft.map { [$0] } ?? []),
            edition.place == (try session.ownPlace())
        else { return nil }
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
