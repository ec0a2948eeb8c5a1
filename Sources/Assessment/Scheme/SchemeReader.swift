package import Documents
import ExactNumbers

/// Reads a scheme, checks it, and has it work out its own worked cases.
package enum SchemeReader {
    /// Reads a scheme from YAML text; what keeps it from being used is thrown, all of it at once.
    package static func read(yaml text: String) throws(SchemeError) -> Scheme {
        let located: LocatedDocument
        do {
            located = try YAMLReader.readLocated(text)
        } catch {
            throw .unreadable(error)
        }
        return try read(located)
    }

    /// Reads a scheme from a document that came from no text, so that faults carry no lines.
    package static func read(_ document: DocumentValue) throws(SchemeError) -> Scheme {
        try read(LocatedDocument(unlocated: document))
    }

    /// Reads a scheme from a document whose lines are known.
    package static func read(_ located: LocatedDocument) throws(SchemeError) -> Scheme {
        let (scheme, faults) = readAndCheck(located)
        guard let scheme else { throw .faults(faults) }
        return scheme
    }

    /// The scheme, unless a fault keeps it from being used, and everything that was noticed.
    static func readAndCheck(_ located: LocatedDocument) -> (Scheme?, [SchemeFault]) {
        let reading = SchemeReading(located)
        let fields = SchemeFields(located.value, at: .root, in: reading)
        let parts = fields.schemeParts()
        fields.close()
        SchemeCheck(parts: parts, reading: reading).run()
        guard !reading.hasErrors else { return (nil, reading.faults) }
        let scheme = Scheme(parts: parts, document: located.value)
        for (index, worked) in scheme.cases.enumerated() {
            let path = DocumentPath(["cases"]).appending(index: index)
            for difference in worked.differences(under: scheme) {
                reading.report("样例“\(worked.name)”没有算对：\(difference)", at: path)
            }
        }
        return (reading.hasErrors ? nil : scheme, reading.faults)
    }
}

/// Checks schemes for people who write them.
package enum SchemeValidator {
    /// Everything that is wrong with a scheme's text or looks wrong, in the order of its lines.
    package static func check(yaml text: String) -> [SchemeFault] {
        do {
            return check(try YAMLReader.readLocated(text))
        } catch {
            return [
                SchemeFault(
                    severity: .error,
                    path: .root,
                    line: error.line,
                    sentence: error.sentence
                )
            ]
        }
    }

    /// Everything that is wrong with a scheme or looks wrong, in the order of its lines.
    package static func check(_ located: LocatedDocument) -> [SchemeFault] {
        SchemeReader.readAndCheck(located).1.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }
}

extension SchemeFields {
    fileprivate func schemeParts() -> SchemeParts {
        var parts = SchemeParts()
        parts.id = text("id")
        parts.title = text("title")
        parts.edition = text("edition")
        parts.source = text("source")
        parts.fullMarks = optionalNumber("fullMarks")
        if let full = parts.fullMarks, full <= .zero { report("满分应当大于 0", at: "fullMarks") }
        parts.parameters = schemeParameters()
        reading.parameters = parts.parameters
        parts.policies = schemePolicies()
        parts.kinds = schemeKinds()
        parts.assesses = assessedGroups()
        parts.assessesByKind = assessedGroups(ofKinds: parts.kinds)
        parts.facts = schemeFacts()
        parts.attributes = schemeAttributes()
        parts.indicators = schemeIndicators(kinds: parts.kinds)
        readSourceParameters(into: &parts)
        parts.statistics = titles(of: "statistics") { id, fields in
            parts.countedAs[id] = fields.countedAs()
        }
        parts.sections = schemeSections(statistics: parts.statistics)
        let prefix = optionalText("amountParameters")
        parts.rules = schemeRules(sections: parts.sections, amountParameters: prefix)
        addAmountParameters(to: &parts, prefix: prefix)
        reading.parameters = parts.parameters
        readForms(into: &parts)
        parts.cases = workedCases()
        return parts
    }

