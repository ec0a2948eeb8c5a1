internal import Causality
internal import Records
internal import Store

/// Whose results can still change without a new event of theirs.
struct ProvisionalSubjects {
    /// Sorted.
    private(set) var ids: [String] = []
    /// Records that count or not as a person decides.
    private(set) var undecidedCount = 0
    /// Records that count as they were entered, though a bulletin contradicts a clock and nobody
    /// has decided.
    private(set) var misdatedCount = 0

    init(
        _ sources: EvidenceSources,
        _ subjects: AssessedSubjects,
        _ completeness: [PlaceCompleteness],
        _ late: LateLedger,
        _ request: EvidenceRequest,
        _ session: StoreSession
    ) throws {
        var found: Set<String> = []
        var records: Set<RecordID> = []
        for source in sources.statistics {
            let undecided = try session.undecided(source.question, meeting: source.condition)
            for record in undecided {
                records.insert(record.record)
                found.formUnion(record.subjects.flatMap(subjects.pools))
            }
        }
        for source in sources.findings {
            for record in try session.undecided(source.question, making: source.template) {
                records.insert(record.record)
                found.formUnion(record.subjects.compactMap(subjects.charged))
            }
        }
        for source in sources.parts {
            for record in try source.undecided(in: request.period, session) {
                records.insert(record.record)
                found.formUnion(record.subjects.compactMap(subjects.charged))
            }
        }
        for effect in late.disputed { found.formUnion(effect.touched(subjects)) }
        let misdated = try MisdatedRecords(sources, subjects, request, session)
        found.formUnion(misdated.subjects)
        misdatedCount = misdated.records.count
        let missing = completeness.filter(\.isMissing)
        let missingIDs = Set(missing.compactMap { subjects.charged($0.place) })
        for place in missing { found.formUnion(subjects.pools(of: place.place)) }
        ids = found.subtracting(missingIDs).sorted()
        undecidedCount = records.count
    }
}

/// Records of the evidence whose time a bulletin contradicts, and whom they touch.
private struct MisdatedRecords {
    private(set) var records: Set<RecordID> = []
    private(set) var subjects: Set<String> = []

    init(
        _ sources: EvidenceSources,
        _ assessed: AssessedSubjects,
        _ request: EvidenceRequest,
        _ session: StoreSession
    ) throws {
        let open = Set(try session.openClockContradictions().map(\.record))
        // Mostly there are none, and then nothing more is read.
        guard !open.isEmpty else { return }
        for source in sources.statistics {
            let counted = try session.countedRecords(source.question, meeting: [source.condition])
            for record in counted where open.contains(record.record) {
                records.insert(record.record)
                subjects.formUnion(record.subject.map(assessed.pools) ?? [])
            }
        }
        for source in sources.findings {
            let found = try session.findings(source.template, source.question)
            for record in found where open.contains(record.record) {
                records.insert(record.record)
                subjects.formUnion([record.subject.flatMap(assessed.charged)].compactMap(\.self))
            }
        }
        for row in try PartReading(sources.parts, request, session).rows
        where open.contains(row.part.record) {
            records.insert(row.part.record)
            subjects.formUnion(row.part.subjects.compactMap(assessed.charged))
        }
        for source in sources.parts where source.template.role == .rate {
            let asked = try session.countedRecords(
                source.question(request.period),
                meeting: [source.asked]
            )
            for record in asked where open.contains(record.record) {
                records.insert(record.record)
                subjects.formUnion([record.subject.flatMap(assessed.charged)].compactMap(\.self))
            }
        }
    }
}

extension PartSource {
    /// The records of which it hangs on a person's decision what they are in the period.
    fileprivate func undecided(
        in period: Records.Period,
        _ session: StoreSession
    ) throws -> [UndecidedRecord] {
        guard template.role == .rate else {
            return try session.undecided(template, of: register, in: period).filter {
                !without.contains($0.record)
            }
        }
        let asked = try session.undecided(question(period), meeting: asked)
        let known = Set(asked.map(\.record))
        let good = try session.undecided(question(period), meeting: good)
        return asked + good.filter { !known.contains($0.record) }
    }
}
