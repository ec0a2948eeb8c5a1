import Documents
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
        let totals = evaluation.scores.indices.compactMap { index in
            evaluation.scores[index].total.map { (key: index, value: $0) }
        }
        for (index, place) in Placing.places(of: totals, evaluation.tiePolicy) {
            evaluation.scores[index].rank = place
        }
    }
}

/// Honours all who are in certain places, so that a tie on the last of them honours all of it.
struct AwardPlaces: SchemeOperator {
    static let name = "award"
    let award: String
    let first: Int
    let places: Quantity
    let waitsForSetAside: Bool
    let waitsForOpen: Bool

    init(from fields: SchemeFields, declared: SchemeParts) {
        award = fields.text("name")
        places = fields.quantity("places")
        first = fields.has("from") ? fields.wholeNumber("from") : 1
        waitsForSetAside = fields.boolean("waitsForSetAside")
        waitsForOpen = fields.boolean("waitsForOpen")
        fields.checkIsWhole(places, "places", declared: declared)
        if case .fixed(let last) = places, last < ExactNumber(first) {
            let sentence = "到第 \(last.text) 名为止，却从第 \(first) 名开始，没有人能得到"
            fields.report(sentence, at: "from")
        }
    }

    var needs: Set<StepProduct> { waitsForSetAside ? [.rank, .setAside] : [.rank] }
    var gives: Set<StepProduct> { [] }

    func apply(to evaluation: inout Evaluation) {
        let setAsideCount = evaluation.scores.count(where: \.isSetAside)
        if waitsForSetAside, setAsideCount > 0 {
            evaluation.notes.append(
                "还有 \(setAsideCount) 个单位的证据没有到齐，“\(award)”暂不评定。"
            )
            return
        }
        let openCount = evaluation.scores.count { $0.total == nil }
        if waitsForOpen, openCount > 0 {
            evaluation.notes.append("还有 \(openCount) 个单位没有总分，“\(award)”暂不评定。")
            return
        }
        let last = evaluation.values.number(places)
        for index in evaluation.scores.indices {
            guard let rank = evaluation.scores[index].rank, rank >= first,
                ExactNumber(rank) <= last
            else { continue }
            evaluation.scores[index].awards.insert(award)
        }
    }
}

/// Gives an extra by place, the first number to the first place and so on, and 0 to the rest.
///
/// While any total is open nobody's place is final, and the extra is withheld from all.
struct BonusByPlace: SchemeOperator {
    static let name = "bonusByPlace"
    let extra: String
    let points: [Quantity]

    init(from fields: SchemeFields, declared: SchemeParts) {
        extra = fields.text("extra")
        points = fields.quantities("points")
        if points.isEmpty { fields.report("没有写明各名次加几分", at: "points") }
    }

    var needs: Set<StepProduct> { [.rank] }
    var gives: Set<StepProduct> { [] }

    func apply(to evaluation: inout Evaluation) {
        let isOpen = evaluation.scores.contains { $0.total == nil }
        if isOpen { evaluation.notes.append("还有单位没有总分，按名次的加分暂不评定。") }
        for index in evaluation.scores.indices {
            let place = evaluation.scores[index].rank ?? 0
            let isAmong = points.indices.contains(place - 1)
            let bonus = isAmong ? evaluation.values.number(points[place - 1]) : .zero
            evaluation.scores[index].extras[extra] = .some(isOpen ? nil : bonus)
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

extension SchemeFields {
    /// Reports a number of places that can be a fraction.
    func checkIsWhole(_ quantity: Quantity, _ key: String, declared: SchemeParts) {
        if case .parameter(let name) = quantity,
            case .number(_, _, false)? = declared.parameters[name]?.domain
        {
            report("名额参数“\(name)”应当是整数，请写明 whole: true", at: key)
        }
        if case .fixed(let number) = quantity, !number.isWhole {
            report("名额应当是整数", at: key)
        }
    }

    /// A list of numbers of 0 or more, each written out or a parameter.
    func quantities(_ key: String) -> [Quantity] {
        guard let list = required(key)?.listValue else {
            report("“\(key)”应当是列表", at: key)
            return []
        }
        let path = path.appending(key)
        return list.indices.map { index in
            let member = DocumentObject(members: [(String(index), list[index])])
            return SchemeFields(.object(member), at: path, in: reading).quantity(String(index))
        }
    }
}
