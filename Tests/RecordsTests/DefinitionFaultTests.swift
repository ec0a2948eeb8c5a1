import Records
import Testing

@Suite("malformed definitions are refused whole")
struct DefinitionFaultTests {
    /// What is replaced in the sample, by what, and a word of the sentence that must come.
    struct Slip: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let says: String

        var testDescription: String { new }
    }

    @Test("one slip is one refusal that says what is wrong", arguments: slips)
    func refuses(slip: Slip) throws {
        #expect(sampleRegister.contains(slip.old))
        let yaml = sampleRegister.replacing(slip.old, with: slip.new)
        let error = #expect(throws: DefinitionError.self) { try DefinitionReader.read(yaml: yaml) }
        let sentence = error?.sentence ?? ""
        #expect(sentence.contains(slip.says), "\(slip.new): \(sentence)")
    }

    static let slips: [Slip] = heads + fields + rules + ways + evidence

    private static let heads: [Slip] = [
        Slip(old: "id: sample\n", new: "id: Sample\n", says: "登记簿编号"),
        Slip(old: "title: 样例", new: "titel: 样例", says: "不认识“titel”"),
        Slip(old: "kind: workflow", new: "kind: process", says: "可写"),
        Slip(old: "levels: [village, county]", new: "levels: []", says: "至少要写一个级别"),
        Slip(old: "place: village}", new: "place: everywhere}", says: "不在可选范围内"),
        Slip(old: "place: village}", new: "place: village, ceiling: village}", says: "最高到达"),
        Slip(old: "states: [登记], optional", new: "states: [草稿], optional", says: "没有状态"),
        Slip(old: "without: [name]", new: "without: [nobody]", says: "没有字段"),
        Slip(old: "key: [code]", new: "key: [name]", says: "不能作主键"),
        Slip(old: "key: [code]", new: "key: [nothing]", says: "没有字段"),
        Slip(old: "replyDays: 4", new: "replyDays: -4", says: "整数"),
        Slip(old: "note: [一, 二]", new: "note: [一, 一]", says: "写了两次"),
        Slip(old: "title: 样例", new: "title: \"样\\u202e例\"", says: "控制字符"),
        Slip(old: "title: 样例", new: "title: 5", says: "请加引号"),
        Slip(old: "documents: [样表]", new: "documents: 样表", says: "列表"),
    ]

    private static let fields: [Slip] = [
        Slip(old: "id: code, label: 代码", new: "id: Code, label: 代码", says: "小写字母开头"),
        Slip(old: "id: days,", new: "id: Done,", says: "小写字母开头"),
        Slip(old: "id: days,", new: "id: dONE,", says: "写了两次"),
        Slip(old: "id: days,", new: "id: state,", says: "系统自用"),
        Slip(old: "label: 天数, type: integer", new: "label: 天数, type: number", says: "可写"),
        Slip(
            old: "label: 天数, type: integer",
            new: "label: 天数, type: integer, choices: [甲]",
            says: "选项"
        ),
        Slip(old: "choices: [甲, 乙, 丙]", new: "choices: [甲, 甲, 丙]", says: "写了两次"),
        Slip(old: "retiredChoices: [丙]", new: "retiredChoices: [丁]", says: "停用的选项"),
        Slip(
            old: "retiredChoices: [丙]",
            new: "choiceLabels: {丁: 第四}",
            says: "不是这个字段的选项"
        ),
        Slip(
            old: "retiredChoices: [丙]",
            new: "choiceLabels: {甲: 乙}",
            says: "另一个选项"
        ),
        Slip(old: "type: reference, references: region", new: "type: reference", says: "引用类字段"),
        Slip(old: "references: [unit]", new: "references: [Unit]", says: "不是登记簿编号"),
        Slip(old: "type: personName, personal: true", new: "type: personName", says: "姓名"),
        Slip(old: "type: personName, personal: true", new: "type: citizenID", says: "身份证件号"),
        Slip(
            old: "label: 同意, type: boolean",
            new: "label: 同意, type: boolean, official: true",
            says: "公职人员"
        ),
        Slip(old: "label: 同意, type: boolean", new: "label: 同意, type: list", says: "各列"),
        Slip(
            old: "{id: n, label: 份, type: integer}",
            new: "{id: n, label: 份, type: list, items: [{id: a, label: 甲, type: text}]}",
            says: "不能再是列表"
        ),
        Slip(
            old: "required: true}\n  - {id: name",
            new: "required: yes}\n  - {id: name",
            says: "true 或 false"
        ),
    ]

    private static let rules: [Slip] = [
        Slip(old: "rule: {number: X}", new: "rule: {number: i}", says: "字头"),
        Slip(old: "rule: {number: X}", new: "rule: {nummer: X}", says: "不认识"),
        Slip(old: "rule: {number: X}", new: "required: true, rule: {number: X}", says: "不能设为必填"),
        Slip(old: "rule: {number: X}", new: "rule: {backDated: at}", says: "检查字段类型"),
        Slip(old: "rule: {number: X}", new: "rule: {masked: [name, nothing]}", says: "没有字段"),
        Slip(old: "rule: {number: X}", new: "rule: {timesEntered: 草稿}", says: "一个状态"),
        Slip(old: "from: at, days", new: "from: name, days", says: "日期或时间字段"),
        Slip(old: "from: at, days", new: "from: due, days", says: "排在前面"),
        Slip(old: "{setting: replyDays, default: 5}", new: "{setting: replyDays}", says: "默认天数"),
        Slip(old: "{setting: replyDays, default: 5}", new: "{field: code}", says: "整数字段"),
        Slip(
            old: "{setting: replyDays, default: 5}",
            new: "{reference: code, field: n}",
            says: "引用类字段"
        ),
        Slip(
            old: "default: 5}}}",
            new: "default: 5}, suspensions: {list: papers}}}",
            says: "clockStops"
        ),
    ]

    private static let ways: [Slip] = [
        Slip(old: "needs: [at]}", new: "needs: [at], othersThan: [无]}", says: "流转或状态"),
        Slip(old: "needs: [at]}", new: "needs: [at], checks: [{same: [at]}]}", says: "两个字段"),
        Slip(old: "needs: [at]}", new: "needs: [at], recusal: {list: at}}", says: "没有列表"),
        Slip(old: "needs: [at]}", new: "needs: [at], recusal: {persons: [who]}}", says: "没有字段"),
        Slip(old: "title: 样例", new: "title: 样例\nrecordedBy: [boss]", says: "不是角色"),
        Slip(
            old: "title: 样例",
            new: "title: 样例\nchanges: [{role: clerk, fields: [who]}]",
            says: "没有字段"
        ),
        Slip(old: "title: 样例", new: "title: 样例\nletter: [who]", says: "没有字段"),
        Slip(old: "title: 样例", new: "title: 样例\nletter: [due]", says: "由程序计算"),
        Slip(old: "title: 样例", new: "title: 样例\nletter: [at]", says: "要写进密件"),
        Slip(old: "initial: 登记", new: "initial: 草稿", says: "没有状态"),
        Slip(old: "final: [办结]", new: "final: []", says: "终结状态"),
        Slip(old: "states: [登记, 办理, 办结]", new: "states: [登记, 办理, 办结, 孤岛]", says: "没有任何流转能到达"),
        Slip(old: "final: [办结]", new: "final: [登记]", says: "走不到终结状态"),
        Slip(old: "name: 受理, from", new: "name: 办结, from", says: "写了两次"),
        Slip(old: "from: [登记], to: 办理", new: "from: [登记], to: 草稿", says: "没有状态"),
        Slip(old: "role: clerk", new: "role: boss", says: "可写"),
        Slip(old: "needs: [at]", new: "needs: [when]", says: "没有字段"),
        Slip(
            old: "deadline: {workingDays: 5, parameter: replyDays, ",
            new: "deadline: {",
            says: "期限要写"
        ),
        Slip(old: "since: at, default", new: "since: then, default", says: "没有字段"),
        Slip(
            old: "condition: {given: at}}\nfinal",
            new: "condition: {give: at}}\nfinal",
            says: "不认识"
        ),
        Slip(
            old: "when: {is: {agreed: true}}",
            new: "when: {is: {agreed: true}, given: at}",
            says: "只能有一个运算词"
        ),
        Slip(old: "when: {is: {agreed: true}}", new: "when: {is: {agreed: 是}}", says: "类型"),
        Slip(old: "when: {is: {agreed: true}}", new: "when: {is: {kind: 丁}}", says: "没有选项"),
        Slip(old: "when: {is: {agreed: true}}", new: "when: {is: {state: 草稿}}", says: "没有状态"),
        Slip(old: "when: {is: {agreed: true}}", new: "when: {is: {days: 1.5}}", says: "整数"),
        Slip(
            old: "when: {is: {agreed: true}}",
            new: "when: {not: {not: {not: {not: {not: {not: {not: {not: {not: {given: at}}}}}}}}}}",
            says: "嵌套"
        ),
    ]

    private static let evidence: [Slip] = [
        Slip(old: "names: [红旗]", new: "names: []", says: "名称"),
        Slip(old: "{code: award, unit: subject}", new: "{code: award}", says: "获得者"),
        Slip(old: "{code: award, unit", new: "{code: prize, unit", says: "可选范围"),
        Slip(old: "texts: {name: 某某}", new: "texts: {nobody: 某某}", says: "nobody"),
        Slip(
            old: "texts: {name: 某某}",
            new: "takenBack: [作废]",
            says: "没有状态“作废”"
        ),
        Slip(old: "texts: {name: 某某}", new: "takenBack: [办结]", says: "只能有一条记录"),
        Slip(old: "{passed: 办结}", new: "{passed: 草稿}", says: "流转名称"),
        Slip(old: "{held: original}", new: "{held: code.name}", says: "不是引用类字段"),
        Slip(
            old: "date: done\n    subject: {unit: [unit], p",
            new: "subject: {unit: [unit], p",
            says: "字段编号"
        ),
        Slip(old: "subject: {place: village}", new: "subject: {}", says: "记到哪个单位"),
        Slip(old: "{notAfter: [done, periodEnd]}", new: "{notAfter: [done]}", says: "两个日期字段"),
        Slip(
            old: "by: hand, when: 人工",
            new: "by: hand, when: 人工, condition: {given: at}",
            says: "只有 by"
        ),
        Slip(old: "by: hand", new: "by: guess", says: "可写"),
        Slip(old: "rule: code\n", new: "rule: clause\n", says: "没有字段"),
        Slip(old: "{village: {notAfter", new: "{hamlet: {notAfter", says: "不认识"),
    ]

    @Test("states may not be described where there are none, and a report has no fields")
    func refusesShapes() throws {
        let report = """
            id: r
            title: 报表
            kind: report
            levels: [county]
            audience: {kind: at, place: author}
            fields: [{id: a, label: 甲, type: text}]
            initial: 甲
            """
        let error = #expect(throws: DefinitionError.self) {
            try DefinitionReader.read(yaml: report)
        }
        let sentence = error?.sentence ?? ""
        for part in ["没有写状态", "报表没有自己的字段", "读取哪些登记簿"] {
            #expect(sentence.contains(part))
        }
    }

    @Test("a hostile document is answered with a bounded number of faults")
    func boundsFaults() throws {
        let fields = (0..<190).map { "  - {id: F\($0), label: 甲, type: text}" }
        let yaml = """
            id: r
            title: 甲
            kind: register
            levels: [county]
            audience: {kind: at, place: author}
            fields:
            \(fields.joined(separator: "\n"))
            """
        let error = #expect(throws: DefinitionError.self) { try DefinitionReader.read(yaml: yaml) }
        guard case .malformed(let faults)? = error else {
            Issue.record("expected faults")
            return
        }
        #expect(faults.count == 100)
    }
}
