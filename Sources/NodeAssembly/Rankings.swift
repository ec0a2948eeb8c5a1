internal import Assessment
internal import Catalogue
internal import Documents
internal import EvidenceGathering
internal import Records
internal import Store
internal import WebPages

extension Node {
    /// The rankings that the pages show: every shipped scheme, for each kind of subject it knows.
    var rankings: RankingSource {
        let store = store
        let schemes = (try? ShippedCatalogue.schemes()) ?? []
        let registers = (try? store.read { $0.definitions }) ?? []
        let read = SchemeOrder.sorted(
            schemes.compactMap { try? SchemeReader.read(yaml: $0.text) },
            registers
        )
        return RankingSource(choices: read.flatMap(RankingChoice.choices)) { id, period, kind in
            guard let scheme = read.first(where: { $0.id == id }) else {
                throw EvidenceError.unknownScheme(id)
            }
            let request = try EvidenceRequest(scheme: scheme, period: period.text, kind: kind)
            let run = try store.read { try AssessmentRun.run(request, $0) }
            return RankingSheet(run, scheme: scheme)
        }
    }
}

extension RankingChoice {
    fileprivate static func choices(_ scheme: Scheme) -> [RankingChoice] {
        guard let kinds = scheme.kinds else {
            return [
                RankingChoice(scheme: scheme.id, title: scheme.title, kind: nil, kindTitle: nil)
            ]
        }
        // The lowest level first: it is what most people come for.
        let order = kinds.titles.keys.sorted {
            (PlaceLevel(rawValue: $0)?.depth ?? 0) > (PlaceLevel(rawValue: $1)?.depth ?? 0)
        }
        return order.map { kind in
            RankingChoice(
                scheme: scheme.id,
                title: scheme.title,
                kind: kind,
                kindTitle: kinds.titles[kind]
            )
        }
    }
}

extension RankingSheet {
    fileprivate init(_ run: AssessmentRun, scheme: Scheme) {
        let document = run.document
        let rows = (document["subjects"]?.listValue ?? []).map { Row($0, run) }
        self.init(
            title: scheme.title,
            sections: scheme.sections.map {
                Section(id: $0.id, title: $0.title, fullMarks: nil)
            },
            rows: rows.sorted { ($0.rank ?? .max, $0.id) < ($1.rank ?? .max, $1.id) },
            missing: run.evidence.completeness.filter(\.isMissing).map {
                Missing(name: $0.name, why: $0.status.title)
            },
            notes: (document["notes"]?.listValue ?? []).compactMap(\.textValue),
            provenance: [
                Provenance("考核办法版本", String(AssessmentRun.version(of: scheme).prefix(16))),
                Provenance("计算程序版本", AssessmentEngine.version),
                Provenance("证据校验码", String(run.evidenceHash.prefix(16))),
            ]
        )
    }
}

extension RankingSheet.Row {
    fileprivate init(_ subject: DocumentValue, _ run: AssessmentRun) {
        let id = subject["id"]?.textValue ?? ""
        var sections: [String: String] = [:]
        for member in subject["sections"]?.objectValue?.members ?? [] {
            sections[member.key] = member.value.textValue
        }
        let marks = ["awards", "flags"].flatMap { subject[$0]?.listValue ?? [] }
        self.init(
            id: id,
            name: subject["name"]?.textValue ?? id,
            sections: sections,
            total: subject["display"]?.textValue,
            rank: subject["rank"]?.integerValue,
            remarks: marks.compactMap(\.textValue),
            explanation: run.explanation(subject: id).map(RankingSheet.Sentence.init)
        )
    }
}

extension RankingSheet.Sentence {
    fileprivate init(_ node: ExplanationNode) {
        self.init(
            node.sentence,
            record: node.ref,
            reasons: node.children.map(RankingSheet.Sentence.init)
        )
    }
}
