package import Hashing

/// What a register is, as data: fields, states, who may see it, what it yields (design section 6).
///
/// Made by `DefinitionReader` only, so a definition that exists is consistent in itself. References
/// to other registers are names; whether those exist is for the catalogue to see. A class, though
/// it never changes, because it is handed on with every record.
package final class RegisterDefinition: Hashable, Sendable {
    /// What sort of register it is; raw values are the spellings of definitions.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A list that is kept and filed.
        case register
        /// Records move through states.
        case workflow
        /// Opinions are collected.
        case survey
        /// Statistics of other registers; no records of its own.
        case report
        /// Questions are answered and marked.
        case exam
        /// A device, page or link through which people reach other registers.
        case channel
        /// Places, units, staff, matters, calendar.
        case directory
    }

    /// The id, permanent: small letters, digits and hyphens.
    package let id: String
    /// The Chinese title.
    package let title: String
    /// What sort of register it is.
    package let kind: Kind
    /// Whether the program itself keeps it; people do not write its records by hand.
    package let isSystem: Bool
    /// At which levels' nodes its records are written.
    package let levels: [PlaceLevel]
    /// Who holds a record.
    package let audience: AudienceRule
    /// States that live in another record with a narrower audience, if any.
    package let draft: DraftRule?
    /// The record made for a holder outside of the audience, if any.
    package let passOn: PassOnRule?
    /// The fields that identify a record, in order; empty where the record id is a dot.
    package let key: [String]
    /// The registers that a report reads.
    package let uses: [String]
    /// Limits in days by name, which an office may set; they stand before the defaults of rules.
    package let settings: [String: Int]
    /// The fields, in the order of the paper.
    package let fields: [FieldDefinition]
    /// Where each field stands in `fields`: every value of every event asks for one.
    let fieldIndices: [String: Int]
    /// The roles that may begin a record; nil where that follows from the steps.
    package let recordedBy: Set<Role>?
    /// What may be changed without a step; nil where every field may.
    package let openFields: [OpenFields]?
    /// The fields that are asked for where a record is sealed as a letter; empty where the pages
    /// offer none.
    package let letterFields: [String]
    /// The states, transitions and starts, nil where records have no state.
    package let workflow: Workflow?
    /// Titles of the papers that are printed.
    package let documents: [String]
    /// The lists that are shown.
    package let lists: [ListDefinition]
    /// The numbers that are counted.
    package let statistics: [StatisticDefinition]
    /// What each record or count means to an assessment.
    package let evidence: [EvidenceRule]
    /// How a record is itself a finding that names its rule, if it is.
    package let findings: FindingTemplate?
    /// Which awards and consequences of assessments become its records.
    package let awards: [AwardRule]
    /// How records become marks, votes, tasks, answers and other parts of evidence documents.
    package let gathers: [PartTemplate]
    /// Where it comes from.
    package let source: String
    /// Remarks.
    package let notes: [String]
    /// The canonical form: JSON with sorted keys, without spaces.
    package let canonicalBytes: [UInt8]
    /// The version: SHA-256 of the canonical form.
    package let version: Digest256

    init(
        id: String,
        title: String,
        kind: Kind,
        isSystem: Bool,
        levels: [PlaceLevel],
        audience: AudienceRule,
        draft: DraftRule?,
        passOn: PassOnRule?,
        key: [String],
        uses: [String],
        settings: [String: Int],
        fields: [FieldDefinition],
        fieldIndices: [String: Int],
        recordedBy: Set<Role>?,
        openFields: [OpenFields]?,
        letterFields: [String],
        workflow: Workflow?,
        documents: [String],
        lists: [ListDefinition],
        statistics: [StatisticDefinition],
        evidence: [EvidenceRule],
        findings: FindingTemplate?,
        awards: [AwardRule],
        gathers: [PartTemplate],
        source: String,
        notes: [String],
        canonicalBytes: [UInt8],
        version: Digest256
    ) {
        self.id = id
        self.title = title
        self.kind = kind
        self.isSystem = isSystem
        self.levels = levels
        self.audience = audience
        self.draft = draft
        self.passOn = passOn
        self.key = key
        self.uses = uses
        self.settings = settings
        self.fields = fields
        self.fieldIndices = fieldIndices
        self.recordedBy = recordedBy
        self.openFields = openFields
        self.letterFields = letterFields
        self.workflow = workflow
        self.documents = documents
        self.lists = lists
        self.statistics = statistics
        self.evidence = evidence
        self.findings = findings
        self.awards = awards
        self.gathers = gathers
        self.source = source
        self.notes = notes
        self.canonicalBytes = canonicalBytes
        self.version = version
    }

    /// The field of that id, nil if there is none.
    package func field(_ id: String) -> FieldDefinition? { fieldIndices[id].map { fields[$0] } }

    /// Those of the fields that are named, in the order of the definition.
    package func fields(named ids: [String]) -> [FieldDefinition] {
        Set(ids.compactMap { fieldIndices[$0] }).sorted().map { fields[$0] }
    }

    /// The label of a field, or of the state, for sentences; an unknown id stands for itself.
    package func label(of id: String) -> String {
        id == RegisterDefinition.stateField ? "状态" : field(id)?.label ?? id
    }

    /// The id of the field that holds the state.
    package static let stateField = "state"

    /// Ids that no field may have, because records, rows and paths use them already.
    package static let reservedFieldIDs: Set<String> = [
        "state", "recordID", "row", "remove", "removed", "authorPlace", "audiencePlace",
        "periodEnd",
    ]

    // All of it is read from the canonical form.
    package static func == (left: RegisterDefinition, right: RegisterDefinition) -> Bool {
        left === right || left.version == right.version
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(version) }
}

/// A list that is shown, in words; pages and queries are made from it by hand.
package struct ListDefinition: Hashable, Sendable {
    /// The id.
    package let id: String
    /// The Chinese label.
    package let label: String
    /// What it shows, in words.
    package let shows: String
}

/// A number that is counted, in words and, where it can be derived, as a condition.
package struct StatisticDefinition: Hashable, Sendable {
    /// The id.
    package let id: String
    /// The Chinese label.
    package let label: String
    /// What is counted, in words.
    package let counts: String
    /// The base, in words.
    package let over: String
    /// Which records count, if that can be said as a condition.
    package let condition: Condition?
}
