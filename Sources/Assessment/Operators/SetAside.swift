/// Takes the subjects that a fact names out of the assessment: no sections, no total, no place.
///
/// It is for places whose evidence has not arrived: they are named by a flag, never put last.
struct SetAside: SchemeOperator {
    static let name = "setAside"
    let fact: String
    let flag: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        fact = fields.fact("fact", .subjects, declared: declared)
        flag = fields.text("flag")
    }

    var gives: Set<StepProduct> { [.setAside] }
    var usedFacts: [String] { [fact] }
    var leavesOpen: Bool { true }

    func apply(to evaluation: inout Evaluation) {
        let named = evaluation.evidence.facts[fact] ?? []
        for index in evaluation.scores.indices
        where named.contains(evaluation.scores[index].subject.id) {
            evaluation.scores[index].isSetAside = true
            evaluation.scores[index].flags.insert(flag)
        }
    }
}
