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
        let known = run.explanation(subject: id).map { ($0, id) } ?? run.person(id)
        guard let (node, subject) = known else { throw EvidenceError.unknownSubject(id) }
        let explainer = SubjectExplainer(run.evidence, subject, session)
        let tree = try explainer.explained(node, section: nil)
        let remarks = explainer.remarks()
        var object = tree.document
        object["notes"] = .list(remarks.map(DocumentValue.text))
        let sources = try explainer.sources()
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

/// A sentence of the explanation with the records that prove it.
private struct ExplainedNode {
    let node: ExplanationNode
    let trails: [RecordTrail]
    /// Records that are not listed because there are too many.
    let unlistedCount: Int
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

    private let evidence: GatheredEvidence
    private let subject: String
    private let session: StoreSession
    private let reader: TrailReader

    init(_ evidence: GatheredEvidence, _ subject: String, _ session: StoreSession) {
        self.evidence = evidence
        self.subject = subject
        self.session = session
        reader = TrailReader(session: session, tree: evidence.tree)
    }

    func explained(_ node: ExplanationNode, section: String?) throws -> ExplainedNode {
        let inside = node.subject == .section ? node.id : section
        let children = try node.children.map { try explained($0, section: inside) }
        var trails: [RecordTrail] = []
        var unlistedCount = 0
        if let record = node.ref.flatMap(RecordID.init(text:)) {
            let isCounted = node.subject == .finding
            trails = try reader.trail(record, isCounted: isCounted).map { [$0] } ?? []
        } else if node.subject == .share, node.id == nil, let section {
            let records = try countedRecords(section: section)
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
            children: children
        )
    }

    /// The records of marks, tasks, answers and numbers.
    func sources() throws -> [RecordTrail] {
        try evidence.partRecords(of: subject).prefix(SubjectExplainer.trailCountMax).compactMap {
            try reader.trail($0, isCounted: true)
        }
    }

    /// What a person should know besides: the completeness of the subject's own place first.
    func remarks() -> [String] {
        let own = evidence.completeness.first { evidence.subjects.charged($0.place) == subject }
        let standing = own.map { "\($0.name)的数据：\($0.status.title)。" }
        let provisional =
            evidence.provisional.contains(subject)
            ? ["这个结果是暂定的：有待处理的冲突，有钟对不上的登记没有裁定，或下级数据没有到齐。"] : []
        return (standing.map { [$0] } ?? []) + provisional + evidence.notes
    }

    /// The records behind a share of a section: those that are in its base and not good first.
    private func countedRecords(section: String) throws -> [CountedRecord] {
        let sections = evidence.scheme.document["sections"]?.listValue ?? []
        guard let share = sections.first(where: { $0["id"]?.textValue == section })?["share"],
            let base = share["base"]?.textValue, let good = share["good"]?.textValue
        else { return [] }
        var found: [CountedRecord] = []
        for source in evidence.sources.statistics where source.name == base {
            let better = evidence.sources.statistics.first {
                $0.name == good && $0.question.register == source.question.register
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
