import Documents
import ExactNumbers

/// Finds what only the whole scheme shows: gaps, wrong order, rules that can never count, sums.
struct SchemeCheck {
    let parts: SchemeParts
    let locations: SchemeFields.Locations
    let reading: SchemeReading

    func run() {
        for kind in PeriodKind.allCases {
            guard let form = parts.forms[kind] else { continue }
            checkOrder(of: form)
            checkSections(of: form)
            checkSteps(of: form)
        }
        checkRules()
        checkReplacements()
        checkUse()
        checkSums()
        checkMissingData()
    }

    private func path(of form: SchemeForm) -> DocumentPath {
        DocumentPath(["periods", form.kind.rawValue, "steps"])
    }

    /// Each step must find what it needs, and nothing may change after it was used.
    private func checkOrder(of form: SchemeForm) {
        var given: Set<StepProduct> = []
        var usedBy: [StepProduct: String] = [:]
        for (index, step) in form.steps.enumerated() {
            let path = path(of: form).appending(index: index)
            let name = type(of: step).name
            for product in StepProduct.allCases {
                if step.needs.contains(product), !given.contains(product) {
                    reading.report("步骤“\(name)”要用\(product.title),前面没有步骤算出它", at: path)
                }
                if step.gives.contains(product), let user = usedBy[product] {
                    reading.report(
                        "步骤“\(name)”改变\(product.title),应当放在“\(user)”之前",
                        at: path
                    )
                }
            }
            for product in step.needs.union(step.heeds).subtracting(step.gives) {
                usedBy[product] = usedBy[product] ?? name
            }
            given.formUnion(step.gives)
        }
        for product in [StepProduct.total, .rank] where !given.contains(product) {
            reading.report("\(form.kind.title)没有算出\(product.title)的步骤", at: path(of: form))
        }
    }

    private func checkSections(of form: SchemeForm) {
        var computed: Set<String> = []
        for (index, step) in form.steps.enumerated() {
            for id in step.computedSections where !computed.insert(id).inserted {
                reading.report("节“\(id)”算了两次", at: path(of: form).appending(index: index))
            }
        }
    }

    private func checkSteps(of form: SchemeForm) {
        for (index, step) in form.steps.enumerated() {
            let path = path(of: form).appending(index: index)
            for (key, sentence) in step.faults(in: form.kind, of: parts) {
                reading.report(sentence, at: key.map(path.appending) ?? path)
            }
        }
    }

    private var allSteps: [any SchemeOperator] {
        PeriodKind.allCases.flatMap { parts.forms[$0]?.steps ?? [] }
    }

    /// Every section must be computed, and every rule must be counted by some step.
    private func checkRules() {
        let steps = allSteps
        let computed = Set(steps.flatMap(\.computedSections))
        for (index, section) in parts.sections.enumerated() where !computed.contains(section.id) {
            let path = DocumentPath(["sections"]).appending(index: index)
            reading.report("没有步骤计算“\(section.title)”", at: path)
        }
        let scopes = steps.compactMap(\.findingScope)
        let counted = Set(
            scopes.flatMap { scope in
                if case .sections(let ids) = scope { ids } else { [String]() }
            }
        )
        let capping = Set(steps.compactMap { $0 as? DeductCapped }.map(\.section))
        for (index, rule) in parts.rules.enumerated() {
            let path = DocumentPath(["rules"]).appending(index: index)
            let isCounted = rule.section.map(counted.contains) ?? scopes.contains(.total)
            if !isCounted { reading.report("规则“\(rule.id)”永远不会计入:没有步骤用到它", at: path) }
            let isCapped = rule.section.map(capping.contains) ?? false
            if rule.atMost != nil, !isCapped {
                let sentence = "规则“\(rule.id)”的上限不会起作用:它所在的一节不按上限扣分"
                reading.report(sentence, at: path.appending("atMost"))
            }
            checkSize(of: rule, at: path)
        }
    }

