internal import Assessment
internal import Causality
internal import Records
internal import Store

/// What late data changes about whom a period's records are asked for.
struct LateShift {
    /// Records dated in the period that do not count in it.
    var excluded: Set<RecordID> = []
    /// Records that count in the period though they are dated in another, by that one.
    var moved: [Records.Period: Set<RecordID>] = [:]
}

/// The decisions on late data that bear on a period.
///
/// A decision counts only where it is about what it may be about: a record that the frozen edition
/// did not have. Whatever else somebody wrote changes no figure, and is named.
struct LateLedger {
    private(set) var shift = LateShift()
    /// What counts elsewhere and what of other periods counts here: sentences.
    private(set) var sentences: [String] = []
    /// Over what people have to agree: sentences.
    private(set) var openSentences: [String] = []
    /// What records give of which it is undecided where they count.
    private(set) var disputed: [RecordEffect] = []

    private struct Key: Hashable {
        let record: RecordID
        let period: Records.Period
    }

    init(_ request: EvidenceRequest, _ choice: SubjectChoice, _ session: StoreSession) throws {
        let all = try LateDecision.decisions(request.scheme.id, kind: choice.kind, session)
        // Mostly there are none, and then nothing more is read.
        guard !all.isEmpty else { return }
        let grounds = LateGrounds(all, choice, session)
        var standing: [Key: LateDecision] = [:]
        for decision in all where try grounds.isObeyed(decision) {
            standing[Key(record: decision.record, period: decision.period)] = decision
        }
        let period = request.period
        for decision in all {
            let key = Key(record: decision.record, period: decision.period)
            if decision.handling == nil {
                try takeDisputed(decision, period, grounds)
            } else if standing[key]?.id == decision.id {
                take(decision, place(of: key, standing), period)
                keepOthers(of: decision, standing, period)
            } else if period.contains(decision.period), try grounds.isMistaken(decision) {
                openSentences.append(
                    "“\(decision.title)”（记录 \(decision.record.text)）的决定没有照办：它不是 "
                        + "\(decision.period.text) 定稿以后新到的，或所指的一版不在本机；请用 assess late 核对。"
                )
            }
        }
    }

    /// Where a record dated in a period counts; nil for nowhere.
    private func place(
        of key: Key,
        _ standing: [Key: LateDecision]
    ) -> Records.Period? {
        var period = key.period
        // Each step leads to a later period, so that there is an end.
        while let decision = standing[Key(record: key.record, period: period)] {
            guard let target = decision.targetPeriod else { return nil }
            period = target
        }
        return period
    }

    private mutating func take(
        _ decision: LateDecision,
        _ place: Records.Period?,
        _ period: Records.Period
    ) {
        let isHere = place.map(period.contains) ?? false
        let isOfPeriod = period.contains(decision.period)
        let what = "“\(decision.title)”（记录 \(decision.record.text)）"
        if isOfPeriod, !isHere {
            shift.excluded.insert(decision.record)
            sentences.append("\(what)是定稿以后才到的，没有计入：\(decision.words)。")
        } else if !isOfPeriod, isHere {
            shift.moved[decision.period, default: []].insert(decision.record)
            sentences.append("\(what)是 \(decision.period.text) 的迟到数据，算到本期：\(decision.words)。")
        }
    }

    /// A longer period keeps what the record gives to its other months.
    private mutating func keepOthers(
        of decision: LateDecision,
        _ standing: [Key: LateDecision],
        _ period: Records.Period
    ) {
        guard period != decision.period, shift.excluded.contains(decision.record) else { return }
        for month in period.months where !decision.period.contains(month) {
            let place = place(of: Key(record: decision.record, period: month), standing)
            guard place.map(period.contains) ?? false else { continue }
            shift.moved[month, default: []].insert(decision.record)
        }
    }

    private mutating func takeDisputed(
        _ decision: LateDecision,
        _ period: Records.Period,
        _ grounds: LateGrounds
    ) throws {
        guard ([decision.period] + decision.targets).contains(where: period.contains) else {
            return
        }
        disputed.append(try grounds.effectNow(of: decision))
        openSentences.append(
            "“\(decision.title)”（记录 \(decision.record.text)）是 \(decision.period.text) 的迟到数据，"
                + "怎么办\(decision.words)，都没有照办，请先处理冲突。"
        )
    }
}
