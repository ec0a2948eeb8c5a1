import Documents
import ExactNumbers

extension SchemeFields {
    /// The declared parameters, by name.
    func schemeParameters() -> [String: SchemeParameter] {
        guard let value = value("parameters") else { return [:] }
        let part = SchemeFields(value, at: path.appending("parameters"), in: reading)
        var parameters: [String: SchemeParameter] = [:]
        for (name, fields) in part.members() {
            let title = fields.text("title")
            let domain = fields.has("values") ? fields.choiceDomain() : fields.numberDomain()
            parameters[name] = SchemeParameter(title: title, domain: domain)
            fields.close()
        }
        return parameters
    }

    private func choiceDomain() -> SchemeParameter.Domain {
        let values = SchemeFields(value("values"), at: path.appending("values"), in: reading)
        let standard = text("default")
        if !standard.isEmpty, !values.keys.contains(standard) {
            report("默认值“\(standard)”不在可选的值之中", at: "default")
        }
        return .choice(
            values: values.keys,
            titles: values.keys.map { values.text($0) },
            standard: standard
        )
    }

    private func numberDomain() -> SchemeParameter.Domain {
        let standard = number("default")
        let least = optionalNumber("atLeast")
        let isWhole = boolean("whole")
        if let least, standard < least {
            report("默认值 \(standard.text) 小于下限 \(least.text)", at: "default")
        }
        if isWhole, !standard.isWhole { report("默认值应当是整数", at: "default") }
        return .number(standard: standard, atLeast: least, isWhole: isWhole)
    }

    /// The declared sections.
    func schemeSections(statistics: [String: String]) -> [SchemeSection] {
        var seen: Set<String> = []
        return items("sections").map { fields in
            let id = fields.text("id")
            if !id.isEmpty, !seen.insert(id).inserted {
                fields.report("节“\(id)”写了两次", at: "id")
            }
            let marks = fields.optionalNumber("marks")
            if let marks, marks.isNegative { fields.report("满分不能小于 0", at: "marks") }
            let section = SchemeSection(
                id: id,
                title: fields.text("title"),
                marks: marks,
                share: fields.share(statistics: statistics)
            )
            fields.close()
            return section
        }
    }

    private func share(statistics: [String: String]) -> SchemeSection.Share? {
        guard let value = value("share") else { return nil }
        let fields = SchemeFields(value, at: path.appending("share"), in: reading)
        let share = SchemeSection.Share(
            weight: fields.quantity("weight"),
            base: fields.text("base"),
            good: fields.text("good")
        )
        for (key, name) in [("base", share.base), ("good", share.good)]
        where !name.isEmpty && statistics[name] == nil {
            fields.report("没有名为“\(name)”的数，请在 statistics 中写明", at: key)
        }
        if !share.base.isEmpty, share.base == share.good {
            fields.report("基数和合格数不能是同一个数", at: "good")
        }
        fields.close()
        return share
    }

    /// The declared rules.
    func schemeRules(sections: [SchemeSection], amountParameters: String?) -> [SchemeRule] {
        var seen: Set<String> = []
        return items("rules").map { fields in
            let rule = fields.schemeRule(amountParameters: amountParameters)
            if !rule.id.isEmpty, !seen.insert(rule.id).inserted {
                let isSame = seen.contains { $0.isExactly(rule.id) }
                let sentence = isSame ? "写了两次" : "与前面一条的编号看上去相同，字符的编码却不同"
                fields.report("规则“\(rule.id)”\(sentence)", at: "id")
            }
            if let section = rule.section, !section.isEmpty,
                !sections.contains(where: { $0.id == section })
            {
                fields.report("没有名为“\(section)”的一节", at: "section")
            }
            fields.close()
            return rule
        }
    }

    private func schemeRule(amountParameters: String?) -> SchemeRule {
        let id = text("id")
        let units = SchemeRule.Unit.allCases
        var unit = SchemeRule.Unit.occurrence
        if case .fixed(let name) = choice("per", among: units.map(\.rawValue)) {
            unit = SchemeRule.Unit(rawValue: name) ?? unit
        }
        let (amount, isAddition) = ruleAmount(parameter: amountParameters.map { $0 + id })
        let rule = SchemeRule(
            id: id,
            section: optionalText("section"),
            clause: text("clause"),
            title: text("title"),
            amount: amount,
            isAddition: isAddition,
            unit: unit,
            replaces: texts("replaces"),
            evidence: texts("evidence"),
            note: optionalText("note"),
            atMost: has("atMost") ? quantity("atMost") : nil,
            replacesSameCase: texts("replacesSameCase"),
            isOncePerEvent: boolean("oncePerEvent"),
            isDerived: boolean("derived"),
            money: ruleMoney()
        )
        if rule.evidence.isEmpty { report("没有写明证据来源（evidence）", at: nil) }
        for kind in rule.evidence where !EvidenceKind.names.contains(kind) {
            report("不认识证据来源“\(kind)”", at: "evidence")
        }
        if rule.isDerived, rule.isDiscretionary {
            report("推算的规则不能由人酌定分值", at: "derived")
        }
        return rule
    }

