package import Assessment
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
            scheme.periodKinds.contains(kindOfPeriod) || scheme.isPeriodless
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

    /// The kind of period.
    var kindOfPeriod: PeriodKind? { Assessment.Period(period.text)?.kind }

    /// The kind of sub-period from whose results the period's is made; nil if it is made from
    /// records.
    var subPeriodKind: PeriodKind? { kindOfPeriod.flatMap(scheme.subPeriod) }

    /// What findings that were put into the period say that they count in: of a period whose parts
    /// are worked out with it the first of these.
    var periodOfLateFindings: String {
        let first = computesSubPeriods ? subPeriodKind.flatMap { subPeriods(of: $0).first } : nil
        return (first ?? period).text
    }

    /// The sub-periods that can be assessed by themselves.
    var assessableSubPeriods: [Records.Period] {
        guard let part = subPeriodKind, scheme.periodKinds.contains(part) else { return [] }
        return subPeriods(of: part)
    }

    /// Whether the results of the sub-periods are only worked out together with the period's.
    var computesSubPeriods: Bool {
        guard let part = subPeriodKind, let kind = kindOfPeriod else { return false }
        return !scheme.periodKinds.contains(part) && scheme.computesSubPeriods(of: kind)
    }

    /// The sub-periods of a kind.
    func subPeriods(of kind: PeriodKind) -> [Records.Period] {
        switch kind {
        case .month: period.months
        case .quarter: (1...4).map { .quarter(period.year, $0) }.filter(period.contains)
        case .half: (1...2).map { .half(period.year, $0) }.filter(period.contains)
        case .year: []
        }
    }
}
