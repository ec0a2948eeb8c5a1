internal import Assessment
internal import Causality
internal import Records
internal import Store

/// What a reader of the result must know besides the figures.
struct EvidenceNotes {
    private(set) var sentences: [String] = []

    /// Names listed in one sentence; a county with three hundred silent villages is told how many.
    private static let nameCountMax = 20

    mutating func add(_ other: EvidenceNotes) { sentences += other.sentences }

    mutating func note(_ completeness: [PlaceCompleteness]) {
        let silent = completeness.filter { $0.status == .silent }.map(\.name)
        let lacking = completeness.filter { !$0.unmarked.isEmpty }
        let behind = completeness.filter { $0.status == .behind && $0.unmarked.isEmpty }
            .map(\.name)
        if !silent.isEmpty {
            sentences.append("有 \(silent.count) 处没有上报封账标记：\(listed(silent))。请催其联网同步或送来数据文件。")
        }
        for place in completeness where !place.silentNodes.isEmpty {
            let nodes = place.silentNodes.joined(separator: "、")
            sentences.append(
                "\(place.name)还有 \(place.silentNodes.count) 台电脑没有封账标记（\(nodes)），"
                    + "它登记的可能没有到；已停用的请用 node revoke 办理。"
            )
        }
        if !lacking.isEmpty {
            let months = Set(lacking.flatMap(\.unmarked)).sorted()
            sentences.append(
                "有 \(lacking.count) 处没有每个月都上报封账标记：\(listed(lacking.map(\.name)))"
                    + "（缺 \(months.joined(separator: "、"))）。"
            )
        }
        if !behind.isEmpty {
            sentences.append("有 \(behind.count) 处已封账但数据没有到齐：\(listed(behind))。请再同步一次。")
        }
    }

    /// What is assessed before its time, or without anybody having looked.
    mutating func note(
        _ request: EvidenceRequest,
        today: CivilDate?,
        hasContent: Bool
    ) {
        let period = request.period
        if let today, period.last >= today {
            sentences.append("本期到 \(period.last.text) 才结束，现在算的只是到今天为止的，结果还会变。")
        }
        let countsFindings = request.kindOfPeriod.map(request.scheme.countsFindings) ?? false
        let isByRecords = request.scheme.rules.contains { !$0.isDerived }
        if !hasContent, countsFindings, isByRecords {
            sentences.append("本期没有一条与本办法有关的登记，按办法人人不扣分；请先确认检查做过、数据到了。")
        }
    }

    mutating func note(ofPartOfPeriod names: [String]) {
        guard !names.isEmpty else { return }
        sentences.append("有 \(names.count) 个对象本期只有一部分时间在册，成绩只反映这段时间：\(listed(names))。")
    }

    mutating func note(undecided count: Int) {
        guard count > 0 else { return }
        sentences.append("有 \(count) 条记录存在未处理的冲突，两边的值都没有采用，请先处理冲突再定结果。")
    }

    mutating func note(misdated count: Int) {
        guard count > 0 else { return }
        sentences.append(
            "有 \(count) 条记录的登记时间与县里的公告对不上（电脑的钟不对），先照填写的算，结果是暂定的；"
                + "请用 clock list 查看，由人裁定一次。"
        )
    }

    mutating func note(quarantined: Int, waiting: Int) {
        if quarantined > 0 { sentences.append("有 \(quarantined) 个事件在隔离区，没有计入。") }
        if waiting > 0 { sentences.append("有 \(waiting) 个事件在等待其他内容到达，暂未计入。") }
    }

    /// Late data over whose handling people have to agree.
    mutating func note(openLate late: LateLedger) { sentences += late.openSentences }

    /// Late data that counts elsewhere, and what of other periods counts here.
    mutating func note(_ late: LateLedger) { sentences += late.sentences }

    mutating func note(_ sources: EvidenceSources, _ request: EvidenceRequest) {
        let scheme = request.scheme
        for (name, registers) in sources.blocked {
            let title = scheme.statistics[name] ?? scheme.rule(name)?.title ?? name
            let list = registers.joined(separator: "、")
            sentences.append("本节点没有登记簿 \(list)，“\(title)”（\(name)）没有取数。")
        }
        let blocked = Set(sources.blocked.map(\.name))
        let missing = sources.missingStatistics(request).filter { !blocked.contains($0) }
        guard !missing.isEmpty else { return }
        let names = missing.map { "“\(scheme.statistics[$0] ?? $0)”（\($0)）" }
        sentences.append("本节点没有提供\(names.joined(separator: "、"))的登记簿，按没有数据处理，不算 0。")
    }

