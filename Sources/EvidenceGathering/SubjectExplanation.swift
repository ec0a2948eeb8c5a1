internal import Assessment
internal import Causality
package import Documents
internal import Records
package import Store

/// How one subject's total came about, from the total down to the signed events.
package struct SubjectExplanation: Sendable {
    /// The sentences, indented by two spaces per level.
    package let lines: [String]
    /// The same as a tree, for programs.
    package let document: DocumentValue

    /// Explains a subject's part of a run, in the session that the run was made in.
    ///
    /// Throws `EvidenceError.unknownSubject` if nobody of that id was assessed.
    package static func explain(
        _ run: AssessmentRun,
        subject id: String,
        _ session: StoreSession
    ) throws -> SubjectExplanation {
        try explain(ExplanationBasis(run), id, session)
    }

    /// Explains a subject's part of an edition, from its own evidence and scheme.
    ///
    /// Throws `EvidenceError.unknownSubject` if nobody of that id was assessed, `EditionError`
    /// where the stored documents cannot be read.
    package static func explain(
        _ content: EditionContent,
        subject id: String,
        _ session: StoreSession
    ) throws -> SubjectExplanation {
        try explain(try ExplanationBasis(content, session), id, session)
    }

    private static func explain(
        _ basis: ExplanationBasis,
        _ id: String,
        _ session: StoreSession
    ) throws -> SubjectExplanation {
        guard let (node, subject) = basis.explanation(id) else {
            throw EvidenceError.unknownSubject(id)
        }
        let explainer = SubjectExplainer(basis, subject, session)
        let tree = try explainer.explained(node, section: nil)
        let found = try explainer.sources()
        let sources = found ?? []
        let remarks = explainer.remarks(isMoved: tree.isMoved || found == nil)
        var object = tree.document
        object["notes"] = .list(remarks.map(DocumentValue.text))
        if !sources.isEmpty { object["sources"] = .list(sources.map(\.document)) }
        let notes = remarks.isEmpty ? [] : ["其他说明："] + remarks.map { "  " + $0 }
        let trails = sources.flatMap { trail in
            ["  " + trail.sentence] + trail.steps.map { "    " + $0.sentence }
        }
        let heading = sources.isEmpty ? [] : ["评分、任务等依据的记录："]
        return SubjectExplanation(
            lines: tree.lines(depth: 0) + heading + trails + notes,
            document: .object(object)
        )
    }
}

/// A whole result in short: how everybody's total is made up.
package struct ResultOverview: Sendable {
    /// For each subject the total, and beneath it the parts, indented by two spaces.
    package let lines: [String]
    /// The same for programs.
    package let document: DocumentValue

    /// Tells a run.
    package init(_ run: AssessmentRun) { self.init(ExplanationBasis(run)) }

    /// Tells an edition, from its own evidence and scheme; throws `EditionError` where the stored
    /// documents cannot be read.
    package init(_ content: EditionContent, _ session: StoreSession) throws {
        self.init(try ExplanationBasis(content, session))
    }

    private init(_ basis: ExplanationBasis) {
        var lines: [String] = []
        var rows: [DocumentValue] = []
        for row in basis.result.document["subjects"]?.listValue ?? [] {
            guard let id = row["id"]?.textValue, let (node, _) = basis.explanation(id) else {
                continue
            }
            let open = basis.provisional.contains(id) ? "（暂定）" : ""
            let parts = node.children.map(\.sentence)
            lines.append("\(id)　\(node.sentence)\(open)")
            lines += parts.map { "  " + $0 }
            rows.append([
                "subject": .text(id), "sentence": .text(node.sentence),
                "parts": .list(parts.map(DocumentValue.text)),
                "provisional": .boolean(basis.provisional.contains(id)),
            ])
        }
        let notes = basis.notes.isEmpty ? [] : ["其他说明："] + basis.notes.map { "  " + $0 }
        self.lines = lines + notes
        document = [
            "subjects": .list(rows), "notes": .list(basis.notes.map(DocumentValue.text)),
        ]
    }
}

/// A sentence of the explanation with the records that prove it.
private struct ExplainedNode {
    let node: ExplanationNode
    let trails: [RecordTrail]
    /// Records that are not listed because there are too many.
    let unlistedCount: Int
    /// Whether its records or those of its children are not listed because they were changed.
    let isMoved: Bool
    let children: [ExplainedNode]

    var document: DocumentObject {
        var object = node.document.objectValue ?? DocumentObject()
        object["children"] = .list(children.map { .object($0.document) })
        if !trails.isEmpty { object["records"] = .list(trails.map(\.document)) }
        if unlistedCount > 0 { object["unlisted"] = .number(String(unlistedCount)) }
        return object
    }

