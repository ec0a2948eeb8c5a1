internal import Assessment
package import Causality
package import Documents
internal import Merge
internal import Records
package import Store

/// What came after an edition was frozen, and what people decided of it.
package struct LateReview: Sendable {
    /// Somebody whose result a late record changes.
    package struct Effect: Sendable {
        /// The id.
        package let subject: String
        /// The name, else the id.
        package let name: String
        /// The total in the edition and with this one record, as tables show it; nil where that was
        /// not worked out.
        package let points: (before: String, after: String)?
    }

    /// One late record.
    package struct Row: Sendable {
        /// The record.
        package let record: RecordID
        /// Its register's id.
        package let register: String
        /// The register's title with the record's number or day.
        package let title: String
        /// How it changes what the edition was made from.
        package let change: LateChange
        /// Its own day, `2026-10-20`; nil if it has none.
        package let date: String?
        /// The place that wrote what came late; nil where that is not to be told.
        package let place: String?
        /// Who wrote it: a staff id or account, empty for a node's operator.
        package let actor: String
        /// When it was written, by the device's clock, seconds since 1970 UTC.
        package let recordedAt: Int64
        /// By when it was here at the latest, seconds since 1970 UTC; nil where that is not known.
        package let arrivedBy: Int64?
        /// What counts now and did not, or no more does: words.
        package let changes: [String]
        /// Whose result it changes.
        package let effects: [Effect]
        /// What was decided; nil if nobody has.
        package let decision: LateDecision?
        /// The decision by which it was put into this period, in words.
        package let origin: String?
        /// Whether people still have to say what is done with it, also where they once did.
        package let isOpen: Bool
    }

    /// The edition.
    package let edition: Edition
    /// By day, register and record.
    package let rows: [Row]
    /// A later edition of the period, if one was frozen.
    package let successor: String?
    /// Whether its findings are those of other editions, whose late data is listed there.
    package let isOfParts: Bool
    /// Whether an edition was frozen that takes its place.
    private let isReplaced: Bool

    /// Rows for which the change of points is worked out.
    private static let scoredCountMax = 50

    /// Lists what came after an edition.
    ///
    /// Throws `EditionError` where the edition is not the own place's or cannot be read, and
    /// `EvidenceError` where nobody is assessed any more.
    package init(_ name: String, _ session: StoreSession) throws {
        edition = try LateReview.edition(name, session)
        successor = try EditionShelf.newer(than: edition, session)?.name
        isReplaced = try EditionShelf.successor(of: edition, session) != nil
        let finder = try LateFinder(edition, session)
        let request = finder.ground.request
        isOfParts = request.subPeriodKind != nil && !request.computesSubPeriods
        let found = try finder.records()
        guard !found.isEmpty else {
            rows = []
            return
        }
        let maker = try LateRowMaker(edition, finder.ground, session)
        rows = try found.enumerated().map {
            try maker.row($1, scores: $0 < LateReview.scoredCountMax)
        }.sorted {
            ($0.date ?? "", $0.register, $0.record) < ($1.date ?? "", $1.register, $1.record)
        }
    }

    /// How many rows wait for an edition that corrects this one.
    package var restatedCount: Int {
        isReplaced ? 0 : rows.count { !$0.isOpen && $0.decision?.handling == .restate }
    }

    /// An edition of the own place; throws `EditionError`.
    static func edition(_ name: String, _ session: StoreSession) throws -> Edition {
        do {
            let edition = try EditionShelf.edition(name, session)
            guard edition.place == (try session.ownPlace()) else {
                throw EditionError.lateElsewhere(edition.name)
            }
            return edition
        } catch EditionError.unknownEdition {
            let isTyped = try EditionShelf.listed(session).contains {
                $0.name == name || $0.record.text == name
            }
            throw isTyped ? EditionError.notFrozen(name) : .unknownEdition(name)
        }
    }

    /// How many decisions wait for a correcting edition, by the edition's record.
    package static func restatements(_ session: StoreSession) throws -> [RecordID: Int] {
        let isKnown = session.definitions.contains { $0.id == LateDecision.register }
        guard isKnown, try session.hasRecords(of: LateDecision.register) else { return [:] }
        let own = Audience(.only, try session.ownPlace())
        let decisions = try session.records(of: LateDecision.register)
            .filter { $0.audience == own }.compactMap(LateDecision.init)
            .filter { $0.handling == .restate }
        var counts: [RecordID: Int] = [:]
        for edition in try EditionShelf.editions(session) {
            let records = Set([edition.record] + edition.drafts)
            let count = decisions.count { records.contains($0.edition) }
            guard count > 0, try EditionShelf.successor(of: edition, session) == nil else {
                continue
            }
            counts[edition.record] = count
        }
        return counts
    }

    /// For programs.
    package var document: DocumentValue {
        [
            "edition": .text(edition.name), "successor": successor.map { .text($0) } ?? .null,
            "ofParts": .boolean(isOfParts), "restate": .number(String(restatedCount)),
            "open": .number(String(rows.count { $0.isOpen })),
            "records": .list(rows.map(\.document)),
        ]
    }
}

