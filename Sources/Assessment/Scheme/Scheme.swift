package import Documents
import ExactNumbers

/// A 考核办法 that has been read, checked, and whose own worked cases have come out right.
///
/// Only `SchemeReader` makes one, so whoever holds a scheme may score with it.
package struct Scheme: Sendable {
    /// The id by which evidence documents name the scheme.
    package let id: String
    /// The scheme's Chinese name.
    package let title: String
    /// The office's own name of this version.
    package let edition: String
    /// The paper that the scheme comes from.
    package let source: String
    /// The document that the scheme was read from; the hash of its canonical form is its version.
    package let document: DocumentValue
    /// The rules, in the order of the document.
    package let rules: [SchemeRule]
    /// The sections, in the order of the document.
    package let sections: [SchemeSection]
    /// The kinds of subject that the scheme knows, or nil where it takes none.
    package let kinds: SchemeKinds?
    /// Whom of the directories the scheme assesses; empty where it does not say.
    package let assesses: [AssessedGroup]
    /// Whom of the directories each kind of subject is, where the scheme says it by kind.
    package let assessesByKind: [String: [AssessedGroup]]
    /// Every parameter that evidence may override, generated ones too, by name.
    package let parameters: [String: SchemeParameter]
    /// The Chinese names of the facts, by id.
    package var facts: [String: String] { factTerms.mapValues(\.title) }
    /// The Chinese names of the statistics, by id.
    package let statistics: [String: String]
    /// The statistics that registers yield for another scheme and this one counts as well:
    /// `scheme:statistic` by id.
    package let countedAs: [String: String]

    let fullMarks: ExactNumber?
    let policies: SchemePolicies
    let factTerms: [String: SchemeFact]
    let attributes: [String: SchemeAttribute]
    let indicators: [String: SchemeIndicator]
    /// What the names of parameters for weights of sources begin with, where there are any.
    let sourceParameters: String?
    let forms: [PeriodKind: SchemeForm]
    /// How documents are scored that need no period, where the scheme is of that sort.
    let periodlessForm: SchemeForm?
    let cases: [WorkedCase]
    private let rulePlaces: [String: Int]
    private let sectionPlaces: [String: Int]

    init(parts: SchemeParts, document: DocumentValue) {
        id = parts.id
        title = parts.title
        edition = parts.edition
        source = parts.source
        self.document = document
        rules = parts.rules
        sections = parts.sections
        kinds = parts.kinds
        assesses = parts.assesses
        assessesByKind = parts.assessesByKind
        parameters = parts.parameters
        factTerms = parts.facts
        attributes = parts.attributes
        indicators = parts.indicators
        sourceParameters = parts.sourceParameters
        statistics = parts.statistics
        countedAs = parts.countedAs
        fullMarks = parts.fullMarks
        policies = parts.policies
        forms = parts.forms
        periodlessForm = parts.periodlessForm
        cases = parts.cases
        rulePlaces = Dictionary(
            parts.rules.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        sectionPlaces = Dictionary(
            parts.sections.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The kinds of period that the scheme can be applied to, longest first.
    package var periodKinds: [PeriodKind] {
        PeriodKind.allCases.filter { forms[$0].map { !$0.isInner } ?? false }
    }

    /// The rule of that id, or nil where the scheme has none.
    package func rule(_ id: String) -> SchemeRule? { rulePlaces[id].map { rules[$0] } }

    /// The section of that id, or nil where the scheme has none.
    package func section(_ id: String) -> SchemeSection? { sectionPlaces[id].map { sections[$0] } }

    /// How a document of that kind of period is scored; nil where the scheme takes none.
    func form(_ kind: PeriodKind?) -> SchemeForm? {
        guard let kind else { return periodlessForm }
        if let form = forms[kind] { return form.isInner ? nil : form }
        return periodlessForm
    }

    /// All ways of scoring a document that the scheme offers.
    var offeredForms: [SchemeForm] {
        periodKinds.compactMap { forms[$0] } + (periodlessForm.map { [$0] } ?? [])
    }
}

/// The parts of a scheme while it is being read.
struct SchemeParts {
    var id = ""
    var title = ""
    var edition = ""
    var source = ""
    var fullMarks: ExactNumber?
    var policies = SchemePolicies(ties: .fixed(""), decimals: 0, missingData: .complete)
    var kinds: SchemeKinds?
    var assesses: [AssessedGroup] = []
    var assessesByKind: [String: [AssessedGroup]] = [:]
    var parameters: [String: SchemeParameter] = [:]
    var facts: [String: SchemeFact] = [:]
    var attributes: [String: SchemeAttribute] = [:]
    var indicators: [String: SchemeIndicator] = [:]
    var sourceParameters: String?
    var statistics: [String: String] = [:]
    var countedAs: [String: String] = [:]
    var sections: [SchemeSection] = []
    var rules: [SchemeRule] = []
    var forms: [PeriodKind: SchemeForm] = [:]
    var periodlessForm: SchemeForm?
    var cases: [WorkedCase] = []
}

/// The kinds of subject of a scheme.
package struct SchemeKinds: Sendable {
    /// Chinese names by id.
    package let titles: [String: String]
    /// Whether each subject must name its kind.
    package let isRequired: Bool
    /// Whether all subjects of a document must be of one kind.
    package let isSingle: Bool
    /// The kind of a subject that names none, if there is one.
    package let standard: String?
}

/// What a scheme must say outright, because hidden defaults are what offices quarrel about.
struct SchemePolicies: Sendable {
    /// How equal totals share places.
    let ties: Choice
    /// Decimals of displayed totals; halves go away from zero, and nothing else is rounded.
    let decimals: Int
    let missingData: MissingDataPolicy
}

/// What an assessment does where evidence is lacking.
enum MissingDataPolicy: String, CaseIterable, Sendable {
    /// The document is complete as it stands: where nothing was found, nothing is deducted.
    case complete
    /// What cannot be counted is open and named by a flag; it is never taken for zero.
    case open
}

/// How one kind of period is scored: its steps, in their order.
struct SchemeForm: Sendable {
    /// The kind of period; nil where none is needed.
    let kind: PeriodKind?
    let steps: [any SchemeOperator]
    /// The steps for the list of people, empty where there is none.
    var peopleSteps: [any SchemeOperator] = []
    /// True where the form only serves to compute sub-periods of longer ones.
    var isInner = false

    /// The ids of the sections that the steps compute for one kind of subject, in their order.
    func sectionIDs(kind: String?) -> [String] {
        steps.filter { $0.takes(kind: kind) }.flatMap(\.computedSections)
    }

    /// The kind of sub-period whose results a step uses, if any does.
    var subPeriodKind: PeriodKind? { steps.lazy.compactMap(\.subPeriodKind).first }

    /// True if results of sub-periods may be computed from findings.
    var computesSubPeriods: Bool { steps.contains(where: \.computesSubPeriods) }

    /// True if any step counts findings.
    var countsFindings: Bool { steps.contains { $0.findingScope != nil } }

    /// The kind's name in Chinese.
    var title: String { kind?.title ?? "不分期间" }
}

extension Scheme {
    /// The parameter of that name; weights of sources have names that only the evidence knows.
    func parameter(_ name: String) -> SchemeParameter? {
        if let parameter = parameters[name] { return parameter }
        guard let prefix = sourceParameters, takesAnySource, name.hasPrefix(prefix),
            name != prefix
        else { return nil }
        return SchemeParameter(
            title: name,
            domain: .number(standard: .one, atLeast: nil, isWhole: false),
            isAboveZero: true
        )
    }

    private var takesAnySource: Bool {
        indicators.values.contains { if case .any? = $0.marks?.sources { true } else { false } }
    }

    /// All steps of all forms.
    var allSteps: [any SchemeOperator] {
        let periodic = PeriodKind.allCases.compactMap { kind in forms[kind] }
        let all = periodic + (periodlessForm.map { [$0] } ?? [])
        return all.flatMap { $0.steps + $0.peopleSteps }
    }

    /// Statistics of which one is divided by the other, each pair once.
    var statisticPairs: [StatisticPair] {
        var pairs = sections.compactMap(\.share).map { StatisticPair(base: $0.base, good: $0.good) }
        for pair in allSteps.flatMap(\.statisticPairs) where !pairs.contains(pair) {
            pairs.append(pair)
        }
        return pairs
    }
}

extension Scheme {
    /// True if marks of any indicator may say who judges.
    var takesSources: Bool {
        indicators.values.contains {
            switch $0.marks?.sources {
            case .any?, .listed?: true
            case .untaken?, nil: false
            }
        }
    }
}
