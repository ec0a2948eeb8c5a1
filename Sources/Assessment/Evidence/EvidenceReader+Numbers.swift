import Documents
import ExactNumbers

extension EvidenceReader {
    /// Reads the overrides of parameters.
    mutating func readParameters() -> [String: ParameterOverride] {
        var overrides: [String: ParameterOverride] = [:]
        for member in members(of: "parameters") {
            let path = DocumentPath(["parameters", member.key])
            guard let scheme else { continue }
            guard let parameter = scheme.parameter(member.key) else {
                faults.add(.unknownParameter, path, "本办法没有“\(member.key)”这个参数。")
                continue
            }
            overrides[member.key] = readOverride(member.value, path, parameter)
        }
        return overrides
    }

    private mutating func readOverride(
        _ value: DocumentValue,
        _ path: DocumentPath,
        _ parameter: SchemeParameter
    ) -> ParameterOverride? {
        switch parameter.domain {
        case .choice(let values, _, _):
            // A choice between true and false may be written either way.
            let text = value.textValue ?? value.booleanValue.map { $0 ? "true" : "false" }
            guard let text, values.contains(text) else {
                let listed = values.joined(separator: "、")
                faults.add(.badParameter, path, "“\(parameter.title)”只能是 \(listed)。")
                return nil
            }
            return .choice(text)
        case .number(_, let least, let isWhole):
            guard let number = faults.number(value, path) else { return nil }
            guard number.isWhole || !isWhole else {
                faults.add(.badNumber, path, "“\(parameter.title)”应当是整数。")
                return nil
            }
            if let least, number < least {
                faults.add(.badParameter, path, "“\(parameter.title)”不能小于 \(least.text)。")
                return nil
            }
            if parameter.isAboveZero, number <= .zero {
                faults.add(.badParameter, path, "“\(parameter.title)”应当大于 0。")
                return nil
            }
            return .number(number)
        }
    }

    /// Reads the measured numbers, and checks the pairs of which one is a part of the other.
    mutating func readStatistics() -> [String: [String: ExactNumber]] {
        let pairs = scheme?.statisticPairs ?? []
        var statistics: [String: [String: ExactNumber]] = [:]
        for member in members(of: "statistics") {
            let path = DocumentPath(["statistics", member.key])
            _ = checkSubject(member.key, path)
            guard let object = faults.object(member.value, path) else { continue }
            var numbers: [String: ExactNumber] = [:]
            for entry in object.members {
                numbers[entry.key] = readStatistic(entry, path.appending(entry.key))
            }
            for pair in pairs { checkPair(pair, object, numbers, path) }
            statistics[member.key] = numbers
        }
        return statistics
    }

    private mutating func readStatistic(
        _ entry: DocumentObject.Member,
        _ path: DocumentPath
    ) -> ExactNumber? {
        if let scheme, scheme.statistics[entry.key] == nil {
            faults.add(.unknownStatistic, path, "本办法没有“\(entry.key)”这个数。")
            return nil
        }
        guard let number = faults.number(entry.value, path) else { return nil }
        guard !number.isNegative else {
            faults.add(.outsideBounds, path, "这个数不能小于 0。")
            return nil
        }
        return number
    }

    private mutating func checkPair(
        _ pair: StatisticPair,
        _ object: DocumentObject,
        _ numbers: [String: ExactNumber],
        _ path: DocumentPath
    ) {
        switch (object[pair.base], object[pair.good]) {
        case (nil, nil): break
        case (nil, _?): addMissingHalf(pair.base, of: pair.good, path)
        case (_?, nil): addMissingHalf(pair.good, of: pair.base, path)
        case (_?, _?):
            guard let base = numbers[pair.base], let good = numbers[pair.good], good > base
            else { return }
            faults.add(
                .outsideBounds,
                path.appending(pair.good),
                "“\(pair.good)”（\(good.text)）不能大于“\(pair.base)”（\(base.text)）。"
            )
        }
    }

    private mutating func addMissingHalf(_ name: String, of other: String, _ path: DocumentPath) {
        faults.add(.missing, path.appending(name), "有“\(other)”就要有“\(name)”，请补上。")
    }

    /// Reads the given results of sub-periods.
    mutating func readPeriodScores() -> [String: [Period: ExactNumber]] {
        let part = DocumentPath.root.appending("periodScores")
        guard takes("periodScores", { $0.subPeriodKind != nil }) else { return [:] }
        let kinds = possibleForms.compactMap(\.subPeriodKind)
        var scores: [String: [Period: ExactNumber]] = [:]
        for member in members(of: "periodScores") {
            let path = part.appending(member.key)
            _ = checkSubject(member.key, path)
            guard let object = faults.object(member.value, path) else { continue }
            for entry in object.members {
                let path = path.appending(entry.key)
                let period = readSubPeriod(entry.key, path, kinds)
                let number = faults.number(entry.value, path)
                if let period, let number { scores[member.key, default: [:]][period] = number }
            }
        }
        return scores
    }

    /// Reads which sub-periods are to be computed from the findings.
    mutating func readAssessedPeriods() -> [Period] {
        guard takes("assessedPeriods", \.computesSubPeriods) else { return [] }
        let kinds = possibleForms.filter(\.computesSubPeriods).compactMap(\.subPeriodKind)
        var periods: [Period] = []
        for (index, value) in items(of: "assessedPeriods").enumerated() {
            let path = DocumentPath(["assessedPeriods"]).appending(index: index)
            guard let text = faults.text(value, path),
                let period = readSubPeriod(text, path, kinds)
            else { continue }
            if periods.contains(period) {
                faults.add(.duplicate, path, "“\(text)”写了两次。")
            } else {
                periods.append(period)
            }
        }
        return periods
    }

    mutating func readSubPeriod(
        _ text: String,
        _ path: DocumentPath,
        _ kinds: [PeriodKind]
    ) -> Period? {
        guard let subPeriod = Period(text), scheme == nil || kinds.contains(subPeriod.kind) else {
            faults.add(.badPeriod, path, "“\(text)”不是这里要的期间。")
            return nil
        }
        if scheme != nil, let period, !period.contains(subPeriod) {
            faults.add(.outsidePeriod, path, "“\(text)”不在 \(period.text) 之内。")
            return nil
        }
        return subPeriod
    }
}
