package import Documents

/// What an evidence document may hold for the scheme: asked by whoever makes documents of records.
extension Scheme {
    /// Whether documents may be scored whatever their period.
    package var isPeriodless: Bool { periodlessForm != nil }

    /// Whether the indicator is judged by marks.
    package func takesMarks(of indicator: String) -> Bool { indicators[indicator]?.marks != nil }

    /// Whether the indicator is judged by votes.
    package func takesVotes(on indicator: String) -> Bool { indicators[indicator]?.votes != nil }

    /// Whether there is such an indicator.
    package func hasIndicator(_ id: String) -> Bool { indicators[id] != nil }

    /// The id of the only indicator with that title, nil where none or several have it.
    package func indicator(titled title: String) -> String? {
        let found = indicators.values.filter { $0.title == title }
        return found.count == 1 ? found.first?.id : nil
    }

    /// The kind of sub-period that a mark of the indicator must name, nil if it names none.
    package func markPeriod(of indicator: String) -> PeriodKind? {
        indicators[indicator]?.marks?.periodKind
    }

    /// Whether marks of the indicator may say who judges.
    package func takesSources(of indicator: String) -> Bool {
        switch indicators[indicator]?.marks?.sources {
        case .any?, .listed?: true
        case .untaken?, nil: false
        }
    }

    /// The kinds of subject that the indicator is asked of; empty for all.
    package func kinds(of indicator: String) -> Set<String> { indicators[indicator]?.kinds ?? [] }

    /// Whether there is such a property of subjects.
    package func hasAttribute(_ id: String) -> Bool { attributes[id] != nil }

    /// Whether the fact holds or not, rather than naming subjects; nil if there is no such fact.
    package func isTruth(fact id: String) -> Bool? { factTerms[id].map { $0.content == .truth } }

    /// Whether documents of that kind of period list tasks.
    package func takesTasks(in kind: PeriodKind) -> Bool { form(kind)?.uses(.tasks) ?? false }

    /// Whether documents of that kind of period have the answers of a test.
    package func takesAnswers(in kind: PeriodKind) -> Bool { form(kind)?.uses(.answers) ?? false }

    /// Whether findings count in documents of that kind of period.
    package func countsFindings(in kind: PeriodKind) -> Bool { form(kind)?.countsFindings ?? false }

    /// Whether people are scored besides the subjects in documents of that kind of period.
    package func scoresPeople(in kind: PeriodKind) -> Bool {
        !(form(kind)?.peopleSteps.isEmpty ?? true)
    }

    /// The statistics that are used in documents of that kind of period.
    package func statistics(in kind: PeriodKind) -> Set<String> {
        let steps = form(kind)?.steps ?? []
        let shares = Set(steps.flatMap(\.computedSections)).compactMap { section($0)?.share }
        return Set(
            steps.flatMap(\.usedStatistics) + shares.flatMap { [$0.base, $0.good] }
                + steps.flatMap(\.statisticPairs).flatMap { [$0.base, $0.good] }
        )
    }

    /// The kind of sub-period whose results are used in documents of that kind of period.
    package func subPeriod(of kind: PeriodKind) -> PeriodKind? { form(kind)?.subPeriodKind }

    /// The schemes whose decided results count as those of the sub-periods: this one, before it
    /// those that its steps name.
    package func givers(of kind: PeriodKind) -> [String] {
        (form(kind)?.steps ?? []).compactMap(\.resultsOf) + [id]
    }

    /// Every other scheme that a step takes decided results of, with the place that names it.
    package var namedSchemes: [(id: String, path: DocumentPath)] {
        (document["periods"]?.objectValue?.members ?? []).flatMap { form in
            (form.value["steps"]?.listValue ?? []).enumerated().compactMap { index, step in
                step["resultsOf"]?.textValue.map { id in
                    let steps = DocumentPath(["periods", form.key, "steps"])
                    return (id, steps.appending(index: index).appending("resultsOf"))
                }
            }
        }
    }

    /// Whether documents of that kind of period may have sub-periods worked out from findings.
    package func computesSubPeriods(of kind: PeriodKind) -> Bool {
        form(kind)?.computesSubPeriods ?? false
    }
}