    func lines(depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        var lines = [indent + node.sentence]
        for trail in trails {
            let mark = node.subject == .share ? (trail.isCounted ? "计入 " : "失分 ") : ""
            lines.append(indent + "  " + mark + trail.sentence)
            lines += trail.steps.map { indent + "    " + $0.sentence }
        }
        if unlistedCount > 0 { lines.append(indent + "  其余 \(unlistedCount) 条略。") }
        return lines + children.flatMap { $0.lines(depth: depth + 1) }
    }
}

/// Finds the records behind each sentence.
private struct SubjectExplainer {
    /// Records listed under one figure, those that cost points first.
    private static let trailCountMax = 200

    private let basis: ExplanationBasis
    private let subject: String
    private let session: StoreSession
    private let reader: TrailReader

    init(_ basis: ExplanationBasis, _ subject: String, _ session: StoreSession) {
        self.basis = basis
        self.subject = subject
        self.session = session
        reader = TrailReader(session: session, tree: basis.tree, cut: basis.cut)
    }

    func explained(_ node: ExplanationNode, section: String?) throws -> ExplainedNode {
        let inside = node.subject == .section ? node.id : section
        let children = try node.children.map { try explained($0, section: inside) }
        var trails: [RecordTrail] = []
        var unlistedCount = 0
        var isMoved = children.contains(where: \.isMoved)
        if let record = node.ref.flatMap(RecordID.init(text:)) {
            let isCounted = node.subject == .finding
            trails = try reader.trail(record, isCounted: isCounted).map { [$0] } ?? []
        } else if node.subject == .share, node.id == nil, let section {
            let counted = try countedRecords(section: section)
            isMoved = try isMoved || counted.contains { try basis.isMoved($0.record, session) }
            let records = isMoved ? [] : counted
            let listed = records.prefix(SubjectExplainer.trailCountMax)
            unlistedCount = records.count - listed.count
            trails = try listed.compactMap { record in
                try reader.trail(
                    record.record,
                    isCounted: record.meets.count > 1 && record.meets[1]
                )
            }
        }
        return ExplainedNode(
            node: node,
            trails: trails,
            unlistedCount: unlistedCount,
            isMoved: isMoved,
            children: children
        )
    }

    /// The records of marks, tasks, answers and numbers; nil where one was changed since.
    func sources() throws -> [RecordTrail]? {
        let parts = ["marks", "ballots", "tallies", "statistics", "tasks", "answers"]
        guard let evidence = basis.records(subject, sameIn: parts) else { return [] }
        let records = evidence.partRecords(of: subject)
        guard try !records.contains(where: { try basis.isMoved($0, session) }) else { return nil }
        return try records.prefix(SubjectExplainer.trailCountMax)
            .compactMap { try reader.trail($0, isCounted: true) }
    }

    /// What a person should know besides: the completeness of the subject's own place first.
    func remarks(isMoved: Bool) -> [String] {
        let standing = basis.standings[subject]
        let provisional =
            basis.provisional.contains(subject)
            ? ["这个结果是暂定的：有待处理的冲突，有钟对不上的登记没有裁定，或下级数据没有到齐。"] : []
        let isOther =
            basis.gathered != nil && basis.records(subject, sameIn: ["statistics"]) == nil
        let moved =
            isMoved || isOther
            ? ["定稿以后这个对象的数有变动，没有逐条列出当时的记录；要核对请用 assess prove。"] : []
        return (standing.map { [$0] } ?? []) + provisional + moved + basis.notes
    }

    /// The records behind a share of a section: those that are in its base and not good first.
    private func countedRecords(section: String) throws -> [CountedRecord] {
        guard let evidence = basis.records(subject, sameIn: ["statistics"]) else { return [] }
        let sections = basis.scheme.document["sections"]?.listValue ?? []
        guard let share = sections.first(where: { $0["id"]?.textValue == section })?["share"],
            let base = share["base"]?.textValue, let good = share["good"]?.textValue
        else { return [] }
        var found: [CountedRecord] = []
        for source in evidence.sources.statistics where source.name == base {
            let better = evidence.sources.statistics.first {
                $0.name == good && $0.question.register == source.question.register
                    && $0.question.period == source.question.period
                    && $0.question.only == source.question.only
            }
            let conditions = [source.condition] + (better.map { [$0.condition] } ?? [])
            found += try session.countedRecords(source.question, meeting: conditions).filter {
                $0.subject.map { evidence.subjects.pools(of: $0).contains(subject) } ?? false
            }
        }
        let lost = found.filter { !($0.meets.count > 1 && $0.meets[1]) }
        return lost + found.filter { $0.meets.count > 1 && $0.meets[1] }
    }
}
