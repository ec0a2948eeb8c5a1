import ExactNumbers

/// What the marks or votes for one indicator come to.
struct Judgement: Sendable {
    /// Values by subject; none for a subject that nobody judged.
    var values: [String: ExactNumber] = [:]
    /// Ballots that do not count, where ballots are given.
    var voidBallotCount: Int?
    /// True where only totals are known and they break the limit, so that the round is void.
    var isRoundVoid = false
}

extension Evaluation {
    /// The judgement of an indicator; for marks of sub-periods, of that sub-period.
    func judgement(of id: String, period: Period? = nil) -> Judgement {
        guard let indicator = scheme.indicators[id] else { return Judgement() }
        return switch indicator.content {
        case .marks(let terms): Judgement(values: meanMarks(of: id, terms, period))
        case .votes(let terms): votes(for: id, terms)
        }
    }

    /// Several marks of one source are averaged, then the sources are joined by their weights.
    private func meanMarks(
        of id: String,
        _ terms: MarkTerms,
        _ period: Period?
    ) -> [String: ExactNumber] {
        var marks: [String: [String?: [ExactNumber]]] = [:]
        for mark in evidence.marks where mark.indicator == id && mark.period == period {
            if terms.ignoresOwnMarks, mark.rater.isExactly(mark.subject) { continue }
            marks[mark.subject, default: [:]][mark.source, default: []].append(mark.value)
        }
        return marks.compactMapValues { sources in
            var sum = ExactNumber.zero
            var weights = ExactNumber.zero
            for (source, values) in sources {
                let mean = values.reduce(.zero, +).divided(by: ExactNumber(values.count)) ?? .zero
                let weight = self.values.weight(ofSource: source)
                sum += weight * mean
                weights += weight
            }
            return sum.divided(by: weights)
        }
    }

    private func votes(for id: String, _ terms: VoteTerms) -> Judgement {
        let ballots = evidence.ballots.filter { $0.indicator == id }
        var judgement = Judgement()
        var counts: [String: [String: ExactNumber]] = [:]
        if !ballots.isEmpty {
            judgement.voidBallotCount = 0
            for ballot in ballots {
                let known = ballot.grades.filter { terms.values[$0.value] != nil }
                let limited = known.values.count { $0 == terms.limit?.grade }
                guard isAllowed(ExactNumber(limited), of: ExactNumber(known.count), terms) else {
                    judgement.voidBallotCount? += 1
                    continue
                }
                for (subject, grade) in known {
                    counts[subject, default: [:]][grade, default: .zero] += .one
                }
            }
        } else {
            for tally in evidence.tallies where tally.indicator == id {
                counts[tally.subject] = tally.counts
            }
            let all = counts.values.flatMap(\.values).reduce(.zero, +)
            let limited = counts.values.compactMap { counts in
                terms.limit.flatMap { counts[$0.grade] }
            }
            guard isAllowed(limited.reduce(.zero, +), of: all, terms) else {
                judgement.isRoundVoid = true
                return judgement
            }
        }
        judgement.values = counts.compactMapValues { counts in
            let all = counts.values.reduce(.zero, +)
            let sum = counts.reduce(ExactNumber.zero) { sum, entry in
                sum + (terms.values[entry.key] ?? .zero) * entry.value
            }
            return sum.divided(by: all)
        }
        return judgement
    }

    /// Whether the limited grade keeps to its share; the share itself is allowed.
    private func isAllowed(
        _ limited: ExactNumber,
        of all: ExactNumber,
        _ terms: VoteTerms
    ) -> Bool {
        guard let limit = terms.limit else { return true }
        switch values.value(limit.mode, as: VoteTerms.LimitMode.self) {
        case .off: return true
        case .ballotInvalid: return limited <= all * values.number(limit.share)
        }
    }
}