    mutating func note(_ statistics: StatisticGathering) {
        let count = statistics.unassigned.values.max() ?? 0
        if count > 0 { sentences.append("有 \(count) 条记录看不出属于哪个地方，没有计数。") }
    }

    mutating func note(_ findings: FindingGathering) {
        if !findings.foreignCounts.isEmpty {
            let (count, list) = summed(findings.foreignCounts, "次")
            sentences.append("登记的情况对应别的办法的条款 \(count) 次，本办法没有取用（\(list)）。")
        }
        if !findings.repeated.isEmpty {
            let records = listed(findings.repeated.map(\.text))
            sentences.append(
                "有 \(findings.repeated.count) 条登记在另一本登记簿里也有（同一人、同一天、同一条款），"
                    + "是一件事，只算一次；没有取用的是：\(records)。"
            )
        }
        if !findings.unassignedCounts.isEmpty {
            let (count, list) = summed(findings.unassignedCounts)
            sentences.append("有 \(count) 条记录所指的不是本次考核的对象，没有取用（\(list)）。")
        }
    }

    mutating func note(refused finding: FindingGathering.Finding, message: String) {
        sentences.append(
            "记录 \(finding.record.record.text)（\(finding.record.date.text)，\(finding.rule.title)）"
                + "没有计入：\(message)请改正这条记录。"
        )
    }

    mutating func note(_ reading: PartReading) {
        for (title, records) in reading.unsealed.sorted(by: { $0.key < $1.key }) {
            sentences.append("“\(title)”有 \(records.count) 条还没有封存，没有计入，请先封存再算。")
        }
        if !reading.foreign.isEmpty {
            let (count, list) = summed(reading.foreign.mapValues(\.count))
            sentences.append("有 \(count) 条记录写的指标不属于本办法，没有取用（\(list)）。")
        }
        if !reading.badPeriods.isEmpty {
            let (count, list) = summed(reading.badPeriods.mapValues(\.count))
            sentences.append(
                "有 \(count) 条记录看不出算在哪一期（\(list)），没有取用；"
                    + "期间请写成 2024、2024-H1、2024-Q1 或 2024-03。"
            )
        }
        if reading.rounds.count > 1, let last = reading.rounds.last {
            sentences.append("本期有 \(reading.rounds.count) 场，只算最后一场“\(last)”。")
        }
        if reading.disagreementCount > 0 {
            sentences.append(
                "有 \(reading.disagreementCount) 个对象的类别或情况在各条记录中写得不一样，都没有采用，请改成一样的。"
            )
        }
    }

    mutating func note(_ parts: PartGathering) {
        if !parts.unassigned.isEmpty {
            let (count, list) = summed(parts.unassigned.mapValues(\.count))
            sentences.append("有 \(count) 条记录所指的不是本次考核的对象，没有取用（\(list)）。")
        }
        for place in parts.disagreements.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let words = place.dropFirst().joined(separator: "，")
            sentences.append("“\(words)”有两条记录写得不一样，都没有采用，请改正其中一条。")
        }
    }

    mutating func note(refused item: PartGathering.Item, message: String) {
        let what = item.record.map { "的记录 \($0.text) " } ?? "有一项"
        sentences.append("“\(item.title)”\(what)没有计入：\(message)请改正后再算。")
    }

    mutating func note(absent subjects: [String], in period: String) {
        guard !subjects.isEmpty else { return }
        sentences.append("已经决定的 \(period) 中没有 \(listed(subjects))，按现在的记录算。")
    }

    mutating func note(decided editions: [String]) {
        guard !editions.isEmpty else { return }
        sentences.append("已经决定的各期成绩照用，没有重算：\(editions.joined(separator: "、"))。")
    }

    private func summed(_ counts: [String: Int], _ unit: String = "条") -> (Int, String) {
        let list = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value) \(unit)" }
        return (counts.values.reduce(0, +), list.joined(separator: "、"))
    }

    private func listed(_ names: [String]) -> String {
        let shown = names.prefix(EvidenceNotes.nameCountMax).joined(separator: "、")
        return names.count > EvidenceNotes.nameCountMax ? shown + "等" : shown
    }
}
