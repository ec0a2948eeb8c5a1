internal import Assessment
internal import Documents
internal import Records
internal import Store

/// Results of sub-periods that were decided on: a year is made of them, whatever came to light
/// later.
///
/// What came late changes a year only by a restated edition.
struct DecidedResults {
    /// The totals by subject, null where the edition left them open, of each sub-period that has a
    /// decided edition.
    private(set) var scores: [Records.Period: [String: DocumentValue]] = [:]
    /// The editions' names, in the order of the periods.
    private(set) var names: [String] = []
    /// Editions of which not everything is here.
    private(set) var unreadable: [String] = []

    init(_ request: EvidenceRequest, kind: String?, _ session: StoreSession) throws {
        guard let of = request.kindOfPeriod, let part = request.subPeriodKind else { return }
        let all = try EditionShelf.listed(session)
        let givers = request.scheme.givers(of: of)
        let ownPlace = try session.ownPlace()
        for period in request.subPeriods(of: part) {
            for giver in givers where scores[period] == nil {
                let decided = all.filter { edition in
                    edition.scheme == giver && edition.period == period.text
                        && edition.place == ownPlace && edition.isDecided
                        && EditionShelf.restated(edition, among: all) == nil
                }
                try take(decided, of: period, kind: kind, session)
            }
        }
    }

    /// Takes the newest of the editions that is of the kind.
    private mutating func take(
        _ editions: [Edition],
        of period: Records.Period,
        kind: String?,
        _ session: StoreSession
    ) throws {
        for edition in editions.reversed() {
            let content: EditionContent
            do {
                content = try EditionContent(edition, session)
            } catch EditionError.damaged {
                unreadable.append(edition.name)
                continue
            }
            guard content.provenance["kind"]?.textValue == kind else { continue }
            var totals: [String: DocumentValue] = [:]
            for subject in content.result["subjects"]?.listValue ?? [] {
                guard let id = subject["id"]?.textValue else { continue }
                totals[id] = subject["total"] ?? .null
            }
            scores[period] = totals
            return names.append(edition.name)
        }
    }
}
