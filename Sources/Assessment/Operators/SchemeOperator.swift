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
    /// The fact that the step uses, if any.
    var usedFact: String? { get }
    /// The kind of sub-period whose given results the step uses, if it does.
    var subPeriodKind: PeriodKind? { get }
    /// True if the step can leave something open where evidence is lacking.
    var leavesOpen: Bool { get }

    /// Faults that only the whole scheme shows; `key` is the step's key that they belong to.
    func faults(in form: PeriodKind, of parts: SchemeParts) -> [(key: String?, sentence: String)]

    /// Carries the step out.
    func apply(to evaluation: inout Evaluation)
}

extension SchemeOperator {
    var needs: Set<StepProduct> { [] }
    var heeds: Set<StepProduct> { [] }
    var computedSections: [String] { [] }
    var findingScope: FindingScope? { nil }
    var usedFact: String? { nil }
    var subPeriodKind: PeriodKind? { nil }
    var leavesOpen: Bool { false }

    func faults(in form: PeriodKind, of parts: SchemeParts) -> [(key: String?, sentence: String)] {
        []
    }
}

/// What steps hand on to later steps.
enum StepProduct: String, CaseIterable, Sendable {
    case setAside
    case sections
    case total
    case rank

    var title: String {
        switch self {
        case .setAside: "不参加的单位"
        case .sections: "各节得分"
        case .total: "总分"
        case .rank: "名次"
        }
    }
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
        SetAside.self, DeductFromMarks.self, ShareOfBase.self, DeductCapped.self,
        SumSections.self, DeductFromTotal.self, MeanOfPeriods.self, RankSubjects.self,
        AwardPlaces.self, MeanTotal.self,
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
            report("“\(key)”中缺少 \(placeholder),不同情形的标记会分不开", at: key)
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