    private func ruleMoney() -> RuleMoney? {
        let key = has("reward") ? "reward" : "fine"
        guard has(key) else {
            if value("once") != nil { report("没有写金额，“once”不起作用", at: "once") }
            return nil
        }
        if key == "reward", value("fine") != nil {
            report("“fine”和“reward”只能写一个", at: "fine")
        }
        let yuan = number(key)
        if yuan.isNegative { report("金额写正数，罚款由“fine”表示", at: key) }
        let repeats = RuleMoney.Repeat.allCases.map(\.rawValue)
        return RuleMoney(
            yuan: yuan,
            isReward: key == "reward",
            once: has("once") ? choice("once", among: repeats) : nil
        )
    }

    /// How much one unit takes off or adds; exactly one of four keys says so.
    private func ruleAmount(parameter: String?) -> (SchemeRule.Amount, isAddition: Bool) {
        let keys = ["deduct", "add", "deductBetween", "addBetween"]
        let given = keys.filter(has)
        let key = given.first ?? "deduct"
        for other in given.dropFirst() {
            _ = value(other)
            report("“\(key)”和“\(other)”只能写一个", at: other)
        }
        let isAddition = key.hasPrefix("add")
        guard key.hasSuffix("Between") else {
            return (fixedAmount(key, parameter: parameter), isAddition)
        }
        let bounds = value(key)?.listValue ?? []
        guard bounds.count == 2 else {
            report("“\(key)”应当写成 [最少, 最多]", at: key)
            return (.between(.zero, .zero), isAddition)
        }
        let least = number(bounds[0], at: path.appending(key).appending(index: 0))
        let most = number(bounds[1], at: path.appending(key).appending(index: 1))
        if least.isNegative || least > most {
            report("“\(key)”的下限应当在 0 与上限之间", at: key)
        }
        return (.between(least, most), isAddition)
    }

    private func fixedAmount(_ key: String, parameter: String?) -> SchemeRule.Amount {
        if has(key), value(key)?.textValue?.hasPrefix("$") == true {
            guard case .parameter(let name) = quantity(key),
                case .number(let standard, _, _)? = reading.parameters[name]?.domain
            else { return .fixed(.zero, parameter: nil) }
            return .fixed(standard, parameter: name)
        }
        let amount = number(key)
        if amount.isNegative { report("分值写正数，扣分由“deduct”表示", at: key) }
        return .fixed(amount, parameter: parameter)
    }

    /// How each kind of period is scored; `any` stands for documents that need no period.
    func readForms(into parts: inout SchemeParts) {
        let part = SchemeFields(required("periods"), at: path.appending("periods"), in: reading)
        for (name, fields) in part.members() {
            let kind = PeriodKind(rawValue: name)
            let steps = fields.items("steps").compactMap { $0.step(declared: parts) }
            if steps.isEmpty { fields.report("没有写明步骤（steps）", at: nil) }
            var form = SchemeForm(kind: kind, steps: steps)
            form.isInner = fields.boolean("inner")
            if fields.has("people") {
                let people = fields.part("people")
                form.peopleSteps = people.items("steps").compactMap { $0.step(declared: parts) }
                if form.peopleSteps.isEmpty { people.report("没有写明步骤（steps）", at: nil) }
                people.close()
            }
            fields.close()
            if let kind {
                parts.forms[kind] = form
            } else if name == "any" {
                parts.periodlessForm = form
            } else {
                part.report("期间只能是 year、half、quarter、month，不分期间的写 any", at: name)
            }
        }
        if part.keys.isEmpty { report("没有写明任何期间", at: "periods") }
    }

    private func step(declared: SchemeParts) -> (any SchemeOperator)? {
        let name = text("operator")
        guard let type = SchemeOperators.named(name) else {
            let known = SchemeOperators.all.map { $0.name }.joined(separator: "、")
            if !name.isEmpty { report("没有“\(name)”这种步骤，可用的有 \(known)", at: "operator") }
            return nil
        }
        let step = type.init(from: self, declared: declared)
        close()
        return step
    }

    /// The worked cases that the scheme carries.
    func workedCases() -> [WorkedCase] {
        let cases = items("cases").map { fields in
            let worked = WorkedCase(
                name: fields.text("name"),
                evidence: fields.required("evidence") ?? .null,
                expected: fields.required("expected") ?? .null
            )
            _ = fields.text("why")
            fields.close()
            return worked
        }
        if cases.count < WorkedCase.countMin {
            let sentence = "至少要有 \(WorkedCase.countMin) 个样例（cases）"
            report("\(sentence)，现在有 \(cases.count) 个", at: "cases")
        }
        return cases
    }
}

/// The kinds of record that can prove a finding.
enum EvidenceKind {
    static let names: Set<String> = [
        "patrol_finding", "attendance_event", "meeting_attendance", "task_deadline", "complaint",
        "review", "callback", "external_inspection", "case_timing", "case_audit", "esup_card",
        "staff_change", "system_log", "joint_meeting", "fee_audit", "notice_check", "vote",
        "survey", "panel_score", "notice",
    ]
}
