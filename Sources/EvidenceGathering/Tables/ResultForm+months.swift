package import Assessment
internal import Documents
package import Records
package import Store

extension ResultForm {
    /// For each month of a year the result of its newest edition, nil where there is none.
    ///
    /// `kind` is the level of the places, nil for the scheme's first.
    package static func months(
        of year: Records.Period,
        scheme: Scheme,
        kind: String?,
        _ session: StoreSession
    ) throws -> [(period: String, result: ComputedResult?)] {
        let choice = try SubjectChoice(scheme, kind: kind)
        let editions = try EditionShelf.editions(session).filter { $0.scheme == scheme.id }
        return try year.months.map { month in
            for edition in editions.reversed() where edition.period == month.text {
                let content = try EditionContent(edition, session)
                if content.provenance["kind"]?.textValue == choice.kind {
                    return (month.text, try ComputedResult(content))
                }
            }
            return (month.text, nil)
        }
    }
}
