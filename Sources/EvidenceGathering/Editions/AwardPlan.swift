internal import Assessment
internal import Causality
internal import Documents
package import Records
package import Store

/// The records that a decided edition's awards and consequences become.
package struct AwardPlan: Sendable {
    /// One record to be made.
    package struct Entry: Hashable, Sendable {
        /// The register's id.
        package let register: String
        /// The award's name.
        package let award: String
        /// The id of the subject that got it.
        package let subject: String
        /// The fields as they would be typed, in the order of their ids.
        package let fields: [RecordValidation.Given]
        /// The fields by which it is known again, whatever another edition or a person says in the
        /// others.
        package let identity: Set<String>
    }

    /// The edition.
    package let edition: Edition
    /// The records, by register, award, place and subject.
    package let entries: [Entry]
    /// Awards that no register here takes up, in order.
    package let unregistered: [String]
    /// What the edition that this one replaces had given and this one does not: award and subject.
    package let withdrawn: [(award: String, subject: String)]

    /// Plans for an edition.
    ///
    /// Throws `EditionError.undecided` before its decision, `EditionError.replaced` if another one
    /// has taken its place.
    package init(_ name: String, _ session: StoreSession) throws {
        let edition = try EditionShelf.edition(name, session)
        guard edition.isDecided, let decided = edition.dates.decided else {
            throw EditionError.undecided(edition.name)
        }
        let all = try EditionShelf.editions(session)
        if let newer = EditionShelf.restated(edition, among: all) {
            throw EditionError.replaced(edition.name, by: newer.name)
        }
        let given = try AwardPlan.awards(of: edition, session)
        var entries: [Entry] = []
        for definition in session.definitions.sorted(by: { $0.id < $1.id }) {
            for rule in definition.awards {
                entries += given.filter { rule.names.contains($0.name) }.map { award in
                    Entry(
                        register: definition.id,
                        award: award.name,
                        subject: award.subject,
                        fields: award.fields(rule, edition, decided: decided),
                        identity: rule.identity
                    )
                }
            }
        }
        self.edition = edition
        self.entries = entries
        let taken = Set(entries.map(\.award))
        unregistered = Set(given.map(\.name)).subtracting(taken).sorted()
        let former =
            try all.first { other in
                let isNamed =
                    edition.replaces == other.record
                    || edition.replaces.map(other.drafts.contains) ?? false
                return isNamed && other.isOfSameAssessment(as: edition)
                    && other.number < edition.number
            }
            .map { try AwardPlan.awards(of: $0, session) } ?? []
        let present = Set(given.map(\.identity))
        withdrawn = former.filter { !present.contains($0.identity) }.map { ($0.name, $0.subject) }
    }

    private static func awards(
        of edition: Edition,
        _ session: StoreSession
    ) throws -> [GivenAward] {
        let result = try EditionContent(edition, session).result
        let subjects = result["subjects"]?.listValue ?? []
        return subjects.flatMap(GivenAward.of)
            .sorted {
                ($0.name, $0.rank ?? .max, $0.subject) < ($1.name, $1.rank ?? .max, $1.subject)
            }
    }
}

/// One award of one subject, as a result has it.
private struct GivenAward {
    let name: String
    let subject: String
    let rank: Int?
    let total: String?

    var identity: [String] { [name, subject] }

    static func of(_ row: DocumentValue) -> [GivenAward] {
        guard let subject = row["id"]?.textValue else { return [] }
        return (row["awards"]?.listValue ?? []).compactMap(\.textValue).map { name in
            GivenAward(
                name: name,
                subject: subject,
                rank: row["rank"]?.integerValue,
                total: row["display"]?.textValue
            )
        }
    }

    func fields(
        _ rule: AwardRule,
        _ edition: Edition,
        decided: String
    ) -> [RecordValidation.Given] {
        let parts = rule.parts.compactMap { field, part in
            text(of: part, edition, decided).map { RecordValidation.Given(field, $0) }
        }
        let texts = rule.texts.map { RecordValidation.Given($0.key, $0.value) }
        return (parts + texts).sorted { $0.field < $1.field }
    }

    private func text(of part: AwardRule.Part, _ edition: Edition, _ decided: String) -> String? {
        switch part {
        case .award: name
        case .period: edition.period
        case .edition: edition.name
        case .assessment: "\(edition.scheme)/\(edition.period)"
        case .subject: subject
        case .rank: rank.map(String.init)
        case .total: total
        case .decided: decided
        case .summary: summary(edition)
        }
    }

    private func summary(_ edition: Edition) -> String {
        let place = rank.map { "，第 \($0) 名" } ?? ""
        return "\(edition.title)：\(name)，得分 \(total ?? "—")\(place)"
    }
}
