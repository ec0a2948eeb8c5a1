import ExactNumbers

/// Gives grades by fixed lines to all who have none yet; each line belongs to its grade.
struct GradeByLines: SchemeOperator {
    static let name = "gradeByLines"
    /// Grades with their lower lines, highest first; the last has none.
    let lines: [(grade: String, from: Quantity?)]

    init(from fields: SchemeFields, declared: SchemeParts) {
        let items = fields.items("lines")
        lines = items.map { item in
            let line = (
                grade: item.text("grade"), from: item.has("from") ? item.quantity("from") : nil
            )
            item.close()
            return line
        }
        if lines.isEmpty { fields.report("没有写明各等次（lines）", at: nil) }
        let values = ParameterValues(declared.parameters)
        for (place, line) in lines.enumerated() {
            let isLast = place == lines.count - 1
            if isLast, line.from != nil {
                items[place].report("最后一等不能有下限，否则更低的总分没有等次", at: "from")
            }
            guard !isLast else { continue }
            guard let from = line.from else {
                items[place].report("只有最后一等可以没有下限，后面的各等够不到", at: nil)
                continue
            }
            let next = lines[place + 1].from.flatMap(values.standard)
            if let from = values.standard(from), let next, next >= from {
                items[place + 1].report("各等要从高到低，\(next.text) 分这一等够不到", at: "from")
            }
        }
        if Set(lines.map(\.grade)).count < lines.count {
            fields.report("有两等的名称相同", at: "lines")
        }
    }

    var needs: Set<StepProduct> { [.total] }
    var gives: Set<StepProduct> { [.grades] }

    func apply(to evaluation: inout Evaluation) {
        guard !evaluation.isWithheld else { return }
        for index in evaluation.scores.indices {
            guard let total = evaluation.scores[index].total,
                evaluation.scores[index].grade == nil
            else { continue }
            let line = lines.first { line in
                line.from.map { total >= evaluation.values.number($0) } ?? true
            }
            evaluation.scores[index].grade = line?.grade
        }
    }
}

/// Gives a grade to all who have none yet, and moves it where the total is near the first's or far
/// below it; the bound of the rise belongs to it, the bound of the fall does not.
struct GradeByFirst: SchemeOperator {
    static let name = "gradeByFirst"
    let grade: String
    let kinds: Set<String>
    let reference: Choice
    let figure: String
    let rise: Move?
    let fall: Move?

    /// A grade that is given instead.
    struct Move: Sendable {
        let share: Quantity
        let grade: String
        let flag: String
    }

    /// Whose best total is the first.
    enum Reference: String, CaseIterable, Sendable {
        /// That of the kinds of the pool.
        case eligible
        case all
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        grade = fields.text("grade")
        kinds = fields.declaredKinds(declared: declared)
        reference = fields.choice("reference", among: Reference.allCases.map(\.rawValue))
        figure = fields.text("figure")
        rise = fields.has("rise") ? fields.part("rise").move("from") : nil
        fall = fields.has("fall") ? fields.part("fall").move("below") : nil
        checkOverlap(fields, ParameterValues(declared.parameters))
    }

    private func checkOverlap(_ fields: SchemeFields, _ values: ParameterValues) {
        guard let rise, let fall, let upper = values.standard(rise.share),
            let lower = values.standard(fall.share), lower > upper
        else { return }
        fields.report("降等的线 \(lower.text) 高于升等的线 \(upper.text)，两者重叠", at: "fall")
    }

    var needs: Set<StepProduct> { [.total] }
    var gives: Set<StepProduct> { [.grades] }

    func apply(to evaluation: inout Evaluation) {
        let reference = evaluation.values.value(reference, as: Reference.self)
        let pool = evaluation.pool(kinds: reference == .all ? [] : kinds)
        let scores = evaluation.scores
        let first: ExactNumber? = pool.compactMap { scores[$0].total }.max()
        evaluation.figures[figure] = .some(first)
        guard !evaluation.isWithheld else { return }
        for index in evaluation.scores.indices {
            guard let total = evaluation.scores[index].total,
                evaluation.scores[index].grade == nil
            else { continue }
            let move = first.flatMap { self.move(of: total, first: $0, evaluation.values) }
            evaluation.scores[index].grade = move?.grade ?? grade
            if let move { evaluation.scores[index].flags.insert(move.flag) }
        }
    }

