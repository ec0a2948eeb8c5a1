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
        let scheme = request.scheme.id
        let held = try LateDecision.decisions(scheme, kind: choice.kind, session)
        // Mostly there are none, and then nothing more is read.
        guard !held.isEmpty else { return }
        let grounds = LateGrounds(held, scheme, choice, session)
        let parts = [request.kindOfPeriod, request.subPeriodKind]
        for decision in held where decision.handling == nil && parts.contains(decision.kindOfPeriod)
        {
            try takeDisputed(decision, request.period, grounds)
        }
        // Late data of a quarter is decided on at the quarter's edition: what was decided of a
        // month tells nothing of a quarter that counts the records itself.
        var standing: [Key: LateDecision] = [:]
        for decision in held where decision.kindOfPeriod == request.kindOfPeriod {
            switch try grounds.standing(decision) {
            case .idle: break
            case .obeyed:
                standing[Key(record: decision.record, period: decision.period)] = decision
            case .refused(let why) where decision.period == request.period:
                openSentences.append(
                    "“\(decision.title)”（记录 \(decision.record.text)）的决定没有照办：\(why)。"
                        + "请用 assess late 核对，重新决定。"
                )
            case .refused: break
            }
        }
        for decision in held {
            let key = Key(record: decision.record, period: decision.period)
            guard standing[key]?.id == decision.id else { continue }
            take(decision, place(of: key, standing), request.period)
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
        let isHere = place == period
        let isOfPeriod = decision.period == period
        let what = "“\(decision.title)”（记录 \(decision.record.text)）"
        if isOfPeriod, !isHere {
            shift.excluded.insert(decision.record)
            sentences.append("\(what)是定稿以后才到的，没有计入：\(decision.words)。")
        } else if !isOfPeriod, isHere {
            shift.moved[decision.period, default: []].insert(decision.record)
            sentences.append("\(what)是 \(decision.period.text) 的迟到数据，算到本期：\(decision.words)。")
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