extension LateReview.Row {
    fileprivate var document: DocumentValue {
        func moment(_ seconds: Int64?) -> DocumentValue {
            seconds.flatMap(CivilDateTime.init(secondsSince1970:)).map { .text($0.text) } ?? .null
        }
        return [
            "recordID": .text(record.text), "register": .text(register), "title": .text(title),
            "change": .text(change.rawValue), "date": date.map(DocumentValue.text) ?? .null,
            "place": place.map(DocumentValue.text) ?? .null, "actor": .text(actor),
            "recordedAt": moment(recordedAt), "arrivedBy": moment(arrivedBy),
            "changes": .list(changes.map(DocumentValue.text)),
            "effects": .list(effects.map(\.document)),
            "decision": decision?.document ?? .null,
            "origin": origin.map(DocumentValue.text) ?? .null, "open": .boolean(isOpen),
        ]
    }
}

extension LateReview.Effect {
    fileprivate var document: DocumentValue {
        [
            "subject": .text(subject), "name": .text(name),
            "before": points.map { .text($0.before) } ?? .null,
            "after": points.map { .text($0.after) } ?? .null,
        ]
    }
}

/// Tells people what late records are and do.
private struct LateRowMaker {
    private let ground: EditionGround
    private let content: EditionContent
    private let subjects: AssessedSubjects
    private let tree: PlaceTree
    private let session: StoreSession

    init(_ edition: Edition, _ ground: EditionGround, _ session: StoreSession) throws {
        self.ground = ground
        self.session = session
        content = try EditionContent(edition, session)
        let gathering = try Gathering(ground.request, session)
        subjects = gathering.subjects
        tree = gathering.tree
    }

    func row(_ late: LateRecord, scores: Bool) throws -> LateReview.Row {
        let record = late.record
        let definition = try session.definition(record.register)
        let origin = late.origin
        let period = origin?.period ?? ground.request.period
        // What moved it came with the decision.
        let history = try session.history(of: origin?.id ?? record.id)
        let later = history.filter { $0.dot.sequence > ground.cut[$0.dot.stream] }
        let events = later.isEmpty ? history : later
        let newest = events.max { ($0.deviceTime, $0.dot) < ($1.deviceTime, $1.dot) }
        // Nobody is to be led to a voter.
        let parts = late.now.parts + late.before.parts
        let isSecret = parts.contains { $0.role == .ballot || $0.role == .tally }
        let author = try newest.flatMap { try session.author(of: $0.dot) }
        let places = try author.map { try session.places(of: $0.node) } ?? []
        return LateReview.Row(
            record: record.id,
            register: record.register,
            title: late.title(definition, in: period),
            change: late.change,
            date: late.day(definition, in: period)?.text,
            place: isSecret ? nil : places.min().map(tree.name) ?? "未知的地方",
            actor: isSecret ? "" : newest?.actor ?? "",
            recordedAt: newest?.deviceTime ?? 0,
            arrivedBy: try newest.flatMap(arrival),
            changes: changes(late),
            effects: effects(late, scores: scores),
            decision: late.decision,
            origin: origin.map { "\($0.period.text) 的迟到数据，\($0.words)" },
            isOpen: late.isOpen
        )
    }

    /// What this node wrote was here at once; of the rest the county's bulletin says it.
    private func arrival(of event: Event) throws -> Int64? {
        if try session.author(of: event.dot)?.node == session.ownNode { return event.deviceTime }
        let root = RecordID.rootPlace(of: try session.rootKey())
        return try session.ownPlace() == root ? try session.firstListing(of: event.dot) : nil
    }