    private func move(
        of total: ExactNumber,
        first: ExactNumber,
        _ values: ParameterValues
    ) -> Move? {
        if let rise, total >= first * values.number(rise.share) { return rise }
        if let fall, total < first * values.number(fall.share) { return fall }
        return nil
    }
}

/// Gives awards, or consequences, to all who have a grade.
struct AwardByGrade: SchemeOperator {
    static let name = "awardByGrade"
    let grade: String
    let awards: [String]
    /// What the subject's attribute must be, where one is asked for.
    let condition: (attribute: String, value: Bool)?

    init(from fields: SchemeFields, declared: SchemeParts) {
        grade = fields.text("grade")
        awards = fields.texts("awards")
        if awards.isEmpty { fields.report("没有写明给什么（awards）", at: nil) }
        guard fields.has("when") else {
            condition = nil
            return
        }
        let part = fields.part("when")
        let name = part.keys.first ?? ""
        condition = (attribute: name, value: part.boolean(name))
        if declared.attributes[name] == nil {
            part.report("没有名为“\(name)”的属性，请在 attributes 中写明", at: name)
        }
        part.close()
    }

    var needs: Set<StepProduct> { [.grades] }
    var gives: Set<StepProduct> { [] }
    var usedAttribute: String? { condition?.attribute }

    func faults(in form: SchemeForm, of parts: SchemeParts) -> [(key: String?, sentence: String)] {
        let given = form.steps.flatMap(\.givenGrades)
        return given.contains(grade) ? [] : [("grade", "没有步骤评出“\(grade)”，这一步不会起作用")]
    }

    func apply(to evaluation: inout Evaluation) {
        for index in evaluation.scores.indices where evaluation.scores[index].grade == grade {
            if let condition {
                let standard = evaluation.scheme.attributes[condition.attribute]?.standard
                let own = evaluation.scores[index].subject.attributes[condition.attribute]
                guard own ?? standard == condition.value else { continue }
            }
            evaluation.scores[index].awards.formUnion(awards)
        }
    }
}

/// Marks who may not win: those that a fact names, and those with a finding of certain rules.
struct BarSubjects: SchemeOperator {
    static let name = "bar"
    let fact: String?
    let rules: [String]
    let flag: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        fact = fields.has("fact") ? fields.fact("fact", .subjects, declared: declared) : nil
        rules = fields.texts("rules")
        flag = fields.text("flag")
        for id in rules where !declared.rules.contains(where: { $0.id == id }) {
            fields.report("没有名为“\(id)”的规则", at: "rules")
        }
        if fact == nil, rules.isEmpty { fields.report("没有写明谁不得评先（fact、rules）", at: nil) }
    }

    var gives: Set<StepProduct> { [.barred] }
    var usedFacts: [String] { fact.map { [$0] } ?? [] }

    func apply(to evaluation: inout Evaluation) {
        let named = fact.flatMap { evaluation.evidence.facts[$0] } ?? []
        let found = evaluation.evidence.findings.filter { finding in
            rules.contains(finding.rule) && finding.counts(in: evaluation.period)
        }
        for index in evaluation.scores.indices {
            let score = evaluation.scores[index]
            let isFound = found.contains { finding in
                finding.subject == score.subject.id
                    && (score.person == nil || finding.details.person.isExactly(score.person?.id))
            }
            guard isFound || named.contains(score.subject.id) else { continue }
            evaluation.scores[index].isBarred = true
            evaluation.scores[index].flags.insert(flag)
        }
    }
}

extension SchemeFields {
    fileprivate func move(_ key: String) -> GradeByFirst.Move {
        let move = GradeByFirst.Move(
            share: share(key),
            grade: text("grade"),
            flag: text("flag")
        )
        close()
        return move
    }
}

extension SchemeOperator {
    /// The grades that the step can give.
    var givenGrades: [String] {
        switch self {
        case let quota as FillQuota: quota.givesGrade ? [quota.quota] : []
        case let lines as GradeByLines: lines.lines.map(\.grade)
        case let first as GradeByFirst:
            [first.grade] + [first.rise, first.fall].compactMap { $0?.grade }
        default: []
        }
    }
}
