internal import Assessment
internal import Causality
package import Documents
internal import Records
package import Store

/// Whether an edition still comes out of what it was made from.
package struct EditionProof: Sendable {
    /// The edition.
    package let edition: Edition
    /// Whether the stored evidence, scored by the stored scheme, gives the stored result.
    package let resultEqual: Bool
    /// Whether the events up to the cut, folded anew, give the stored evidence; nil where this node
    /// does not hold them all.
    package let evidenceEqual: Bool?
    /// What differs or cannot be compared: Chinese sentences.
    package let differences: [String]

    /// Proves an edition that a store holds.
    ///
    /// Throws `EditionError` where its documents cannot be read.
    package static func prove(_ name: String, in store: Store) throws -> EditionProof {
        let content = try store.read { session in
            try EditionContent(EditionShelf.edition(name, session), session)
        }
        let scheme = try content.scheme()
        var differences: [String] = []
        let named = content.provenance["provenance"]
        if named?["evidence"]?.textValue != AssessmentRun.hash(of: content.evidence) {
            differences.append("存档的证据与出处里写的散列不一致。")
        }
        if named?["scheme"]?["version"]?.textValue != AssessmentRun.version(of: scheme) {
            differences.append("存档的办法与出处里写的版本不一致。")
        }
        let isWhole = differences.isEmpty
        let again = Assessor.score(evidence: content.evidence, schemes: [scheme]).document
        let figures = ResultDifference(content.result, again)
        differences += figures.sentences
        let refolded = try refoldedEvidence(content, scheme, store)
        var isEqual: Bool?
        if let refolded {
            isEqual = AssessmentRun.hash(of: refolded) == AssessmentRun.hash(of: content.evidence)
            if isEqual == false {
                differences.append("用截止时的记录重新取数，得到的证据与存档的不一致。")
                differences += EvidenceDifference(content.evidence, refolded).sentences
            }
        } else {
            differences.append("本节点没有截止时的全部记录，只核对了分数；到定稿的节点运行可核对证据。")
        }
        return EditionProof(
            edition: content.edition,
            resultEqual: isWhole && figures.isEmpty,
            evidenceEqual: isEqual,
            differences: differences
        )
    }

    /// For programs.
    package var document: DocumentValue {
        [
            "edition": .text(edition.name), "resultEqual": .boolean(resultEqual),
            "evidenceEqual": evidenceEqual.map(DocumentValue.boolean) ?? .null,
            "differences": .list(differences.map(DocumentValue.text)),
        ]
    }

    /// Nil where the node does not hold everything up to the cut.
    private static func refoldedEvidence(
        _ content: EditionContent,
        _ scheme: Scheme,
        _ store: Store
    ) throws -> DocumentValue? {
        // Elsewhere other places are below the node's own, so other subjects.
        let ownPlace = try store.read { try $0.ownPlace() }
        guard content.provenance["place"]?.textValue == ownPlace.text else { return nil }
        var cut = VersionVector()
        for member in content.provenance["provenance"]?["cut"]?.objectValue?.members ?? [] {
            guard let bytes = Base32.decode(member.key), let stream = StreamID(bytes: bytes),
                let sequence = member.value.integerValue, sequence >= 0
            else {
                let kind = EditionDocument.provenance.rawValue
                throw EditionError.damaged(edition: content.edition.name, document: kind)
            }
            cut.advance(stream, to: UInt64(sequence))
        }
        guard let copy = try store.refolded(upTo: cut) else { return nil }
        let request = try EvidenceRequest(
            scheme: scheme,
            period: content.edition.period,
            kind: content.provenance["kind"]?.textValue
        )
        return try copy.read { try EvidenceGatherer.gather(request, $0).document }
    }
}
