internal import Assessment
internal import Causality
internal import Documents
internal import Records

/// What a result gives a subject: an award, a consequence, or a grade of which there is only a
/// number of places.
struct GivenAward {
    /// What it is called.
    let name: String
    /// The id of the subject.
    let subject: String
    /// What the subject is called.
    let title: String
    let rank: Int?
    let total: String?
    let grade: String?

    /// What tells it from another one of the same assessment.
    var identity: [String] { [name, subject] }

    /// Everything that a result document gives, by name, place and subject.
    static func all(of result: DocumentValue) -> [GivenAward] {
        // A grade that is rationed is a title; one that everybody can reach says how it went.
        let quotas = result["quota"]?.listValue ?? []
        let titles = Set(quotas.compactMap { $0["name"]?.textValue })
        return (result["subjects"]?.listValue ?? []).flatMap { of($0, titles) }
            .sorted {
                ($0.name, $0.rank ?? .max, $0.subject) < ($1.name, $1.rank ?? .max, $1.subject)
            }
    }

    private static func of(_ row: DocumentValue, _ titles: Set<String>) -> [GivenAward] {
        guard let subject = row["id"]?.textValue else { return [] }
        let grade = row["grade"]?.textValue
        let awards = (row["awards"]?.listValue ?? []).compactMap(\.textValue)
        let title = grade.map { titles.contains($0) && !awards.contains($0) ? [$0] : [] } ?? []
        return (awards + title).map { name in
            GivenAward(
                name: name,
                subject: subject,
                title: row["name"]?.textValue ?? subject,
                rank: row["rank"]?.integerValue,
                total: row["display"]?.textValue,
                grade: grade
            )
        }
    }

    /// The record's fields as they would be typed, in the order of their ids.
    func fields(_ rule: AwardRule, _ content: EditionContent) -> [RecordValidation.Given] {
        let parts = rule.parts.compactMap { field, part in
            text(of: part, content).map { RecordValidation.Given(field, $0) }
        }
        let texts = rule.texts.map { RecordValidation.Given($0.key, $0.value) }
        return (parts + texts).sorted { $0.field < $1.field }
    }

    private func text(of part: AwardRule.Part, _ content: EditionContent) -> String? {
        let edition = content.edition
        return switch part {
        case .award: name
        case .period: edition.period
        case .edition: edition.name
        case .assessment: "\(edition.scheme)/\(edition.period)"
        case .subject: subject
        case .rank: rank.map(String.init)
        case .total: total
        case .decided: edition.dates.decided
        case .summary: summary(edition)
        case .record: edition.record.text
        case .scheme: edition.scheme
        case .grade: grade
        case .kind: kindTitle(content)
        case .decidedBy: edition.dates.decidedBy
        }
    }

    private func kindTitle(_ content: EditionContent) -> String? {
        guard let kind = content.provenance["kind"]?.textValue else { return nil }
        let titles = (try? content.scheme())?.kinds?.titles
        return PlaceLevel(rawValue: kind)?.label ?? titles?[kind] ?? kind
    }

    private func summary(_ edition: Edition) -> String {
        let place = rank.map { "，第 \($0) 名" } ?? ""
        return "\(edition.title)：\(name)，得分 \(total ?? "—")\(place)"
    }
}
