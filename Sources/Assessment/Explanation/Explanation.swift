import ExactNumbers

/// Tells how one subject's total came about, from the account that the steps left behind.
struct Explanation {
    let evaluation: Evaluation
    let score: SubjectScore

    /// True for the tree of a sub-period inside a longer one.
    var isInner = false

    private var name: String {
        score.person.map { $0.name ?? $0.id } ?? score.subject.name ?? score.subject.id
    }

    private var periodText: String { evaluation.period?.text ?? "本次" }

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
            return "\(name)在 \(periodText) 没有总分\(score.isSetAside ? ":证据没有到齐" : "")。"
        }
        let place = score.rank.map { ",第 \($0) 名" } ?? ""
        return "\(name)在 \(periodText) 的总分是 \(total.spoken) 分\(place)。"
    }

    private func sectionNodes() -> [ExplanationNode] {
        guard !score.isSetAside else { return [] }
        return evaluation.form.sectionIDs(kind: score.subject.kind)
            .filter { !score.nestedSections.contains($0) }.compactMap(sectionNode)
    }

    private func sectionNode(_ id: String) -> ExplanationNode? {
        guard let section = evaluation.scheme.section(id) else { return nil }
        let items = score.sectionItems[id] ?? []
        let value = score.sections[id]?.value
        let marks = section.marks.map { "(满分 \($0.text) 分)" } ?? ""
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

    private func node(for item: AccountItem, section: SchemeSection?) -> ExplanationNode {
        switch item {
        case .marks(let marks):
            return ExplanationNode(.share, value: marks, "从满分 \(marks.text) 分起算。")
        case .rule(let account):
            return ruleNode(account)
        case .sectionFloor(let lifted):
            let sentence = "本节扣完为止,超出的 \(lifted.spoken) 分不再扣。"
            return ExplanationNode(.limit, value: lifted, sentence)
        case .sectionCap(let lowered):
            let sentence = "本节不超过满分,多出的 \((-lowered).spoken) 分不再加。"
            return ExplanationNode(.limit, value: lowered, sentence)
        case .totalFloor(let lifted):
            let sentence = "总分不低于 0 分,超出的 \(lifted.spoken) 分不再扣。"
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
                "其中:",
                children: parts.compactMap(sectionNode)
            )
            return ExplanationNode(.share, value: value, sentence, children: [below])
        case .period(let period, let score, let value, let phrase):
            let sentence = "\(period.text) 得 \(score.spoken) 分,\(phrase)。"
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
        let explanation = Explanation(evaluation: inner, score: own, isInner: true)
        let children = explanation.topNodes() + explanation.uncountedNodes()
        return [ExplanationNode(.remark, "\(period.text) 的算法:", children: children)]
    }
}

extension Explanation {
    private func shareNode(
        _ account: ShareAccount,
        section: SchemeSection?
    ) -> ExplanationNode {
        let base = section?.share.flatMap { evaluation.scheme.statistics[$0.base] } ?? ""
        let good = section?.share.flatMap { evaluation.scheme.statistics[$0.good] } ?? ""
        let weight = account.weight.spoken
        if account.isUnused { return ExplanationNode(.share, value: .zero, "权重是 0,这一项不用。") }
        switch account.emptyPolicy {
        case .redistribute?:
            return ExplanationNode(.remark, "“\(base)”是 0 或没有报,不算 0 分;权重 \(weight) 由其他各项分担。")
        case .open?:
            return ExplanationNode(.remark, "“\(base)”是 0 或没有报,不算 0 分,这一项空着。")
        case .full?:
            let sentence = "“\(base)”是 0 或没有报,按办法给满分 \(weight) 分。"
            return ExplanationNode(.share, value: account.weight, sentence)
        case nil: break
        }
        let scaled = (account.weight * account.factor).spoken
        let shift = account.factor == .one ? "" : "因有的项没有数据,权重由 \(weight) 调为 \(scaled);"
        let counts = "\(base) \(account.base.spoken),\(good) \(account.good.spoken)"
        return ExplanationNode(
            .share,
            value: account.points,
            "\(counts);\(shift)\(scaled) × \(account.good.text) ÷ \(account.base.text)"
                + " = \(account.points.spoken) 分。"
        )
    }

