internal import Assessment
internal import Causality
internal import Documents
internal import Hashing
internal import Merge
package import Records
package import Store

/// Loads a register or a scheme for the whole tree, at the place that owns them.
package struct Defining: Sendable {
    private let store: Store
    private let library: SchemeLibrary
    private let today: CivilDate
    private let actor: String

    /// Takes the day for "from the next period on"; `actor` is a staff id or account, empty for the
    /// node's operator.
    package init(store: Store, library: SchemeLibrary, today: CivilDate, actor: String) {
        self.store = store
        self.library = library
        self.today = today
        self.actor = actor
    }

    /// Checks a YAML text and writes it if it says something new.
    ///
    /// `from` is the first period that a scheme counts for; without it the next one, or all for a
    /// scheme that is new. With `isTrial` nothing is written, and any node may ask. Throws
    /// `DefiningError`.
    package func define(
        _ text: String,
        from period: Records.Period?,
        isTrial: Bool
    ) throws -> DefinitionChange {
        if isTrial { return try store.read { try plan(text, period, $0).change } }
        return try store.write { session in
            try checkOwner(session)
            var (change, from) = try plan(text, period, session)
            guard change.effect != .unchanged else { return change }
            change.record = try session.appendDefinition(
                change.kind,
                id: change.id,
                version: change.version,
                from: from,
                text: text,
                actor: actor
            )
            return change
        }
    }

    private func checkOwner(_ session: StoreSession) throws {
        let root = RecordID.rootPlace(of: try session.rootKey())
        guard try session.ownPlace() != root else { return }
        var name: String?
        if case .text(let text)? = try session.record(root)?.state["name"]?.value { name = text }
        throw DefiningError.notOwner(name)
    }

    private typealias Plan = (change: DefinitionChange, from: CivilDate)

    private func plan(
        _ text: String,
        _ period: Records.Period?,
        _ session: StoreSession
    ) throws -> Plan {
        let located: LocatedDocument
        do {
            located = try YAMLReader.readLocated(text)
        } catch {
            throw DefiningError.badFile([error.sentence])
        }
        let keys = Set(located.value.objectValue?.keys ?? [])
        if !keys.isDisjoint(with: ["fields", "audience", "levels"]) {
            guard period == nil else { throw DefiningError.periodForRegister }
            return try planRegister(text, located, session)
        }
        if !keys.isDisjoint(with: ["periods", "rules", "sections", "cases"]) {
            return try planScheme(text, located, period, session)
        }
        throw DefiningError.badFile([
            "看不出这是登记簿还是考核办法：登记簿要有 levels、audience、fields，考核办法要有 periods、rules、cases。"
        ])
    }

    // MARK: - A register

    private func planRegister(
        _ text: String,
        _ located: LocatedDocument,
        _ session: StoreSession
    ) throws -> Plan {
        let definition: RegisterDefinition
        do {
            definition = try DefinitionReader.read(yaml: text)
        } catch {
            throw DefiningError.badFile([error.sentence])
        }
        let former = session.definitions.first { $0.id == definition.id }
        let check = RegisterCheck(
            definition: definition,
            former: former,
            session: session,
            located: located
        )
        let problems = check.problems
        guard problems.isEmpty else { throw DefiningError.badFile(problems) }
        var effect = DefinitionChange.Effect.new
        if let former { effect = former.version == definition.version ? .unchanged : .changed }
        let change = DefinitionChange(
            kind: .register,
            id: definition.id,
            title: definition.title,
            effect: effect,
            version: definition.version,
            replaced: former?.version,
            from: today,
            differences: try former.map {
                DocumentDifference.sentences(
                    from: try JSONReader.read($0.canonicalBytes),
                    to: located.value
                )
            } ?? [],
            warnings: []
        )
        return (change, today)
    }

    // MARK: - A scheme

    private func planScheme(
        _ text: String,
        _ located: LocatedDocument,
        _ period: Records.Period?,
        _ session: StoreSession
    ) throws -> Plan {
        let scheme: Scheme
        do {
            scheme = try SchemeReader.read(yaml: text)
        } catch {
            throw DefiningError.badFile(error.sentences)
        }
        let all = try library.versions(session)
        try checkNamedSchemes(of: scheme, among: Set(all.map(\.id)), located)
        let known = all.filter { $0.id == scheme.id }
        let version = SchemeLibrary.version(of: scheme.document)
        let from = known.isEmpty ? period?.first ?? Self.beginning : firstDay(scheme, period)
        // Said again without a period, a change that is already on its way stands.
        let former =
            period == nil
            ? known.last : known.last { ($0.written?.from ?? from) <= from }
        let isSame = former?.version == version
        if !isSame, from <= today, Defining.isSettled(known.filter { $0.written?.from == from }) {
            throw DefiningError.alreadyCounts(id: scheme.id, from: from.text)
        }
        let before = try former.map { try YAMLReader.read($0.text) }
        let change = DefinitionChange(
            kind: .scheme,
            id: scheme.id,
            title: scheme.title,
            effect: isSame ? .unchanged : known.isEmpty ? .new : .changed,
            version: version,
            replaced: former?.version,
            from: isSame ? former?.written?.from : from,
            differences: before.map {
                DocumentDifference.sentences(from: $0, to: located.value)
            } ?? [],
            warnings: warnings(scheme, text, replacing: before, from, known, session)
        )
        return (change, from)
    }

    /// A scheme may take the results of others only where these are there already.
    private func checkNamedSchemes(
        of scheme: Scheme,
        among known: Set<String>,
        _ located: LocatedDocument
    ) throws(DefiningError) {
        let sentences = scheme.namedSchemes.filter { !known.contains($0.id) }.map { named in
            "第 \(located.line(of: named.path)) 行：没有编号为“\(named.id)”的考核办法，"
                + "请检查“resultsOf”，或先载入那个办法。"
        }
        if !sentences.isEmpty { throw .badFile(sentences) }
    }

    /// Whether one version counts from a day on; two that were written at once may be settled by
    /// a third.
    private static func isSettled(_ versions: [SchemeLibrary.Version]) -> Bool {
        let last = versions.compactMap { $0.written?.number }.max()
        return Set(versions.filter { $0.written?.number == last }.map(\.version)).count == 1
    }

    /// A scheme that nobody had may be used for any period.
    private static let beginning = Records.Period.year(2000).first

    private func warnings(
        _ scheme: Scheme,
        _ text: String,
        replacing before: DocumentValue?,
        _ from: CivilDate,
        _ known: [SchemeLibrary.Version],
        _ session: StoreSession
    ) -> [String] {
        var found = SchemeValidator.check(yaml: text).filter { $0.severity == .warning }
            .map(\.sentence)
        let dropped = Set(
            (before?["rules"]?.listValue ?? []).compactMap { $0["id"]?.textValue }
        ).subtracting(scheme.rules.map(\.id))
        for register in session.definitions {
            let lost = Set(register.evidence.map(\.yields)).intersection(dropped).sorted()
            if !lost.isEmpty {
                let list = lost.joined(separator: "、")
                found.append("登记簿“\(register.title)”为条款 \(list) 取数，新办法没有这些条款，以后不计。")
            }
        }
        if from > today, known.contains(where: { $0.written?.from == from }) {
            found.append("从 \(from.text) 起另有一版已经存好，还没有开始执行，由这一版代替。")
        }
        if from <= today, !known.isEmpty {
            found.append("从 \(from.text) 起的期间重新试算会用这一版；已经定稿的结果不变。")
        }
        if let later = known.last(where: { ($0.written?.from ?? from) > from }) {
            found.append("\(later.written?.from.text ?? "") 起另有一版已经存好，那时起仍用那一版。")
        }
        return found
    }

    /// The first day of the period that was asked for, or of the next of the shortest kind that the
    /// scheme assesses: a period that has begun keeps its scheme.
    private func firstDay(_ scheme: Scheme, _ period: Records.Period?) -> CivilDate {
        if let period { return period.first }
        let running: Records.Period
        switch scheme.periodKinds.last {
        case .year: running = .year(today.year)
        case .half: running = .half(today.year, (today.month + 5) / 6)
        case .quarter: running = .quarter(today.year, (today.month + 2) / 3)
        case .month, nil: running = .month(today.year, today.month)
        }
        return running.last.adding(days: 1) ?? today
    }
}
