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
    /// Every parameter that evidence may override, generated ones too, by name.
    package let parameters: [String: SchemeParameter]
    /// The Chinese names of the facts, by id; each fact's value is a list of subjects.
    package let facts: [String: String]
    /// The Chinese names of the statistics, by id.
    package let statistics: [String: String]

    let fullMarks: ExactNumber?
    let policies: SchemePolicies
    let forms: [PeriodKind: SchemeForm]
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
        parameters = parts.parameters
        facts = parts.facts
        statistics = parts.statistics
        fullMarks = parts.fullMarks
        policies = parts.policies
        forms = parts.forms
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
    package var periodKinds: [PeriodKind] { PeriodKind.allCases.filter { forms[$0] != nil } }

    /// The rule of that id, or nil where the scheme has none.
    package func rule(_ id: String) -> SchemeRule? { rulePlaces[id].map { rules[$0] } }

    /// The section of that id, or nil where the scheme has none.
    package func section(_ id: String) -> SchemeSection? { sectionPlaces[id].map { sections[$0] } }
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
    var parameters: [String: SchemeParameter] = [:]
    var facts: [String: String] = [:]
    var statistics: [String: String] = [:]
    var sections: [SchemeSection] = []
    var rules: [SchemeRule] = []
    var forms: [PeriodKind: SchemeForm] = [:]
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
    let kind: PeriodKind
    let steps: [any SchemeOperator]

    /// The ids of the sections that the steps compute, in the order of the steps.
    var sectionIDs: [String] { steps.flatMap(\.computedSections) }

    /// True if any step uses results of sub-periods.
    var usesPeriodScores: Bool { subPeriodKind != nil }

    /// The kind of sub-period whose results a step uses, if any does.
    var subPeriodKind: PeriodKind? { steps.lazy.compactMap(\.subPeriodKind).first }

    /// True if any step counts findings.
    var countsFindings: Bool { steps.contains { $0.findingScope != nil } }
}
