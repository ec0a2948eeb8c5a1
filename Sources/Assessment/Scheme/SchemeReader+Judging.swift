import Documents
import ExactNumbers

extension SchemeFields {
    /// The declared facts.
    func schemeFacts() -> [String: SchemeFact] {
        var facts: [String: SchemeFact] = [:]
        for (id, fields) in named("facts") {
            let contents = SchemeFact.Content.allCases.map(\.rawValue)
            var content = SchemeFact.Content.subjects
            if case .fixed(let name) = fields.choice("type", among: contents) {
                content = SchemeFact.Content(rawValue: name) ?? content
            }
            facts[id] = SchemeFact(title: fields.text("title"), content: content)
            fields.close()
        }
        return facts
    }

    /// The declared attributes of subjects.
    func schemeAttributes() -> [String: SchemeAttribute] {
        var attributes: [String: SchemeAttribute] = [:]
        for (id, fields) in named("attributes") {
            let standard = fields.has("default") ? fields.boolean("default") : nil
            attributes[id] = SchemeAttribute(title: fields.text("title"), standard: standard)
            fields.close()
        }
        return attributes
    }

    /// The declared indicators.
    func schemeIndicators(kinds: SchemeKinds?) -> [String: SchemeIndicator] {
        var indicators: [String: SchemeIndicator] = [:]
        for (id, fields) in named("indicators") {
            let title = fields.text("title")
            let asked = fields.texts("kinds")
            for kind in asked where kinds?.titles[kind] == nil {
                fields.report("没有“\(kind)”这个单位类别", at: "kinds")
            }
            let content: SchemeIndicator.Content
            if fields.has("votes") {
                content = .votes(fields.voteTerms())
                if fields.value("marks") != nil {
                    fields.report("“marks”和“votes”只能写一个", at: "marks")
                }
            } else {
                content = .marks(fields.markTerms())
            }
            fields.close()
            indicators[id] = SchemeIndicator(
                id: id,
                title: title,
                content: content,
                kinds: Set(asked)
            )
        }
        return indicators
    }

    private func named(_ key: String) -> [(key: String, fields: SchemeFields)] {
        guard let value = value(key) else { return [] }
        return SchemeFields(value, at: path.appending(key), in: reading).members()
    }

    private func markTerms() -> MarkTerms {
        let fields = part("marks")
        let (least, most) = fields.range("between")
        var terms = MarkTerms(least: least, most: most)
        switch fields.value("sources") {
        case .text("any")?: terms.sources = .any
        case .list?: terms.sources = .listed(fields.texts("sources"))
        case nil: break
        default: fields.report("“sources”应当是 any 或来源的列表", at: "sources")
        }
        if let name = fields.optionalText("period") {
            terms.periodKind = PeriodKind(rawValue: name)
            if terms.periodKind == nil {
                fields.report("“period”只能是 year、half、quarter、month", at: "period")
            }
        }
        terms.isRaterRequired = fields.boolean("raterRequired")
        terms.ignoresOwnMarks = fields.boolean("ignoresOwn")
        fields.close()
        return terms
    }

