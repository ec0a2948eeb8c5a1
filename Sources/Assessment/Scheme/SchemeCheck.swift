import Documents
import ExactNumbers

/// Finds what only the whole scheme shows: gaps, wrong order, rules that can never count, sums.
struct SchemeCheck {
    let parts: SchemeParts
    let reading: SchemeReading

    func run() {
        for form in allForms {
            check(form.steps, of: form, at: path(of: form).appending("steps"))
            if !form.peopleSteps.isEmpty {
                let path = path(of: form).appending("people").appending("steps")
                check(form.peopleSteps, of: form, at: path)
            }
        }
        checkRules()
        checkReplacements()
        checkUse()
        checkSums()
        checkQuotas()
        checkMissingData()
        checkID()
        checkRuleTexts()
        checkCases()
        checkLines()
    }

    var allForms: [SchemeForm] {
        PeriodKind.allCases.compactMap { parts.forms[$0] }
            + [parts.periodlessForm].compactMap { $0 }
    }

    func path(of form: SchemeForm) -> DocumentPath {
        DocumentPath(["periods", form.kind?.rawValue ?? "any"])
    }

    private func check(
        _ steps: [any SchemeOperator],
        of form: SchemeForm,
        at path: DocumentPath
    ) {
        checkOrder(of: steps, title: form.title, at: path)
        checkSections(of: steps, at: path)
        checkRepetition(of: steps, at: path)
        for (index, step) in steps.enumerated() {
            let path = path.appending(index: index)
            for (key, sentence) in step.faults(in: form, of: parts) {
                reading.report(sentence, at: key.map(path.appending) ?? path)
            }
        }
    }

    /// Each step must find what it needs, and nothing may change after it was used.
    private func checkOrder(
        of steps: [any SchemeOperator],
        title: String,
        at path: DocumentPath
    ) {
        var given: Set<StepProduct> = []
        var usedBy: [StepProduct: String] = [:]
        for (index, step) in steps.enumerated() {
            let path = path.appending(index: index)
            let name = type(of: step).name
            for product in StepProduct.allCases {
                if step.needs.contains(product), !given.contains(product) {
                    reading.report("步骤“\(name)”要用\(product.title)，前面没有步骤算出它", at: path)
                }
                if step.gives.contains(product), let user = usedBy[product] {
                    reading.report(
                        "步骤“\(name)”改变\(product.title)，应当放在“\(user)”之前",
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
            reading.report("\(title)没有算出\(product.title)的步骤", at: path)
        }
    }

    /// Each section is computed once for a kind of subject.
    private func checkSections(of steps: [any SchemeOperator], at path: DocumentPath) {
        var computed: Set<[String]> = []
        for (index, step) in steps.enumerated() {
            let kinds = step.kinds.isEmpty ? [""] : step.kinds.sorted()
            for id in step.computedSections {
                let isNew = kinds.map { computed.insert([id, $0]).inserted }
                let isForAll = step.kinds.isEmpty || !computed.contains([id, ""])
                if isNew.contains(false) || !isForAll {
                    reading.report("节“\(id)”算了两次", at: path.appending(index: index))
                }
            }
        }
    }

    var allSteps: [any SchemeOperator] {
        allForms.flatMap { $0.steps + $0.peopleSteps }
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
        let derived = steps.flatMap(\.derivedRules)
        for (index, rule) in parts.rules.enumerated() {
            let path = DocumentPath(["rules"]).appending(index: index)
            let isCounted = rule.section.map(counted.contains) ?? scopes.contains(.total)
            if !isCounted {
                reading.report("规则“\(rule.id)”永远不会计入：没有步骤用到它", at: path)
            }
            let isCapped = rule.section.map(capping.contains) ?? false
            if rule.atMost != nil, !isCapped {
                let sentence = "规则“\(rule.id)”的上限不会起作用：它所在的一节不按上限扣分"
                reading.report(sentence, at: path.appending("atMost"))
            }
            if rule.isDerived, !derived.contains(rule.id) {
                reading.report("规则“\(rule.id)”永远不会计入：没有步骤推算它", at: path)
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
            let sentence = "规则“\(rule.id)”一次扣 \(largest.text) 分，超过本节的 \(marks.text) 分"
            reading.report(sentence, at: path, .warning)
        }
        if let limit = rule.atMost.flatMap({ values.standard($0) }), !limit.isNegative,
            largest > limit
        {
            let sentence = "规则“\(rule.id)”一次就扣 \(largest.text) 分，超过上限 \(limit.text) 分"
            reading.report(sentence, at: path.appending("atMost"), .warning)
        }
    }

    private func checkReplacements() {
        let rules = Dictionary(
            parts.rules.map { ($0.id, $0.replaces + $0.replacesSameCase) },
            uniquingKeysWith: { first, _ in first }
        )
        for (index, rule) in parts.rules.enumerated() {
            let path = DocumentPath(["rules"]).appending(index: index).appending("replaces")
            for weaker in rule.replaces + rule.replacesSameCase where rules[weaker] == nil {
                reading.report("没有名为“\(weaker)”的规则", at: path)
            }
            if isReachable(rule.id, from: rule.replaces + rule.replacesSameCase, in: rules) {
                reading.report("规则“\(rule.id)”绕一圈代替了自己，这一圈规则都不会计入", at: path)
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

    private func checkMissingData() {
        let path = DocumentPath(["policies", "missingData"])
        switch parts.policies.missingData {
        case .complete:
            for step in allSteps where step.leavesOpen {
                let name = type(of: step).name
                reading.report("步骤“\(name)”会让成绩空着，缺数据的办法应当写 open", at: path)
            }
        case .open:
            if !allSteps.contains(where: \.leavesOpen) {
                let sentence = "没有步骤会让成绩空着，缺数据的办法应当写 complete"
                reading.report(sentence, at: path, .warning)
            }
        }
    }
}