    private func checkSize(of rule: SchemeRule, at path: DocumentPath) {
        let values = ParameterValues(parts.parameters)
        let largest: ExactNumber
        switch rule.amount {
        case .fixed(let amount, _): largest = amount
        case .between(_, let most): largest = most
        }
        let section = parts.sections.first { $0.id == rule.section }
        if let marks = section?.marks, largest > marks {
            let sentence = "规则“\(rule.id)”一次扣 \(largest.text) 分,超过本节的 \(marks.text) 分"
            reading.report(sentence, at: path, .warning)
        }
        if let limit = rule.atMost.flatMap({ standard(of: $0, values) }), largest > limit {
            let sentence = "规则“\(rule.id)”一次就扣 \(largest.text) 分,超过上限 \(limit.text) 分"
            reading.report(sentence, at: path.appending("atMost"), .warning)
        }
    }

    /// The number without any override; nil for a parameter that was reported as wrong already.
    private func standard(of quantity: Quantity, _ values: ParameterValues) -> ExactNumber? {
        if case .parameter(let name) = quantity {
            guard case .number? = parts.parameters[name]?.domain else { return nil }
        }
        return values.number(quantity)
    }

    private func checkReplacements() {
        let rules = Dictionary(
            parts.rules.map { ($0.id, $0.replaces) },
            uniquingKeysWith: { first, _ in first }
        )
        for (index, rule) in parts.rules.enumerated() {
            let path = DocumentPath(["rules"]).appending(index: index).appending("replaces")
            for weaker in rule.replaces where rules[weaker] == nil {
                reading.report("没有名为“\(weaker)”的规则", at: path)
            }
            if isReachable(rule.id, from: rule.replaces, in: rules) {
                reading.report("规则“\(rule.id)”绕一圈代替了自己,这一圈规则都不会计入", at: path)
            }
        }
    }

    private func isReachable(
        _ id: String,
        from start: [String],
        in rules: [String: [String]]
    ) -> Bool {
        var seen: Set<String> = []
        var open = start
        while let next = open.popLast() {
            if next == id { return true }
            if seen.insert(next).inserted { open += rules[next] ?? [] }
        }
        return false
    }

    /// What is declared should be used; a name that nothing uses is usually a slip of the pen.
    private func checkUse() {
        let usedStatistics = Set(parts.sections.compactMap(\.share).flatMap { [$0.base, $0.good] })
        for id in parts.statistics.keys.sorted() where !usedStatistics.contains(id) {
            let path = DocumentPath(["statistics", id])
            reading.report("数“\(id)”没有用在任何一节", at: path, .warning)
        }
        let usedFacts = Set(allSteps.compactMap(\.usedFact))
        for id in parts.facts.keys.sorted() where !usedFacts.contains(id) {
            reading.report("事实“\(id)”没有步骤用到", at: DocumentPath(["facts", id]), .warning)
        }
        for name in parts.parameters.keys.sorted() where !reading.usedParameters.contains(name) {
            let path = DocumentPath(["parameters", name])
            reading.report("参数“\(name)”没有用在任何地方", at: path, .warning)
        }
    }

    /// The sections' marks and weights should add up to the marks that the scheme declares.
    private func checkSums() {
        guard let full = parts.fullMarks else { return }
        let values = ParameterValues(parts.parameters)
        var sum = ExactNumber.zero
        for section in parts.sections {
            sum += section.marks ?? .zero
            guard let weight = section.share?.weight else { continue }
            guard let number = standard(of: weight, values) else { return }
            sum += number
        }
        guard sum != full else { return }
        let sentence = "各节合计 \(sum.text) 分,与写明的满分 \(full.text) 分不符"
        reading.report(sentence, at: DocumentPath(["fullMarks"]), .warning)
    }

    private func checkMissingData() {
        let path = DocumentPath(["policies", "missingData"])
        switch parts.policies.missingData {
        case .complete:
            for step in allSteps where step.leavesOpen {
                let name = type(of: step).name
                reading.report("步骤“\(name)”会让成绩空着,缺数据的办法应当写 open", at: path)
            }
        case .open:
            if !allSteps.contains(where: \.leavesOpen) {
                let sentence = "没有步骤会让成绩空着,缺数据的办法应当写 complete"
                reading.report(sentence, at: path, .warning)
            }
        }
    }
}