    private func voteTerms() -> VoteTerms {
        let fields = part("votes")
        let grades = fields.part("grades")
        let values = Dictionary(
            grades.keys.map { ($0, grades.number($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        if values.isEmpty { fields.report("没有写明票面有哪几档", at: "grades") }
        var limit: VoteTerms.Limit?
        if fields.has("limit") {
            let limits = fields.part("limit")
            let grade = limits.text("grade")
            if !grade.isEmpty, values[grade] == nil {
                limits.report("票面没有“\(grade)”这一档", at: "grade")
            }
            let modes = VoteTerms.LimitMode.allCases.map(\.rawValue)
            limit = VoteTerms.Limit(
                grade: grade,
                share: limits.share("share"),
                mode: limits.choice("mode", among: modes)
            )
            limits.close()
        }
        fields.close()
        return VoteTerms(values: values, limit: limit)
    }

    /// Two numbers written as `[least, most]`.
    func range(_ key: String) -> (ExactNumber, ExactNumber) {
        guard let value = required(key) else { return (.zero, .zero) }
        guard let bounds = value.listValue, bounds.count == 2 else {
            report("“\(key)”应当写成 [最少, 最多]", at: key)
            return (.zero, .zero)
        }
        let least = number(bounds[0], at: path.appending(key).appending(index: 0))
        let most = number(bounds[1], at: path.appending(key).appending(index: 1))
        if least > most { report("“\(key)”的下限大于上限", at: key) }
        return (least, most)
    }

    /// The fields of a member that must be there.
    func part(_ key: String) -> SchemeFields {
        SchemeFields(required(key), at: path.appending(key), in: reading)
    }

    /// A share of a whole: from 0 to 1, so that nobody writes a number of percent for it.
    func share(_ key: String) -> Quantity {
        let quantity = quantity(key)
        let standard: ExactNumber?
        switch quantity {
        case .fixed(let number): standard = number
        case .parameter(let name):
            if case .number(let number, _, _)? = reading.parameters[name]?.domain {
                standard = number
            } else {
                standard = nil
            }
        }
        if let standard, standard > .one {
            let sentence = "“\(key)”是比例，应当在 0 与 1 之间（40% 写作 0.4）"
            report("\(sentence)，写的是 \(standard.text)", at: key)
        }
        return quantity
    }
}

extension SchemeFields {
    /// A declared indicator.
    func indicator(_ key: String, declared: SchemeParts) -> String {
        let id = text(key)
        if !id.isEmpty, declared.indicators[id] == nil {
            report("没有名为“\(id)”的指标，请在 indicators 中写明", at: key)
        }
        return id
    }

    /// A declared statistic.
    func statistic(_ key: String, declared: SchemeParts) -> String {
        let id = text(key)
        if !id.isEmpty, declared.statistics[id] == nil {
            report("没有名为“\(id)”的数，请在 statistics 中写明", at: key)
        }
        return id
    }

    /// The base and the good part of a rate.
    func pair(declared: SchemeParts) -> StatisticPair {
        let base = statistic("base", declared: declared)
        let good = statistic("good", declared: declared)
        if !base.isEmpty, base == good { report("基数和合格数不能是同一个数", at: "good") }
        return StatisticPair(base: base, good: good)
    }

    /// A declared section.
    func section(_ key: String, declared: SchemeParts) -> String {
        let id = text(key)
        if !id.isEmpty, !declared.sections.contains(where: { $0.id == id }) {
            report("没有名为“\(id)”的一节", at: key)
        }
        return id
    }

    /// A declared fact of that sort.
    func fact(
        _ key: String,
        _ content: SchemeFact.Content,
        declared: SchemeParts
    ) -> String {
        let id = text(key)
        guard !id.isEmpty else { return id }
        guard let fact = declared.facts[id] else {
            report("没有名为“\(id)”的事实，请在 facts 中写明", at: key)
            return id
        }
        if fact.content != content {
            report("事实“\(id)”不是 \(content.rawValue)，不能用在这里", at: key)
        }
        return id
    }

    /// Declared kinds of subject; empty where there is no such key.
    func declaredKinds(_ key: String = "kinds", declared: SchemeParts) -> Set<String> {
        let ids = texts(key)
        for id in ids where declared.kinds?.titles[id] == nil {
            report("没有“\(id)”这个单位类别", at: key)
        }
        return Set(ids)
    }

    /// A declared rule that is worked out by a step.
    func derivedRule(_ key: String, declared: SchemeParts) -> String {
        let id = text(key)
        guard !id.isEmpty else { return id }
        guard let rule = declared.rules.first(where: { $0.id == id }) else {
            report("没有名为“\(id)”的规则", at: key)
            return id
        }
        if !rule.isDerived {
            report("规则“\(id)”应当写明 derived: true，因为它由步骤推算", at: key)
        }
        return id
    }

    /// A whole number of 0 or more that must be there.
    func wholeNumber(_ key: String) -> Int {
        let number = number(key)
        guard let whole = number.wholeValue, whole >= 0 else {
            report("“\(key)”应当是不小于 0 的整数", at: key)
            return 0
        }
        return whole
    }
}
