/// One step of a scheme: the closed set of things that an assessment can do.
///
/// A further operator is a further type here and a line in `SchemeOperators.all`; nothing else
/// knows the operators one by one. Operators read what earlier steps gave and never look at a
/// scheme's id.
protocol SchemeOperator: Sendable {
    /// The name by which schemes ask for the operator.
    static var name: String { get }

    /// Reads the step's own keys; faults are reported to the fields.
    init(from fields: SchemeFields, declared: SchemeParts)

    /// What must have been worked out by an earlier step.
    var needs: Set<StepProduct> { get }
    /// What is taken into account if the scheme works it out at all, and then must come earlier.
    var heeds: Set<StepProduct> { get }
    /// What the step works out or changes.
    var gives: Set<StepProduct> { get }
    /// The sections that the step computes.
    var computedSections: [String] { get }
    /// Which findings the step counts, or nil if it counts none.
    var findingScope: FindingScope? { get }
    /// The facts that the step uses.
    var usedFacts: [String] { get }
    /// The kind of sub-period whose given results the step uses, if it does.
    var subPeriodKind: PeriodKind? { get }
    /// Another scheme whose decided results are those of the sub-periods, if there is one.
    var resultsOf: String? { get }
    /// True if the step may compute results of sub-periods from findings.
    var computesSubPeriods: Bool { get }
    /// Statistics that the step uses.
    var usedStatistics: [String] { get }
    /// Statistics of which the step divides one by the other.
    var statisticPairs: [StatisticPair] { get }
    /// Indicators that the step uses.
    var usedIndicators: [String] { get }
    /// Attributes of subjects that the step uses.
    var usedAttribute: String? { get }
    /// Rules that the step works out.
    var derivedRules: [String] { get }
    /// The parts of an evidence document that only some steps use.
    var usedParts: Set<EvidencePart> { get }
    /// The kinds of subject that the step is for; empty for all.
    var kinds: Set<String> { get }
    /// The most that each section can be worth, as far as the step says so.
    func fullMarks(of parts: SchemeParts) -> [String: Quantity]
    /// True if the step can leave something open where evidence is lacking.
    var leavesOpen: Bool { get }

    /// Faults that only the whole scheme shows; `key` is the step's key that they belong to.
    func faults(in form: SchemeForm, of parts: SchemeParts) -> [(key: String?, sentence: String)]

    /// What a flag says in Chinese words, where this step sets it and knows better than its name
    /// does.
    func words(ofFlag flag: String, in scheme: Scheme) -> String?

    /// Carries the step out.
    func apply(to evaluation: inout Evaluation)
}

extension SchemeOperator {
    var needs: Set<StepProduct> { [] }
    var heeds: Set<StepProduct> { [] }
    var computedSections: [String] { [] }
    var findingScope: FindingScope? { nil }
    var usedFacts: [String] { [] }
    var subPeriodKind: PeriodKind? { nil }
    var resultsOf: String? { nil }
    var computesSubPeriods: Bool { false }
    var leavesOpen: Bool { false }
    var usedStatistics: [String] { [] }
    var statisticPairs: [StatisticPair] { [] }
    var usedIndicators: [String] { [] }
    var usedAttribute: String? { nil }
    var derivedRules: [String] { [] }
    var usedParts: Set<EvidencePart> { [] }
    var kinds: Set<String> { [] }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] { [:] }

    /// True if the step is for subjects of that kind.
    func takes(kind: String?) -> Bool {
        kinds.isEmpty || kind.map(kinds.contains) ?? false
    }

    func words(ofFlag flag: String, in scheme: Scheme) -> String? { nil }

    func faults(in form: SchemeForm, of parts: SchemeParts) -> [(key: String?, sentence: String)] {
        []
    }
}

/// What steps hand on to later steps.
enum StepProduct: String, CaseIterable, Sendable {
    case setAside
    /// How often rules happened that are worked out.
    case derived
    case sections
    case total
    case rank
    /// Who may not win.
    case barred
    case grades

    var title: String {
        switch self {
        case .setAside: "不参加的单位"
        case .derived: "由数推算的规则"
        case .sections: "各节得分"
        case .total: "总分"
        case .rank: "名次"
        case .barred: "不得评先的单位"
        case .grades: "等次"
        }
    }
}

/// A part of an evidence document that only some steps use.
enum EvidencePart: String, CaseIterable, Sendable {
    case tasks
    case answers
}

/// Which findings a step counts.
enum FindingScope: Equatable, Sendable {
    /// Those of rules that belong to these sections.
    case sections([String])
    /// Those of rules that belong to no section.
    case total
}

/// The operators that this engine knows.
enum SchemeOperators {
    static let all: [any SchemeOperator.Type] = [
        ExcludeSubjects.self, SetAside.self, CountAboveMean.self, TaskMarks.self,
        DeductFromMarks.self, DeductCapped.self, AddRules.self, ShareOfBase.self,
        RateBands.self, StatisticMarks.self, WeightedMarks.self, PlacePoints.self,
        SumIntoSection.self, SumSections.self, DeductFromTotal.self, MeanOfPeriods.self,
        MarkAsTotal.self, RightAnswers.self, RankSubjects.self, BarSubjects.self,
        FillQuota.self, GradeByLines.self, GradeByFirst.self, AwardPlaces.self,
        AwardByGrade.self, BonusByPlace.self, MoneySheet.self, MeanTotal.self,
    ]

    static func named(_ name: String) -> (any SchemeOperator.Type)? {
        all.first { $0.name == name }
    }
}

/// Where additions and deductions stop.
enum FloorPolicy: String, CaseIterable, Sendable {
    /// No section below 0, and no total below 0.
    case section
    /// Sections may be negative, the total may not.
    case total
    case none
}

extension SchemeFields {
    /// A list of declared sections that must be there and must not be empty.
    func sections(_ key: String, declared: SchemeParts) -> [String] {
        guard required(key) != nil else { return [] }
        let ids = texts(key)
        if ids.isEmpty { report("“\(key)”是空的", at: key) }
        for id in ids where !declared.sections.contains(where: { $0.id == id }) {
            report("没有名为“\(id)”的一节", at: key)
        }
        return ids
    }

    /// A flag with a placeholder such as `{n}`, or without one.
    func template(_ key: String, placeholder: String?) -> FlagTemplate {
        let text = text(key)
        if let placeholder, !text.isEmpty, text.split(separator: placeholder).count > 2 {
            report("“\(key)”中只能有一个 \(placeholder)", at: key)
        }
        let isMissing = placeholder.map { !FlagTemplate.contains($0, in: text) } ?? false
        if let placeholder, isMissing, !text.isEmpty {
            report("“\(key)”中缺少 \(placeholder)，不同情形的标记会分不开", at: key)
        }
        return FlagTemplate(text: text, placeholder: placeholder)
    }
}

/// A flag whose name contains what it is about.
struct FlagTemplate: Sendable {
    let text: String
    let placeholder: String?

    /// The flag with the placeholder filled in.
    func filled(with content: String) -> String {
        guard let placeholder else { return text }
        let parts = text.split(separator: placeholder, omittingEmptySubsequences: false)
        return parts.joined(separator: content)
    }

    static func contains(_ placeholder: String, in text: String) -> Bool {
        text.split(separator: placeholder, omittingEmptySubsequences: false).count > 1
    }
}