    private func ruleNode(_ account: RuleAccount) -> ExplanationNode {
        let rule = account.rule
        let sign = rule.isAddition ? "加" : "扣"
        let each = evaluation.values.amount(of: rule).map {
            ",每\(rule.unit.title)\(sign) \($0.spoken) 分"
        }
        var children = account.occurrences.map { findingNode($0, rule) }
        let kept = account.amount - account.amountWithinLimit
        if let limit = account.limit, !kept.isZero {
            let sentence = "一月最多扣 \(limit.spoken) 分,超出的 \(kept.spoken) 分不再扣。"
            children.append(ExplanationNode(.limit, value: kept, sentence))
        }
        let sentence =
            "\(rule.title)(\(rule.clause)):\(account.units.text) \(rule.unit.title)"
            + "\(each ?? ",分值酌定"),共\(sign) \(account.amountWithinLimit.spoken) 分。"
        let amount = account.amountWithinLimit
        return ExplanationNode(
            .rule,
            id: rule.id,
            value: rule.isAddition ? amount : -amount,
            sentence,
            children: children
        )
    }

    private func findingNode(
        _ occurrence: RuleAccount.Occurrence,
        _ rule: SchemeRule
    ) -> ExplanationNode {
        let finding = evaluation.evidence.findings[occurrence.finding]
        let units = "\(occurrence.units.text) \(rule.unit.title)"
        let sign = rule.isAddition ? "加" : "扣"
        return ExplanationNode(
            .finding,
            id: rule.id,
            value: rule.isAddition ? occurrence.amount : -occurrence.amount,
            ref: finding.details.ref,
            "\(finding.date.text)\(described(finding)):\(units),\(sign) \(occurrence.amount.spoken) 分。"
        )
    }

    private func described(_ finding: EvidenceFinding) -> String {
        let details = finding.details
        let named: [(String, String?)] = [
            ("时段", details.slot), ("人员", details.person), ("办件", details.case),
            ("事件", finding.event), ("检查人", details.finder), ("依据", details.ref),
        ]
        return named.compactMap { label, text in text.map { ",\(label) \($0)" } }.joined()
    }

    func uncountedNodes() -> [ExplanationNode] {
        let counted = Set(score.applied.flatMap(\.occurrences).map(\.finding))
        return evaluation.evidence.findings.enumerated().compactMap { place, finding in
            guard finding.subject == score.subject.id, !counted.contains(place),
                score.person == nil || finding.details.person == score.person?.id,
                let reason = reason(whyUncounted: place),
                let rule = evaluation.scheme.rule(finding.rule)
            else { return nil }
            let what = "\(finding.date.text) \(rule.title)(\(rule.clause))\(described(finding))"
            let ref = finding.details.ref
            return ExplanationNode(.remark, id: rule.id, ref: ref, "没有计入:\(what)。\(reason)")
        }
    }

    private func reason(whyUncounted place: Int) -> String? {
        let finding = evaluation.evidence.findings[place]
        switch evaluation.ledger.uncounted[place] {
        case .outsidePeriod?:
            return isInner ? nil : "日期不在 \(periodText) 之内。"
        case _ where !evaluation.form.countsFindings:
            return reasonInRollUp(finding)
        case .replaced(let id)?:
            let title = evaluation.scheme.rule(id)?.title ?? id
            return "同一事件已按“\(title)”扣分,不再重复扣。"
        case .repeated?:
            return "同一件事只计一次,已计次数较多的一条。"
        case nil:
            return score.isSetAside ? "本单位的证据没有到齐,暂不计分。" : "这一条记在人员名下,不计入单位。"
        }
    }

    /// A finding of a computed sub-period is told there.
    private func reasonInRollUp(_ finding: EvidenceFinding) -> String? {
        let period = evaluation.computed.keys.first { $0.contains(finding.date) }
        guard let period else { return "\(evaluation.form.title)结果不直接计扣分。" }
        let isGiven = evaluation.evidence.periodScores[finding.subject]?[period] != nil
        return isGiven ? "\(period.text) 的结果已经给定,不再按记录计算。" : nil
    }

    /// Place, honours and flags: what the total led to, not what it was made of.
    private func standingNodes() -> [ExplanationNode] {
        var sentences: [String] = []
        if let rank = score.rank {
            let ranked = evaluation.scores.compactMap(\.rank)
            let sharedCount = ranked.count { $0 == rank }
            let shared = sharedCount > 1 ? ",与其他 \(sharedCount - 1) 个单位并列" : ""
            sentences.append("有总分的 \(ranked.count) 个单位中排第 \(rank) 名\(shared)。")
        }
        if let grade = score.grade { sentences.append("等次:\(grade)。") }
        sentences += score.awards.sorted().map { "评为“\($0)”。" }
        sentences += score.flags.sorted().map { "标记:\($0)。" }
        return sentences.map { ExplanationNode(.remark, $0) }
    }
}