    private func changes(_ late: LateRecord) -> [String] {
        let scheme = ground.request.scheme
        func rules(_ found: [RecordEffect.Found], besides other: [RecordEffect.Found]) -> [String] {
            found.filter { !other.contains($0) }.map { scheme.rule($0.rule)?.title ?? $0.rule }
        }
        var words =
            rules(late.before.findings, besides: late.now.findings).map { "少计“\($0)”" }
            + rules(late.now.findings, besides: late.before.findings).map { "多计“\($0)”" }
        for (name, count) in countChanges(late).sorted(by: { $0.key < $1.key }) where count != 0 {
            words.append("“\(scheme.statistics[name] ?? name)”\(count > 0 ? "+" : "")\(count)")
        }
        if late.before.parts != late.now.parts {
            let titles = Set((late.before.parts + late.now.parts).map(\.title)).sorted()
            words += titles.map { "“\($0)”的内容" }
        }
        return words.isEmpty ? ["算在谁名下"] : words
    }

    private func countChanges(_ late: LateRecord) -> [String: Int] {
        var changes: [String: Int] = [:]
        for count in late.now.counts { changes[count.name, default: 0] += 1 }
        for count in late.before.counts { changes[count.name, default: 0] -= 1 }
        return changes
    }

    private func effects(_ late: LateRecord, scores: Bool) -> [LateReview.Effect] {
        let touched = late.now.touched(subjects).union(late.before.touched(subjects))
        let isScored = scores && late.now.parts.isEmpty && late.before.parts.isEmpty
        let after = isScored ? totals(rescored(late)) : [:]
        let before = totals(content.result)
        return touched.sorted().map { id in
            let points = after[id].map { (before[id]?.total ?? "—", $0.total) }
            return LateReview.Effect(
                subject: id,
                name: after[id]?.name ?? before[id]?.name ?? id,
                points: points.map { (before: $0.0, after: $0.1) }
            )
        }
    }

    private func totals(_ result: DocumentValue) -> [String: (name: String, total: String)] {
        var totals: [String: (name: String, total: String)] = [:]
        for row in result["subjects"]?.listValue ?? [] {
            guard let id = row["id"]?.textValue else { continue }
            totals[id] = (row["name"]?.textValue ?? id, row["display"]?.textValue ?? "—")
        }
        return totals
    }

    /// The edition's evidence with this one change, scored.
    private func rescored(_ late: LateRecord) -> DocumentValue {
        var object = content.evidence.objectValue ?? DocumentObject()
        if let findings = object["findings"]?.listValue {
            let gone = Set(
                late.before.findings.compactMap { document($0, late) }.map(JSONWriter.canonical)
            )
            let kept = findings.filter { !gone.contains(JSONWriter.canonical($0)) }
            object["findings"] = .list(kept + late.now.findings.compactMap { document($0, late) })
        }
        if let statistics = object["statistics"]?.objectValue {
            object["statistics"] = .object(changed(statistics, late))
        }
        return Assessor.score(evidence: .object(object), schemes: [ground.request.scheme]).document
    }

    private func document(_ found: RecordEffect.Found, _ late: LateRecord) -> DocumentValue? {
        guard let rule = ground.request.scheme.rule(found.rule),
            let subject = found.record.subject.flatMap({
                subjects.charged($0, on: found.record.date)
            })
        else { return nil }
        let isMoved = late.origin != nil
        return FindingGathering.Finding(
            rule: rule,
            subject: subject,
            record: found.record,
            register: found.register,
            isByHand: found.isByHand,
            countedIn: isMoved ? ground.request.periodOfLateFindings : nil
        ).document
    }

    private func changed(_ statistics: DocumentObject, _ late: LateRecord) -> DocumentObject {
        var all = statistics
        func add(_ count: RecordEffect.Count, _ step: Int) {
            for id in count.subject.map(subjects.pools) ?? [] {
                guard var own = all[id]?.objectValue, let known = own[count.name]?.integerValue
                else { continue }
                own[count.name] = .number(String(known + step))
                all[id] = .object(own)
            }
        }
        for count in late.now.counts { add(count, 1) }
        for count in late.before.counts { add(count, -1) }
        return all
    }
}
