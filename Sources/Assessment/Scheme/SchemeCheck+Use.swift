import Documents
import ExactNumbers

extension SchemeCheck {
    /// What is declared should be used; a name that nothing uses is usually a slip of the pen.
    func checkUse() {
        let steps = allSteps
        let shares = parts.sections.compactMap(\.share).flatMap { [$0.base, $0.good] }
        warn(
            of: parts.statistics.keys,
            unlessIn: Set(shares + steps.flatMap(\.usedStatistics)),
            "statistics"
        ) { "数“\($0)”没有用在任何一节" }
        warn(of: parts.facts.keys, unlessIn: Set(steps.flatMap(\.usedFacts)), "facts") {
            "事实“\($0)”没有步骤用到"
        }
        let attributes = Set(steps.compactMap(\.usedAttribute))
        warn(of: parts.attributes.keys, unlessIn: attributes, "attributes") {
            "属性“\($0)”没有步骤用到"
        }
        let indicators = Set(steps.flatMap(\.usedIndicators))
        warn(of: parts.indicators.keys, unlessIn: indicators, "indicators") {
            "指标“\($0)”没有步骤用到"
        }
        warn(of: parts.parameters.keys, unlessIn: reading.usedParameters, "parameters") {
            "参数“\($0)”没有用在任何地方"
        }
        for form in PeriodKind.allCases.compactMap({ parts.forms[$0] }) where form.isInner {
            let isComputed = steps.contains {
                $0.computesSubPeriods && $0.subPeriodKind == form.kind
            }
            guard !isComputed, let kind = form.kind else { continue }
            let path = DocumentPath(["periods", kind.rawValue, "inner"])
            reading.report("没有步骤推算\(form.title)的结果，这一段不会起作用", at: path)
        }
    }

    private func warn(
        of names: some Sequence<String>,
        unlessIn used: Set<String>,
        _ part: String,
        _ sentence: (String) -> String
    ) {
        for name in names.sorted() where !used.contains(name) {
            reading.report(sentence(name), at: DocumentPath([part, name]), .warning)
        }
    }

    /// The sections' marks and weights should add up to the marks that the scheme declares.
    func checkSums() {
        guard let full = parts.fullMarks, full > .zero else { return }
        let values = ParameterValues(parts.parameters)
        for form in allForms {
            let kinds = Set(form.steps.flatMap(\.kinds)).sorted()
            for kind in kinds.isEmpty ? [nil] : kinds.map(Optional.some) {
                let steps = form.steps.filter { $0.takes(kind: kind) }
                guard let sum = marks(of: steps, values), sum != full else { continue }
                let sentence = "各节合计 \(sum.text) 分，与写明的满分 \(full.text) 分不符"
                reading.report(sentence, at: DocumentPath(["fullMarks"]), .warning)
            }
        }
    }

    /// The most that the steps' total can be, or nil where no step says what a section is worth.
    private func marks(
        of steps: [any SchemeOperator],
        _ values: ParameterValues
    ) -> ExactNumber? {
        let nested = Set(steps.compactMap { $0 as? SumIntoSection }.flatMap(\.parts))
        let weights = steps.compactMap { $0 as? SumSections }.flatMap(\.weights)
        var sum: ExactNumber?
        for (section, marks) in steps.flatMap({ $0.fullMarks(of: parts) })
        where !nested.contains(section) {
            let weight = weights.first { $0.section == section }?.weight
            let factor = weight.flatMap(values.standard) ?? .one
            sum = (sum ?? .zero) + factor * (values.standard(marks) ?? .zero)
        }
        return sum
    }

    /// Grades of one pool cannot have more places than there are subjects.
    func checkQuotas() {
        let values = ParameterValues(parts.parameters)
        for form in allForms {
            var sums: [Set<String>: ExactNumber] = [:]
            for (index, step) in form.steps.enumerated() {
                guard let quota = step as? FillQuota, quota.givesGrade,
                    case .share(let share, let raised, _) = quota.size
                else { continue }
                let shares = [share, raised?.share].compactMap { $0.flatMap(values.standard) }
                let sum = (sums[quota.kinds] ?? .zero) + (shares.max() ?? .zero)
                sums[quota.kinds] = sum
                guard sum > .one else { continue }
                let path = DocumentPath(["periods", form.kind?.rawValue ?? "any", "steps"])
                let sentence = "各等次的比例合计 \(sum.text)，超过了全部单位"
                reading.report(sentence, at: path.appending(index: index).appending("share"))
            }
        }
    }

    /// A line above the full marks is out of reach, unless something is added on top.
    func checkLines() {
        guard let full = parts.fullMarks, full > .zero else { return }
        let values = ParameterValues(parts.parameters)
        for form in allForms {
            let steps = path(of: form).appending("steps")
            for (index, step) in form.steps.enumerated() {
                for (path, grade, line) in lines(of: step, at: steps.appending(index: index)) {
                    guard let line = values.standard(line), line > full else { continue }
                    let sentence = "“\(grade)”要 \(line.text) 分，高于满分 \(full.text) 分"
                    reading.report("\(sentence)，没有加分就够不到", at: path, .warning)
                }
            }
        }
    }

    private func lines(
        of step: any SchemeOperator,
        at path: DocumentPath
    ) -> [(DocumentPath, grade: String, line: Quantity)] {
        if let quota = step as? FillQuota, let least = quota.least {
            return [(path.appending("atLeast"), quota.quota, least)]
        }
        let lines = (step as? GradeByLines)?.lines ?? []
        return lines.enumerated().compactMap { place, line in
            line.from.map {
                (
                    path.appending("lines").appending(index: place).appending("from"),
                    line.grade, $0
                )
            }
        }
    }
}
