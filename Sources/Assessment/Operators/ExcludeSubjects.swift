/// Takes kinds of subject out of the document: they are named as excluded and nothing else.
struct ExcludeSubjects: SchemeOperator {
    static let name = "excludeSubjects"
    let excludedKinds: Set<String>
    /// The attribute that keeps a subject in.
    let unless: String?

    init(from fields: SchemeFields, declared: SchemeParts) {
        excludedKinds = fields.declaredKinds(declared: declared)
        if excludedKinds.isEmpty { fields.report("没有写明哪几类单位不考核", at: "kinds") }
        unless = fields.optionalText("unless")
        if let unless, declared.attributes[unless] == nil {
            fields.report("没有名为“\(unless)”的属性，请在 attributes 中写明", at: "unless")
        }
    }

    var gives: Set<StepProduct> { [.setAside] }
    var usedAttribute: String? { unless }

    func apply(to evaluation: inout Evaluation) {
        let standard = unless.flatMap { evaluation.scheme.attributes[$0]?.standard }
        var kept: [SubjectScore] = []
        for score in evaluation.scores {
            let isOfKind = score.subject.kind.map(excludedKinds.contains) ?? false
            let holds = unless.flatMap { score.subject.attributes[$0] } ?? standard ?? false
            if isOfKind, !holds {
                evaluation.excluded.append(score.subject.id)
            } else {
                kept.append(score)
            }
        }
        evaluation.scores = kept
    }
}
