internal import Assessment
package import Causality
package import Documents
internal import Merge
internal import Records
internal import Store

/// What is done with data that came after an edition was frozen; raw values are the register's.
package enum LateHandling: String, Hashable, Sendable, CaseIterable {
    /// It counts in a later period.
    case next = "算到下期"
    /// It counts nowhere in the assessment.
    case omit = "不采用"
    /// It counts as it is, in an edition that takes the place of the frozen one.
    case restate = "更正本期"
}

/// A person's decision on one record that came after an edition was frozen.
package struct LateDecision: Sendable {
    /// The register of decisions.
    package static let register = "late-data"

    /// The decision's own record.
    package let id: RecordID
    /// The record that came late.
    package let record: RecordID
    /// The late record's register.
    package let register: String
    /// What the late record is, as people read it.
    package let title: String
    /// What is done; nil while several decisions stand side by side.
    package let handling: LateHandling?
    /// Why.
    package let reason: String
    /// Staff id or account of who decided.
    package let decidedBy: String
    /// The day of the decision.
    package let decidedAt: String
    /// What stands side by side where people disagree; else the one handling.
    package let handlings: [LateHandling]
    let edition: RecordID
    let period: Records.Period
    /// The periods named, one where people agree.
    let targets: [Records.Period]
    /// Whether anybody said why.
    let hasReason: Bool
    /// How far the record's streams were held when it was decided; nil for what was typed in.
    let seen: VersionVector?

    /// Nil where the record says no decision.
    init?(_ record: StoredRecord) {
        let state = record.state
        func text(_ field: String) -> String? { state[field]?.value?.text }
        guard let late = text("record").flatMap(RecordID.init(text:)),
            let period = text("period").flatMap(Records.Period.init(text:)),
            let edition = state["edition"]?.siblings.lazy.compactMap({ $0.value?.record }).min()
        else { return nil }
        id = record.id
        self.record = late
        self.period = period
        self.edition = edition
        register = text("register") ?? ""
        title = text("title") ?? late.text
        reason = text("reason") ?? ""
        decidedBy = text("decidedBy") ?? ""
        decidedAt = text("decidedAt") ?? ""
        func said(_ field: String) -> [String] {
            Set((state[field]?.siblings ?? []).compactMap { $0.value?.text }).sorted()
        }
        handlings = said("treatment").compactMap(LateHandling.init(rawValue:))
        targets = said("target").compactMap(Records.Period.init(text:))
        hasReason = said("reason").contains { !$0.allSatisfy(\.isWhitespace) }
        seen = text("seen").flatMap(VersionVector.init(seen:))
        let isDisputed =
            handlings.count != 1 || (handlings == [.next] && said("target").count > 1)
        handling = isDisputed ? nil : handlings.first
    }

    /// The period in which the record counts instead; nil unless that is decided.
    package var target: String? { targetPeriod?.text }

    var targetPeriod: Records.Period? { handling == .next ? targets.first : nil }

    /// The kind of the period that it is about.
    var kindOfPeriod: PeriodKind? { Assessment.Period(period.text)?.kind }

    /// Whether it takes the record out of its period, and says what such a decision has to say.
    var takesAway: Bool {
        guard hasReason else { return false }
        return handling == .omit || (handling == .next && hasFittingTarget)
    }

    /// Whether the period to count in is a later one of the same kind.
    var hasFittingTarget: Bool {
        guard let target = targetPeriod else { return false }
        return target.first > period.last && Assessment.Period(target.text)?.kind == kindOfPeriod
    }

    /// What was decided, by whom, when and why, in words.
    package var words: String { words(of: .new) }

    /// The same of a record that changed in a certain way: what was counted is not left out, only
    /// not corrected.
    package func words(of change: LateChange) -> String {
        let isKept = handling == .omit && change.isOfCounted
        let what = isKept ? "不更正，定稿的版照旧" : self.what
        let who = decidedBy.isEmpty ? "" : "\(decidedBy) "
        let why = reason.isEmpty ? "" : "，理由：\(reason)"
        return "\(what)（\(who)\(decidedAt) 决定\(why)）"
    }

    private var what: String {
        switch handling {
        case .next?: "算到 \(target ?? "（没有写哪一期）")"
        case .omit?: LateHandling.omit.rawValue
        case .restate?: LateHandling.restate.rawValue
        case nil: "有不同的决定：\(handlings.map(\.rawValue).joined(separator: "、"))"
        }
    }

    /// For programs.
    package var document: DocumentValue {
        [
            "recordID": .text(id.text), "treatment": handling.map { .text($0.rawValue) } ?? .null,
            "conflict": .boolean(handling == nil),
            "target": target.map(DocumentValue.text) ?? .null,
            "reason": .text(reason), "decidedBy": .text(decidedBy), "decidedAt": .text(decidedAt),
        ]
    }
}

extension LateDecision {
    /// The decisions of the own place on a scheme's periods, of one level or kind.
    static func decisions(
        _ scheme: String,
        kind: String?,
        _ session: StoreSession
    ) throws -> [LateDecision] {
        let isKnown = session.definitions.contains { $0.id == register }
        guard isKnown, try session.hasRecords(of: register) else { return [] }
        let own = Audience(.only, try session.ownPlace())
        return try session.records(of: register, where: [("scheme", .text(scheme))])
            .filter { $0.audience == own && $0.state["group"]?.value?.text == kind }
            .compactMap(LateDecision.init).sorted { $0.id < $1.id }
    }
}

extension VersionVector {
    /// How far a record's streams are held: what somebody sees who decides on it now.
    init(of record: RecordID, _ session: StoreSession) throws {
        self.init(try session.history(of: record).map { ($0.dot.stream, $0.dot.sequence) })
    }

    /// One word for each stream: its newest event.
    var seenText: String {
        entries.map { RecordID.dot(Dot(stream: $0.stream, sequence: $0.sequence)).text }
            .joined(separator: " ")
    }

    /// Reads what `seenText` writes; nil where it is something else.
    fileprivate init?(seen text: String) {
        var pairs: [(StreamID, UInt64)] = []
        for word in text.split(separator: " ") {
            guard case .dot(let dot)? = RecordID(text: String(word)) else { return nil }
            pairs.append((dot.stream, dot.sequence))
        }
        self.init(pairs)
    }
}
