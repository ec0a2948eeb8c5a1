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
        /// The fields that say by which edition it was given.
        package let origins: Set<String>
        /// The states in which a record of it was taken back.
        package let takenBack: Set<String>
    }

    /// The edition.
    package let edition: Edition
    /// The records, by register, award, place and subject.
    package let entries: [Entry]
    /// Awards that no register here takes up, in order.
    package let unregistered: [String]
    /// What an edition before this one had given and this one does not: the records that it should
    /// have become.
    package let withdrawn: [Entry]
    /// The same where no register takes it.
    package let withdrawnUnregistered: [(award: String, subject: String)]

    /// Plans for an edition.
    ///
    /// Throws `EditionError.undecided` before its decision, `EditionError.replaced` if another one
    /// has taken its place.
    package init(_ name: String, _ session: StoreSession) throws {
        let edition = try EditionShelf.edition(name, session)
        guard edition.isDecided, edition.dates.decided != nil else {
            throw EditionError.undecided(edition.name)
        }
        let all = try EditionShelf.editions(session)
        if let newer = EditionShelf.restated(edition, among: all) {
            throw EditionError.replaced(edition.name, by: newer.name)
        }
        let desk = AwardDesk(session)
        let content = try EditionContent(edition, session)
        let given = GivenAward.all(of: content.result)
        self.edition = edition
        (entries, unregistered) = desk.entries(given, content)
        var seen = Set(given.map(\.identity))
        var withdrawn: [Entry] = []
        var rest: [(String, String)] = []
        for former in AwardPlan.former(of: edition, among: all) {
            let content = try EditionContent(former, session)
            let gone = GivenAward.all(of: content.result).filter { !seen.contains($0.identity) }
            seen.formUnion(gone.map(\.identity))
            let (entries, unregistered) = desk.entries(gone, content)
            withdrawn += entries
            rest += gone.filter { unregistered.contains($0.name) }.map { ($0.name, $0.subject) }
        }
        self.withdrawn = withdrawn
        withdrawnUnregistered = rest
    }

    /// The editions that this one has taken the place of, the newest first.
    private static func former(of edition: Edition, among all: [Edition]) -> [Edition] {
        var chain: [Edition] = []
        var last = edition
        while let before = all.first(where: { other in
            let isNamed =
                last.replaces == other.record
                || last.replaces.map(other.drafts.contains) ?? false
            return isNamed && other.isOfSameAssessment(as: last) && other.number < last.number
        }) {
            chain.append(before)
            last = before
        }
        return chain
    }
}

/// The registers that take awards and consequences.
private struct AwardDesk {
    private let rules: [(register: String, rule: AwardRule)]

    init(_ session: StoreSession) {
        rules = session.definitions.sorted { $0.id < $1.id }.flatMap { definition in
            definition.awards.map { (definition.id, $0) }
        }
    }

    /// The records, by register, and the names that no register takes.
    func entries(
        _ given: [GivenAward],
        _ content: EditionContent
    ) -> (entries: [AwardPlan.Entry], unregistered: [String]) {
        let named = rules.reduce(into: Set<String>()) { $0.formUnion($1.rule.names) }
        // Two registers that took the rest would keep everything twice.
        let rest = rules.first { $0.rule.takesRest }
        let entries = rules.flatMap { register, rule in
            let takesRest = rest?.register == register && rule.takesRest
            return given.filter { award in
                rule.names.contains(award.name) || (takesRest && !named.contains(award.name))
            }.map { entry($0, register, rule, content) }
        }
        let taken = Set(entries.map(\.award))
        return (entries, Set(given.map(\.name)).subtracting(taken).sorted())
    }

    private func entry(
        _ award: GivenAward,
        _ register: String,
        _ rule: AwardRule,
        _ content: EditionContent
    ) -> AwardPlan.Entry {
        AwardPlan.Entry(
            register: register,
            award: award.name,
            subject: award.subject,
            fields: award.fields(rule, content),
            identity: rule.identity,
            origins: rule.origins,
            takenBack: rule.takenBack
        )
    }
}