    private func schemePolicies() -> SchemePolicies {
        let fields = SchemeFields(required("policies"), at: path.appending("policies"), in: reading)
        let ties = fields.choice("ties", among: RankSubjects.TiePolicy.allCases.map(\.rawValue))
        let rounding = SchemeFields(
            fields.required("rounding"),
            at: fields.path.appending("rounding"),
            in: reading
        )
        _ = rounding.choice("mode", among: ["halfUp"])
        _ = rounding.choice("at", among: ["display"])
        let decimals = rounding.number("decimals").wholeValue ?? -1
        if !(0...8).contains(decimals) {
            rounding.report("小数位数应当是 0 到 8 的整数", at: "decimals")
        }
        rounding.close()
        let policies = MissingDataPolicy.allCases
        let missing = fields.choice("missingData", among: policies.map(\.rawValue))
        fields.close()
        var policy = MissingDataPolicy.complete
        if case .fixed(let text) = missing { policy = MissingDataPolicy(rawValue: text) ?? policy }
        return SchemePolicies(ties: ties, decimals: max(0, min(8, decimals)), missingData: policy)
    }

    private func schemeKinds() -> SchemeKinds? {
        guard let value = value("kinds") else { return nil }
        let fields = SchemeFields(value, at: path.appending("kinds"), in: reading)
        let isRequired = fields.boolean("required")
        let isSingle = fields.boolean("single")
        let path = fields.path.appending("values")
        let values = SchemeFields(fields.required("values"), at: path, in: reading)
        let titles = Dictionary(
            values.keys.map { ($0, values.text($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        if titles.isEmpty { fields.report("没有写明任何单位类别", at: "values") }
        let standard = fields.optionalText("default")
        if let standard, titles[standard] == nil {
            fields.report("没有“\(standard)”这个单位类别", at: "default")
        }
        if standard != nil, isRequired {
            fields.report("必须写明类别（required）的办法不能有默认类别", at: "default")
        }
        fields.close()
        return SchemeKinds(
            titles: titles,
            isRequired: isRequired,
            isSingle: isSingle,
            standard: standard
        )
    }

    /// Every fixed amount can be overridden where the scheme gives these parameters a prefix.
    private func addAmountParameters(to parts: inout SchemeParts, prefix: String?) {
        for rule in parts.rules {
            guard let prefix, case .fixed(let amount, let name?) = rule.amount,
                name == prefix + rule.id
            else { continue }
            if parts.parameters[name] != nil {
                report("参数“\(name)”会由规则自动生成，请删去这一个", at: "parameters")
            }
            parts.parameters[name] = SchemeParameter(
                title: "\(rule.title)的分值",
                domain: .number(standard: amount, atLeast: .zero, isWhole: false)
            )
            reading.use(parameter: name)
        }
    }

    /// Every listed source of marks has a weight, 1 unless evidence overrides it.
    private func readSourceParameters(into parts: inout SchemeParts) {
        parts.sourceParameters = optionalText("sourceParameters")
        let sources = parts.indicators.values.compactMap(\.marks?.sources)
        guard let prefix = parts.sourceParameters else {
            return
        }
        for case .listed(let names) in sources {
            for name in names {
                parts.parameters[prefix + name] = SchemeParameter(
                    title: "“\(name)”的权重",
                    domain: .number(standard: .one, atLeast: nil, isWhole: false),
                    isAboveZero: true
                )
                reading.use(parameter: prefix + name)
            }
        }
        reading.parameters = parts.parameters
    }

    /// Whose statistic a register yields, where it was not written for this scheme.
    private func countedAs() -> String? {
        guard let source = optionalText("countedAs") else { return nil }
        let parts = source.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count != 2 || parts.contains(where: \.isEmpty) {
            report("“\(source)”应写成“办法编号:统计编号”", at: "countedAs")
        }
        return source
    }

    /// Members that each have a title; the rest of each member is read by the closure.
    private func titles(of key: String, rest: (String, SchemeFields) -> Void) -> [String: String] {
        guard let value = value(key) else { return [:] }
        let part = SchemeFields(value, at: path.appending(key), in: reading)
        var titles: [String: String] = [:]
        for (id, fields) in part.members() {
            titles[id] = fields.text("title")
            rest(id, fields)
            fields.close()
        }
        return titles
    }
}
