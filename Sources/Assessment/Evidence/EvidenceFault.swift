import Documents

/// Why a place of an evidence document is refused; the raw values are those of result documents.
enum EvidenceFaultReason: String, CaseIterable, Sendable {
    case notJSON = "not_json"
    case badType = "bad_type"
    case missing
    case unknownKey = "unknown_key"
    case unknownScheme = "unknown_scheme"
    case unknownRule = "unknown_rule"
    case unknownSubject = "unknown_subject"
    case unknownKind = "unknown_kind"
    case unknownParameter = "unknown_parameter"
    case unknownFact = "unknown_fact"
    case unknownIndicator = "unknown_indicator"
    case unknownStatistic = "unknown_statistic"
    case unknownGrade = "unknown_grade"
    case unknownOutcome = "unknown_outcome"
    case derivedRule = "derived_rule"
    case badPeriod = "bad_period"
    case outsidePeriod = "outside_period"
    case badDate = "bad_date"
    case badNumber = "bad_number"
    case outsideBounds = "outside_bounds"
    case badParameter = "bad_parameter"
    case unexpected
    case duplicate
    case conflicting
}

/// One fault of an evidence document.
struct EvidenceFault: Hashable, Sendable {
    let path: DocumentPath
    let reason: EvidenceFaultReason
    /// One Chinese sentence that says what is wrong and what to do.
    let message: String

    /// The fault as a row of a result document.
    var document: DocumentValue {
        [
            "path": .text(path.pointer), "reason": .text(reason.rawValue),
            "message": .text(message),
        ]
    }
}
