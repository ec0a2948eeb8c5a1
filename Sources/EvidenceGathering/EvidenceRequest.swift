package import Assessment
internal import Documents
package import Records

/// What is to be assessed.
package struct EvidenceRequest: Sendable {
    /// The scheme.
    package let scheme: Scheme
    /// The period.
    package let period: Records.Period
    /// The level of the places, where the scheme assesses places; nil for the scheme's first.
    package let kind: String?

    /// Makes a request; throws `EvidenceError.badPeriod` if the text is no period, or of a kind
    /// that the scheme is not applied to.
    package init(scheme: Scheme, period text: String, kind: String? = nil) throws(EvidenceError) {
        guard let period = Records.Period(text: text),
            let kindOfPeriod = Assessment.Period(text)?.kind,
            scheme.periodKinds.contains(kindOfPeriod)
        else { throw .badPeriod(text) }
        self.scheme = scheme
        self.period = period
        self.kind = kind
    }

    init(_ other: EvidenceRequest, period: Records.Period) {
        scheme = other.scheme
        self.period = period
        kind = other.kind
    }

    init(_ other: EvidenceRequest, kind: String) {
        scheme = other.scheme
        period = other.period
        self.kind = kind
    }

    /// The sub-periods from whose results the period's is made; empty if it is made from records.
    var subPeriods: [Records.Period] {
        guard let kind = Assessment.Period(period.text)?.kind.rawValue,
            let steps = scheme.document["periods"]?[kind]?["steps"]?.listValue,
            let part = steps.compactMap({ $0["of"]?.textValue }).first
        else { return [] }
        switch part {
        case "month": return period.months
        case "quarter": return (1...4).map { .quarter(period.year, $0) }.filter(period.contains)
        case "half": return (1...2).map { .half(period.year, $0) }.filter(period.contains)
        default: return []
        }
    }
}
