import ExactNumbers

/// Gives places by total, highest first; open totals have none.
struct RankSubjects: SchemeOperator {
    static let name = "rank"

    /// How equal totals share places.
    enum TiePolicy: String, CaseIterable, Sendable {
        /// The next place is skipped: 1, 1, 3.
        case competition
        /// No place is skipped: 1, 1, 2.
        case dense
    }

    init(from fields: SchemeFields, declared: SchemeParts) {}

    var needs: Set<StepProduct> { [.total] }
    var gives: Set<StepProduct> { [.rank] }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(evaluation.scheme.policies.ties, as: TiePolicy.self)
        let totals = evaluation.scores.enumerated().compactMap { index, score in
            score.total.map { (index: index, total: $0) }
        }
        var place = 0
        var previous: ExactNumber?
        for (position, entry) in totals.sorted(by: { $0.total > $1.total }).enumerated() {
            if entry.total != previous {
                place = policy == .dense ? place + 1 : position + 1
                previous = entry.total
            }
            evaluation.scores[entry.index].rank = place
        }
    }
}

/// Honours all who are in the first places, so that a tie on the last of them honours all of it.
struct AwardPlaces: SchemeOperator {
    static let name = "award"
    let award: String
    let places: Quantity
    let waitsForSetAside: Bool

    init(from fields: SchemeFields, declared: SchemeParts) {
        award = fields.text("name")
        places = fields.quantity("places")
        waitsForSetAside = fields.boolean("waitsForSetAside")
        if case .parameter(let name) = places,
            case .number(_, _, false)? = declared.parameters[name]?.domain
        {
            fields.report("名额参数“\(name)”应当是整数,请写明 whole: true", at: "places")
        }
        if case .fixed(let number) = places, !number.isWhole {
            fields.report("名额应当是整数", at: "places")
        }
    }

    var needs: Set<StepProduct> { waitsForSetAside ? [.rank, .setAside] : [.rank] }
    var gives: Set<StepProduct> { [] }

    func apply(to evaluation: inout Evaluation) {
        let waitedFor = evaluation.scores.filter(\.isSetAside)
        guard !waitsForSetAside || waitedFor.isEmpty else {
            evaluation.notes.append(
                "还有 \(waitedFor.count) 个单位的证据没有到齐,“\(award)”暂不评定。"
            )
            return
        }
        let limit = evaluation.values.number(places)
        for index in evaluation.scores.indices {
            if let rank = evaluation.scores[index].rank, ExactNumber(rank) <= limit {
                evaluation.scores[index].awards.insert(award)
            }
        }
    }
}

/// Gives the mean of all totals as a figure; without any total the figure is null.
struct MeanTotal: SchemeOperator {
    static let name = "meanTotal"
    let figure: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        figure = fields.text("figure")
    }

    var needs: Set<StepProduct> { [.total] }
    var gives: Set<StepProduct> { [] }

    func apply(to evaluation: inout Evaluation) {
        let totals = evaluation.scores.compactMap(\.total)
        let sum = totals.reduce(ExactNumber.zero, +)
        evaluation.figures[figure] = .some(sum.divided(by: ExactNumber(totals.count)))
    }
}
