internal import Assessment
internal import Causality
package import Documents
internal import Merge
internal import Records
package import Store

/// Whether an edition still comes out of what it was made from.
package struct EditionProof: Sendable {
    /// The edition, as its signed events say it.
    package let edition: Edition
    /// Whether every chain and signature that it rests upon is good: those of the edition, of its
    /// documents and, at the place that made it, of every event up to the cut.
    package let signaturesValid: Bool
    /// Whether the tables show what the events say.
    package let tablesEqual: Bool
    /// Whether the stored evidence, scored by the stored scheme, gives the stored result.
    package let resultEqual: Bool
    /// Whether the events up to the cut, folded anew, give the stored evidence; nil where that
    /// could not be checked.
    package let evidenceEqual: Bool?
    /// Whether this node's place made it, so that everything should be here.
    package let isMadeHere: Bool
    /// Whether this program gathers evidence as the one did that froze it.
    package let isComparable: Bool
    /// The signed events that stand behind it.
    package let sources: [EditionSource]
    /// How many streams were checked.
    package let streamCount: Int
    /// What differs or cannot be compared: Chinese sentences.
    package let differences: [String]

    /// Whether all that can be expected of this node was checked and found to be equal.
    package var holds: Bool {
        signaturesValid && tablesEqual && resultEqual
            && (evidenceEqual ?? (!isMadeHere || !isComparable))
    }

    /// What was checked and what was not, in one sentence.
    package var conclusion: String {
        guard holds else { return "没有通过：请看上面列出的不符之处；在查清以前，不要以这一版为准。" }
        return evidenceEqual == nil
            ? "只核对了一部分：签名、存档和计分没有问题；记录没有核对，要到定稿的地方再证明一次。"
            : "通过：签名、存档、计分和记录都核对过，没有不同。"
    }

    /// Proves an edition that a store holds, from signed events alone.
    ///
    /// Throws `EditionError` where its documents cannot be read. `progress` gets the events whose
    /// chain was recomputed and the events in all.
    package static func prove(
        _ name: String,
        in store: Store,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> EditionProof {
        let signed = try store.read { session in
            try SignedEdition(EditionShelf.edition(name, session), session)
        }
        let content = signed.content
        let scheme = try content.scheme()
        let isMadeHere = try store.read { try $0.ownPlace() } == content.edition.place
        let cut = isMadeHere ? try content.cut() : VersionVector()
        let streams = signed.streams
        let faults = try store.read {
            try $0.verify(upTo: cut, whole: streams, progress: progress)
        }
        var differences = faults.map(\.place)
        differences += signed.sources.filter { !$0.isShownSo }.map {
            "“\($0.title)”在数据表里被改过，与签名的事件不一致；下面按事件核对。请运行 rebuild 恢复数据表。"
        }
        let misfits = misfits(content, scheme)
        let again = Assessor.score(evidence: content.evidence, schemes: [scheme]).document
        let figures = ResultDifference(content.result, again)
        differences += misfits + figures.sentences
        // What stands on broken chains proves nothing.
        let isComparable = content.foldVersion == AssessmentRun.foldVersion
        let canRefold = isMadeHere && faults.isEmpty && isComparable
        let refolded = canRefold ? try store.refolded(upTo: cut) : nil
        let comparison = try compare(content, scheme, refolded)
        if !isComparable {
            differences.append("这一版是按以前的取数办法定的，现在的程序不再那样取数，没有核对记录；签名、存档和计分照样核对。")
        } else if faults.isEmpty {
            differences += comparison.sentences(isMadeHere: isMadeHere)
        }
        return EditionProof(
            edition: content.edition,
            signaturesValid: faults.isEmpty,
            tablesEqual: signed.sources.allSatisfy(\.isShownSo),
            resultEqual: misfits.isEmpty && figures.isEmpty,
            evidenceEqual: comparison.isEqual,
            isMadeHere: isMadeHere,
            isComparable: isComparable,
            sources: signed.sources,
            streamCount: streams.union(cut.entries.map(\.stream)).count,
            differences: differences
        )
    }

    /// For programs.
    package var document: DocumentValue {
        [
            "edition": .text(edition.name), "holds": .boolean(holds),
            "signaturesValid": .boolean(signaturesValid), "tablesEqual": .boolean(tablesEqual),
            "resultEqual": .boolean(resultEqual),
            "evidenceEqual": evidenceEqual.map(DocumentValue.boolean) ?? .null,
            "madeHere": .boolean(isMadeHere), "conclusion": .text(conclusion),
            "sources": .list(sources.map(\.document)),
            "differences": .list(differences.map(DocumentValue.text)),
        ]
    }

    /// Whether the documents are those of the edition, and of one another.
    private static func misfits(_ content: EditionContent, _ scheme: Scheme) -> [String] {
        let named = content.provenance["provenance"]
        let edition = content.edition
        var sentences: [String] = []
        if named?["evidence"]?.textValue != AssessmentRun.hash(of: content.evidence) {
            sentences.append("存档的证据与出处里写的散列不一致。")
        }
        if named?["scheme"]?["version"]?.textValue != AssessmentRun.version(of: scheme)
            || scheme.id != edition.scheme
        {
            sentences.append("存档的办法与出处里写的版本不一致。")
        }
        if content.provenance["place"]?.textValue != edition.place.text
            || content.provenance["period"]?.textValue != edition.period
        {
            sentences.append("出处里写的地方或期间与这一版不一致。")
        }
        return sentences
    }

    /// `refolded` is nil where not everything up to the cut is here.
    private static func compare(
        _ content: EditionContent,
        _ scheme: Scheme,
        _ refolded: Store?
    ) throws -> EvidenceComparison {
        guard let refolded else { return EvidenceComparison(isEqual: nil, rows: []) }
        let request = try EvidenceRequest(
            scheme: scheme,
            period: content.edition.period,
            kind: content.provenance["kind"]?.textValue
        )
        let evidence = try refolded.read { try EvidenceGatherer.gather(request, $0).document }
        let isEqual = AssessmentRun.hash(of: evidence) == AssessmentRun.hash(of: content.evidence)
        let rows = isEqual ? [] : EvidenceDifference(content.evidence, evidence).sentences
        return EvidenceComparison(isEqual: isEqual, rows: rows)
    }
}

/// What came of gathering the evidence anew.
private struct EvidenceComparison {
    let isEqual: Bool?
    let rows: [String]

    func sentences(isMadeHere: Bool) -> [String] {
        switch isEqual {
        case true?: []
        case false?: ["用截止时的记录重新取数，得到的证据与存档的不一致。"] + rows
        case nil:
            isMadeHere
                ? ["截止时的记录在本节点不全，没有核对记录。请先同步，或从备份恢复，再证明一次。"]
                : ["本节点没有截止时的全部记录，没有核对记录；到定稿的地方运行可以核对。"]
        }
    }
}

/// An edition read from events alone, with what it was read from.
private struct SignedEdition {
    let content: EditionContent
    let sources: [EditionSource]

    /// Throws `EditionError.damaged` where the events do not make an edition.
    init(_ listed: Edition, _ session: StoreSession) throws {
        guard let signed = try session.signedRecord(listed.record) else {
            throw EditionError.damaged(edition: listed.name, document: "登记")
        }
        let drafts = signed.record.state["draft"]?.value?.record.map { [$0] } ?? []
        guard let edition = Edition(signed.record, drafts: drafts) else {
            throw EditionError.damaged(edition: listed.name, document: "登记")
        }
        var read: [EditionSource] = []
        for (id, title) in [(listed.record, "登记")] + drafts.map({ ($0, "草案") }) {
            // A draft is held only where it was made.
            guard let record = try session.signedRecord(id) else { continue }
            var source = EditionSource(title: title)
            source.add(record)
            read.append(source)
        }
        content = try EditionContent(edition, session)
        sources = read + content.sources
    }

    var streams: Set<StreamID> {
        sources.reduce(into: []) { $0.formUnion($1.streams) }
    }
}

extension StoreFault {
    fileprivate var place: String {
        stream.isEmpty ? sentence : "\(sentence)（流 \(stream)，第 \(sequence) 个）"
    }
}
