import Documents
import ExactNumbers

/// Computes a section that rises with the number of tasks, and counts their outcomes by rules.
///
/// A subject without tasks is not assessed: its total is open, and that is no gap.
struct TaskMarks: SchemeOperator {
    static let name = "taskMarks"
    let section: String
    /// Marks from each number of tasks on, highest first.
    let tiers: [(atLeast: Int, marks: ExactNumber)]
    /// The rule of each outcome that has one.
    let rules: [(outcome: EvidenceTask.Outcome, rule: String)]
    /// Reports that excuse an unfinished task.
    let excuses: Set<EvidenceTask.Report>
    let flagNone: String
    let figureDone: String
    let figureAssigned: String
    let figureRate: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.section("section", declared: declared)
        flagNone = fields.text("flagNone")
        figureDone = fields.text("figureDone")
        figureAssigned = fields.text("figureAssigned")
        figureRate = fields.text("figureRate")
        let items = fields.items("tiers")
        tiers = items.map { item in
            let tier = (atLeast: item.wholeNumber("atLeast"), marks: item.points("marks"))
            item.close()
            return tier
        }
        for (place, tier) in tiers.enumerated().dropFirst()
        where tier.atLeast >= tiers[place - 1].atLeast {
            items[place].report("各档要从高到低，\(tier.atLeast) 件这一档够不到", at: "atLeast")
        }
        if tiers.last?.atLeast != 1 {
            fields.report("最低一档应当从 1 件起，否则只有几件任务的单位没有起点分", at: "tiers")
        }
        let part = fields.part("rules")
        rules = part.keys.compactMap { key in
            let rule = part.derivedRule(key, declared: declared)
            guard let outcome = EvidenceTask.Outcome(rawValue: key) else {
                part.report("任务没有“\(key)”这种结果", at: key)
                return nil
            }
            return (outcome: outcome, rule: rule)
        }
        var excuses: Set<EvidenceTask.Report> = []
        for name in fields.texts("excusedBy") {
            guard let report = EvidenceTask.Report(rawValue: name), report != .none else {
                fields.report("任务没有“\(name)”这种报告", at: "excusedBy")
                continue
            }
            excuses.insert(report)
        }
        self.excuses = excuses
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections, .derived] }
    var computedSections: [String] { [section] }
    var derivedRules: [String] { rules.map(\.rule) }
    var usedParts: Set<EvidencePart> { [.tasks] }
    var leavesOpen: Bool { true }

    func words(ofFlag flag: String, in scheme: Scheme) -> String? {
        flag == flagNone ? "没有任务" : nil
    }

    func apply(to evaluation: inout Evaluation) {
        let tasks = evaluation.evidence.tasks
        addFigures(tasks, to: &evaluation)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let id = evaluation.scores[index].subject.id
            let own = tasks.filter { $0.subjects.contains(id) }
            guard let tier = tiers.first(where: { own.count >= $0.atLeast }), !own.isEmpty else {
                evaluation.scores[index].flags.insert(flagNone)
                evaluation.scores[index].isTotalOpen = true
                evaluation.scores[index].isWithoutTask = true
                evaluation.scores[index].sections[section] = .open
                continue
            }
            evaluation.scores[index].sections[section] = .value(tier.marks)
            evaluation.scores[index].sectionItems[section] = [
                .line(tier.marks, "本期有 \(own.count) 件任务，起点分 \(tier.marks.spoken) 分。")
            ]
            for (outcome, id) in rules {
                guard let rule = evaluation.scheme.rule(id) else { continue }
                let count = own.count { $0.outcome == outcome && !isExcused($0) }
                let each = evaluation.values.amount(of: rule) ?? .zero
                guard count > 0 else { continue }
                evaluation.scores[index].derive(rule, units: ExactNumber(count), each: each)
            }
        }
    }

    /// Only an unfinished task needs an excuse.
    private func isExcused(_ task: EvidenceTask) -> Bool {
        task.outcome == .unfinished && excuses.contains(task.report)
    }

    /// Tasks done in their first term; one that was put off stays among the assigned alone.
    private func addFigures(_ tasks: [EvidenceTask], to evaluation: inout Evaluation) {
        let done = tasks.count { $0.outcome != .unfinished && !excuses.contains($0.report) }
        let rate = ExactNumber(100 * done).divided(by: ExactNumber(tasks.count))
        evaluation.figures[figureDone] = ExactNumber(done)
        evaluation.figures[figureAssigned] = ExactNumber(tasks.count)
        evaluation.figures[figureRate] = .some(rate)
    }
}

/// Gives the total of a test: a mark for each right answer.
struct RightAnswers: SchemeOperator {
    static let name = "rightAnswers"
    let mark: Quantity
    let extraRight: String
    let extraOf: String
    let flagNone: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        mark = fields.quantity("mark")
        extraRight = fields.text("extraRight")
        extraOf = fields.text("extraOf")
        flagNone = fields.text("flagNone")
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.total] }
    var usedParts: Set<EvidencePart> { [.answers] }
    var leavesOpen: Bool { true }

    func words(ofFlag flag: String, in scheme: Scheme) -> String? {
        flag == flagNone ? "没有交卷" : nil
    }

    func apply(to evaluation: inout Evaluation) {
        let key = evaluation.evidence.answers?.key ?? [:]
        let mark = evaluation.values.number(mark)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let id = evaluation.scores[index].subject.id
            evaluation.scores[index].extras[extraOf] = ExactNumber(key.count)
            guard let sheet = evaluation.evidence.answers?.sheets[id] else {
                evaluation.scores[index].flags.insert(flagNone)
                evaluation.scores[index].extras[extraRight] = .some(nil)
                continue
            }
            let right = ExactNumber(key.count { sheet[$0.key] == $0.value })
            let total = right * mark
            evaluation.scores[index].extras[extraRight] = right
            evaluation.scores[index].total = total
            evaluation.scores[index].totalItems.append(
                .line(
                    total,
                    "\(key.count) 题答对 \(right.text) 题，每题 \(mark.spoken) 分，"
                        + "得 \(total.spoken) 分。"
                )
            )
        }
    }
}
