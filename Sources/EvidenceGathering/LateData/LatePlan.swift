internal import Assessment
package import Causality
internal import Documents
internal import Merge
package import Records
package import Store

/// What is to be written when somebody decides on a late record.
package struct LatePlan: Sendable {
    /// The edition.
    package let edition: Edition
    /// What the late record is.
    package let title: String
    /// How it changes what the edition was made from.
    package let change: LateChange
    /// The period in which it counts instead; nil unless that is the decision.
    package let target: String?
    /// The values of a new decision's fields.
    package let fields: [RecordValidation.Given]
    /// The decision that is there already; of it only the last values change.
    package let held: RecordID?
    /// What changes of a decision that is there already.
    package let changes: [RecordValidation.Given]

    /// What somebody decides.
    package struct Choice: Sendable {
        private let handling: LateHandling
        private let target: String?
        private let reason: String
        private let actor: String

        /// `target` is the period in which it counts instead, nil for the following one; `actor`
        /// is a staff id or account, empty for the node's operator.
        package init(_ handling: LateHandling, target: String?, reason: String, actor: String) {
            self.handling = handling
            self.target = target
            self.reason = reason
            self.actor = actor
        }
    }

    /// Plans one decision on each of some records that came after an edition.
    ///
    /// Throws `EditionError` where a record is not late for it, where the decision does not fit a
    /// record, or where the reason or a free period lacks.
    package static func plans(
        _ name: String,
        records texts: [String],
        _ choice: Choice,
        _ session: StoreSession
    ) throws -> [LatePlan] {
        let edition = try LateReview.edition(name, session)
        if let newer = try EditionShelf.newer(than: edition, session) {
            throw EditionError.outdated(edition.name, by: newer.name)
        }
        let finder = try LateFinder(edition, session)
        let found = Dictionary(
            try finder.records().map { ($0.record.id.text, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return try texts.map { text in
            guard let late = found[text] else {
                throw EditionError.notLate(record: text, edition: edition.name)
            }
            return try LatePlan(late, edition, finder.ground, choice, session)
        }
    }

    private init(
        _ late: LateRecord,
        _ edition: Edition,
        _ ground: EditionGround,
        _ choice: Choice,
        _ session: StoreSession
    ) throws {
        self.edition = edition
        change = late.change
        let request = ground.request
        let definition = try session.definition(late.record.register)
        title = late.title(definition, in: late.origin?.period ?? request.period)
        let shelf = TargetShelf(edition, request, session)
        if let old = late.decision?.targetPeriod { try shelf.checkFree(old) }
        target = try choice.target(late, title, shelf, request)?.text
        let today = CivilDateTime(secondsSince1970: session.deviceTime)?.date.text ?? ""
        let seen = try VersionVector(of: late.record.id, session).seenText
        let decided = choice.fields(target: target, today: today, seen: seen, edition)
        guard choice.isFreeOfPersonalData(title) else { throw EditionError.personalReason }
        held = late.decision?.id
        changes = decided.map { RecordValidation.Given($0.0, $0.1) }
        let named = [
            ("scheme", edition.scheme), ("group", ground.choice.kind ?? ""),
            ("period", edition.period), ("record", late.record.id.text),
            ("register", definition.id), ("title", title),
        ]
        fields = (named + decided).filter { !$0.1.isEmpty }.map {
            RecordValidation.Given($0.0, $0.1)
        }
    }
}

extension LatePlan.Choice {
    /// The period in which the record is to count, nil where it stays; throws where the decision
    /// does not fit.
    fileprivate func target(
        _ late: LateRecord,
        _ title: String,
        _ shelf: TargetShelf,
        _ request: EvidenceRequest
    ) throws -> Records.Period? {
        let isNew = [.new, .moved, .leftOut].contains(late.change)
        guard handling == .restate || !reason.allSatisfy(\.isWhitespace) else {
            throw EditionError.reasonMissing
        }
        guard handling == .next else {
            if let target { throw EditionError.badTarget(target) }
            return nil
        }
        guard isNew else { throw EditionError.alreadyCounted(title) }
        guard !late.now.isOfPeriod else { throw EditionError.boundToPeriod(title) }
        let period = request.period
        let meant = target.map(Records.Period.init(text:)) ?? period.next
        guard let meant, let kind = Assessment.Period(meant.text)?.kind,
            kind == request.kindOfPeriod, meant.first > period.last
        else { throw EditionError.badTarget(target ?? "") }
        try shelf.checkFree(meant)
        return meant
    }

    /// Decisions are kept for good, so nobody's number may get into one.
    fileprivate func isFreeOfPersonalData(_ title: String) -> Bool {
        PersonalDataScan.places(in: [.text(title), .text(reason)]).isEmpty
    }

    fileprivate func fields(
        target: String?,
        today: String,
        seen: String,
        _ edition: Edition
    ) -> [(String, String)] {
        [
            ("edition", edition.record.text), ("treatment", handling.rawValue),
            ("target", target ?? ""), ("reason", reason),
            ("decidedBy", actor.isEmpty ? "本机管理员" : actor), ("decidedAt", today),
            ("seen", seen),
        ]
    }
}

/// The editions of the periods into which late data may be put.
private struct TargetShelf {
    private let edition: Edition
    private let request: EvidenceRequest
    private let session: StoreSession

    init(_ edition: Edition, _ request: EvidenceRequest, _ session: StoreSession) {
        self.edition = edition
        self.request = request
        self.session = session
    }

    /// Throws `EditionError.targetDecided` if the period's result is decided.
    func checkFree(_ period: Records.Period) throws {
        let kind = try SubjectChoice(request.scheme, kind: request.kind).kind
        let all = try EditionShelf.editions(session)
        let decided = try all.last { other in
            guard other.isDecided, other.scheme == edition.scheme, other.period == period.text,
                other.place == edition.place
            else { return false }
            let provenance = try EditionContent.kept(.provenance, of: other, session).document
            return provenance["kind"]?.textValue == kind
        }
        if let decided {
            throw EditionError.targetDecided(period.text, edition: decided.name)
        }
    }
}
