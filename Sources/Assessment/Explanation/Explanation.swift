import ExactNumbers

/// Tells how one subject's total came about, from the account that the steps left behind.
struct Explanation {
    let evaluation: Evaluation
    let score: SubjectScore

    /// What people are called, by the ids of the evidence.
    var staff: [String: String] = [:]
    /// True for the tree of a sub-period inside a longer one.
    var isInner = false

    private var name: String {
        score.person.map { $0.name ?? $0.id } ?? score.subject.name ?? score.subject.id
    }

    var periodText: String { evaluation.period?.text ?? "本次" }

    func tree() -> ExplanationNode {
        let children = topNodes() + uncountedNodes() + standingNodes()
        return ExplanationNode(.total, value: score.total, totalSentence, children: children)
    }

    /// The sections and what changes the total besides them; their values add up to it.
    func topNodes() -> [ExplanationNode] {
        sectionNodes() + score.totalItems.map { node(for: $0, section: nil) }
    }

    private var totalSentence: String {
        guard let total = score.total else {
            return "\(name)在 \(periodText) 没有总分\(score.isSetAside ? "：证据没有到齐" : "")。"
        }
        let place = score.rank.map { "，第 \($0) 名" } ?? ""
        return "\(name)在 \(periodText) 的总分是 \(total.spoken) 分\(place)。"
    }

    private func sectionNodes() -> [ExplanationNode] {
        guard !score.isSetAside else { return [] }
        return evaluation.form.sectionIDs(kind: score.subject.kind)
            .filter { !score.nestedSections.contains($0) }.compactMap(sectionNode)
    }

    func sectionNode(_ id: String) -> ExplanationNode? {
        guard let section = evaluation.scheme.section(id) else { return nil }
        let items = score.sectionItems[id] ?? []
        let value = score.sections[id]?.value
        let marks = section.marks.map { "（满分 \($0.text) 分）" } ?? ""
        let result =
            value.map { "得 \($0.spoken) 分\(marks)" } ?? "没有分数"
        return ExplanationNode(
            .section,
            id: id,
            value: value,
            "\(section.title)\(result)。",
            children: items.map { node(for: $0, section: section) }
        )
    }

    func node(for item: AccountItem, section: SchemeSection?) -> ExplanationNode {
        switch item {
        case .marks(let marks):
            return ExplanationNode(.share, value: marks, "从满分 \(marks.text) 分起算。")
        case .rule(let account):
            return ruleNode(account)
        case .sectionFloor(let lifted):
            let sentence = "本节扣完为止，超出的 \(lifted.spoken) 分不再扣。"
            return ExplanationNode(.limit, value: lifted, sentence)
        case .sectionCap(let lowered):
            let sentence = "本节不超过满分，多出的 \((-lowered).spoken) 分不再加。"
            return ExplanationNode(.limit, value: lowered, sentence)
        case .totalFloor(let lifted):
            let sentence = "总分不低于 0 分，超出的 \(lifted.spoken) 分不再扣。"
            return ExplanationNode(.limit, value: lifted, sentence)
        case .share(let account):
            return shareNode(account, section: section)
        case .line(let value, let sentence):
            return ExplanationNode(value == nil ? .remark : .share, value: value, sentence)
        case .section(let id):
            return sectionNode(id) ?? ExplanationNode(.remark, id)
        case .derived(let value, let sentence, let parts):
            let below = ExplanationNode(
                .remark,
                "其中：",
                children: parts.compactMap(sectionNode)
            )
            return ExplanationNode(.share, value: value, sentence, children: [below])
        case .period(let period, let score, let value, let phrase):
            let sentence = "\(period.text) 得 \(score.spoken) 分，\(phrase)。"
            let children = computedNodes(of: period)
            return ExplanationNode(
                .share,
                id: period.text,
                value: value,
                sentence,
                children: children
            )
        }
    }

    /// How a sub-period's result was computed, below a remark, as it counts only in part.
    private func computedNodes(of period: Period) -> [ExplanationNode] {
        guard evaluation.evidence.periodScores[score.subject.id]?[period] == nil,
            let inner = evaluation.computed[period],
            let own = inner.scores.first(where: { $0.subject.id == score.subject.id })
        else { return [] }
        let explanation = Explanation(evaluation: inner, score: own, staff: staff, isInner: true)
        let children = explanation.topNodes() + explanation.uncountedNodes()
        return [ExplanationNode(.remark, "\(period.text) 的算法：", children: children)]
    }
}
