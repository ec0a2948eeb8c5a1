import ExactNumbers

extension Explanation {
    func shareNode(
        _ account: ShareAccount,
        section: SchemeSection?
    ) -> ExplanationNode {
        let base = section?.share.flatMap { evaluation.scheme.statistics[$0.base] } ?? ""
        let good = section?.share.flatMap { evaluation.scheme.statistics[$0.good] } ?? ""
        let weight = account.weight.spoken
        if account.isUnused {
            return ExplanationNode(.share, value: .zero, "权重是 0，这一项不用。")
        }
        switch account.emptyPolicy {
        case .redistribute?:
            let sentence = "“\(base)”是 0 或没有报，不算 0 分；权重 \(weight) 由其他各项分担。"
            return ExplanationNode(.remark, sentence)
        case .open?:
            return ExplanationNode(.remark, "“\(base)”是 0 或没有报，不算 0 分，这一项空着。")
        case .full?:
            let sentence = "“\(base)”是 0 或没有报，按办法给满分 \(weight) 分。"
            return ExplanationNode(.share, value: account.weight, sentence)
        case nil: break
        }
        let scaled = (account.weight * account.factor).spoken
        let isShifted = account.factor != .one
        let shift = isShifted ? "因有的项没有数据，权重由 \(weight) 调为 \(scaled)；" : ""
        let counts = "\(base) \(account.base.spoken)，\(good) \(account.good.spoken)"
        return ExplanationNode(
            .share,
            value: account.points,
            "\(counts)；\(shift)\(scaled) × \(account.good.text) ÷ \(account.base.text)"
                + " = \(account.points.spoken) 分。"
        )
    }

    func ruleNode(_ account: RuleAccount) -> ExplanationNode {
        let rule = account.rule
        let sign = rule.isAddition ? "加" : "扣"
        let each = evaluation.values.amount(of: rule).map {
            "，每\(rule.unit.title)\(sign) \($0.spoken) 分"
        }
        var children = account.occurrences.map { findingNode($0, rule) }
        let kept = account.amount - account.amountWithinLimit
        if let limit = account.limit, !kept.isZero {
            let sentence = "一月最多扣 \(limit.spoken) 分，超出的 \(kept.spoken) 分不再扣。"
            children.append(ExplanationNode(.limit, value: kept, sentence))
        }
        let sentence =
            "\(rule.title)（\(rule.clause)）：\(account.units.text) \(rule.unit.title)"
            + "\(each ?? "，分值酌定")，共\(sign) \(account.amountWithinLimit.spoken) 分。"
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
            "\(finding.date.text)\(late(finding))\(described(finding))：\(units)，"
                + "\(sign) \(occurrence.amount.spoken) 分。"
        )
    }

    /// That it came late and was put into this period.
    private func late(_ finding: EvidenceFinding) -> String {
        guard let period = finding.countedIn else { return "" }
        let date = finding.date
        let year = date.year == period.year ? "" : "\(date.year) 年 "
        return "（\(year)\(date.month) 月的迟到数据，算到本期）"
    }

    private func described(_ finding: EvidenceFinding) -> String {
        let details = finding.details
        let finder = details.finder.map { staff[$0] ?? $0 }
        let named: [(String, String?)] = [
            ("时段", details.slot), ("人员", details.person), ("办件", details.case),
            ("事件", finding.event), ("检查人", finder), ("依据", details.ref),
        ]
        return named.compactMap { label, text in text.map { "，\(label) \($0)" } }.joined()
    }

    func uncountedNodes() -> [ExplanationNode] {
        let counted = Set(score.applied.flatMap(\.occurrences).map(\.finding))
        return evaluation.evidence.findings.enumerated().compactMap { place, finding in
            guard finding.subject == score.subject.id, !counted.contains(place),
                score.person == nil || finding.details.person.isExactly(score.person?.id),
                let reason = reason(whyUncounted: place),
                let rule = evaluation.scheme.rule(finding.rule)
            else { return nil }
            let what = "\(finding.date.text) \(rule.title)（\(rule.clause)）\(described(finding))"
            let ref = finding.details.ref
            return ExplanationNode(.remark, id: rule.id, ref: ref, "没有计入：\(what)。\(reason)")
        }
    }

    private func reason(whyUncounted place: Int) -> String? {
        let finding = evaluation.evidence.findings[place]
        switch evaluation.ledger.uncounted[place] {
        case .outsidePeriod?:
            if isInner { return nil }
            return finding.countedIn.map { "已算到 \($0.text)。" } ?? "日期不在 \(periodText) 之内。"
        case _ where !evaluation.form.countsFindings:
            return reasonInRollUp(finding)
        case .replaced(let id)?:
            let title = evaluation.scheme.rule(id)?.title ?? id
            return "同一事件已按“\(title)”扣分，不再重复扣。"
        case .repeated?:
            return "同一件事只计一次，已计次数较多的一条。"
        case nil:
            if score.isSetAside { return "本单位的证据没有到齐，暂不计分。" }
            return "这一条记在人员名下，不计入单位。"
        }
    }

    /// A finding of a computed sub-period is told there.
    private func reasonInRollUp(_ finding: EvidenceFinding) -> String? {
        let period = evaluation.computed.keys.first { finding.counts(in: $0) }
        guard let period else { return "\(evaluation.form.title)结果不直接计扣分。" }
        let isGiven = evaluation.evidence.periodScores[finding.subject]?[period] != nil
        return isGiven ? "\(period.text) 的结果已经给定，不再按记录计算。" : nil
    }

    /// Place, honours and flags: what the total led to, not what it was made of.
    func standingNodes() -> [ExplanationNode] {
        var sentences: [String] = []
        if let rank = score.rank {
            let ranked = evaluation.scores.compactMap(\.rank)
            let sharedCount = ranked.count { $0 == rank }
            let shared = sharedCount > 1 ? "，与其他 \(sharedCount - 1) 个单位并列" : ""
            sentences.append("有总分的 \(ranked.count) 个单位中排第 \(rank) 名\(shared)。")
        }
        if let grade = score.grade { sentences.append("等次：\(grade)。") }
        sentences += score.awards.sorted().map { "评为“\($0)”。" }
        sentences += score.flags.sorted().map {
            "标记：\(evaluation.scheme.words(forFlag: $0))。"
        }
        return sentences.map { ExplanationNode(.remark, $0) }
    }
}
