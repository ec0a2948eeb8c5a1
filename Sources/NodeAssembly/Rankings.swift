internal import Ambient
internal import Assessment
internal import Defining
internal import Documents
internal import EvidenceGathering
internal import Records
internal import Store
internal import WebPages

extension Node {
    /// The rankings that the pages show: every scheme in force, for each kind of subject it knows.
    var rankings: RankingSource {
        let (store, clock) = (store, clock)
        // A program without its schemes shows none; every command says so plainly.
        let library = (try? SchemeLibrary()) ?? SchemeLibrary(shipped: [])
        return RankingSource {
            let today = CivilDateTime(secondsSince1970: clock.now.secondsSince1970)?.date
            let (schemes, registers) = try store.read { session in
                (
                    try today.map { try library.schemes(on: $0, session) } ?? [],
                    session.definitions
                )
            }
            return SchemeOrder.sorted(schemes, registers).flatMap(RankingChoice.choices)
        } make: { id, period, kind in
            do {
                let run = try store.read { session in
                    guard let scheme = try library.scheme(id, for: period, session) else {
                        throw EvidenceError.unknownScheme(id)
                    }
                    let request = try EvidenceRequest(
                        scheme: scheme,
                        period: period.text,
                        kind: kind
                    )
                    return try AssessmentRun.run(request, session)
                }
                return RankingSheet(run, scheme: run.evidence.scheme)
            } catch let error as DefiningError {
                throw PageError.noAssessment(error.sentence)
            }
        }
    }
}

extension RankingChoice {
    fileprivate static func choices(_ scheme: Scheme) -> [RankingChoice] {
        let kinds = OfferedKinds.kinds(of: scheme)
        guard !kinds.isEmpty else {
            return [
                RankingChoice(scheme: scheme.id, title: scheme.title, kind: nil, kindTitle: nil)
            ]
        }
        // The lowest level first: it is what most people come for.
        let order = kinds.enumerated().sorted { left, right in
            let depths = [left, right].map { PlaceLevel(rawValue: $0.element)?.depth ?? 0 }
            return (-depths[0], left.offset) < (-depths[1], right.offset)
        }.map(\.element)
        return order.map { kind in
            RankingChoice(
                scheme: scheme.id,
                title: scheme.title,
                kind: kind,
                kindTitle: scheme.kinds?.titles[kind]
            )
        }
    }
}

extension RankingSheet {
    fileprivate init(_ run: AssessmentRun, scheme: Scheme) {
        let document = run.document
        let rows = (document["subjects"]?.listValue ?? []).map { Row($0, run, scheme) }
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
    fileprivate init(_ subject: DocumentValue, _ run: AssessmentRun, _ scheme: Scheme) {
        let id = subject["id"]?.textValue ?? ""
        var sections: [String: String] = [:]
        for member in subject["sections"]?.objectValue?.members ?? [] {
            sections[member.key] = member.value.textValue
        }
        let awards = (subject["awards"]?.listValue ?? []).compactMap(\.textValue)
        let flags = (subject["flags"]?.listValue ?? []).compactMap(\.textValue)
        self.init(
            id: id,
            name: subject["name"]?.textValue ?? id,
            sections: sections,
            total: subject["display"]?.textValue,
            rank: subject["rank"]?.integerValue,
            remarks: awards + flags.map { scheme.words(forFlag: $0) },
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
