package import Assessment
internal import Causality
internal import Documents
package import Records
package import Store

extension ResultForm {
    /// The ids of the units and places that a node knows.
    package static func units(_ session: StoreSession) throws -> Set<String> {
        let places = try session.projectedRows(of: SystemRegister.region, fields: ["code"])
        let hasUnits = session.definitions.contains { $0.id == "unit" }
        let units = hasUnits ? try session.projectedRows(of: "unit", fields: ["id"]) : []
        return Set((places + units).flatMap { [$0.record.text, $0.values[0]?.text ?? ""] })
    }

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
