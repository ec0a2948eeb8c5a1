import Records
import Testing

@Suite("a new version of a definition only adds and retires")
struct DefinitionChangeCheckTests {
    private func problems(_ changes: [(String, String)]) throws -> [String] {
        var yaml = sampleRegister
        for (old, new) in changes {
            #expect(yaml.contains(old))
            yaml = yaml.replacing(old, with: new)
        }
        let old = try DefinitionReader.read(yaml: sampleRegister)
        return try DefinitionChangeCheck.problems(from: old, to: DefinitionReader.read(yaml: yaml))
    }

    @Test("labels, new fields, choices and states, and retiring are allowed")
    func allows() throws {
        let changes = [
            ("label: 天数, type: integer}", "label: 日数, type: integer, retired: true}"),
            (
                "choices: [甲, 乙, 丙], retiredChoices: [丙]",
                "choices: [丁, 甲, 乙, 丙], retiredChoices: [丙, 乙]"
            ),
            ("references: [unit]", "references: [unit, staff]"),
            ("states: [登记, 办理, 办结]", "states: [登记, 办理, 办结, 作废]\nretiredStates: [作废]"),
            ("    label: 期限", "    label: 最后期限"),
            ("  - {id: at,", "  - {id: extra, label: 另外, type: text}\n  - {id: at,"),
        ]
        #expect(try problems(changes).isEmpty)
    }

    @Test(
        "what old records rest on may not change",
        arguments: [
            ("id: sample\n", "id: sample2\n", "登记簿编号"),
            ("key: [code]", "key: [kind]", "主键"),
            ("  - {id: days, label: 天数, type: integer}\n", "", "不能删除或改名"),
            ("id: days, label: 天数, type: integer", "id: days, label: 天数, type: decimal", "不能改类型"),
            ("type: personName, personal: true", "type: personName, official: true", "个人信息"),
            ("choices: [甲, 乙, 丙]", "choices: [甲, 丙]", "选项"),
            ("references: [unit]", "references: [staff]", "取消"),
            ("{id: n, label: 份, type: integer}", "{id: n, label: 份, type: text}", "材料"),
            ("label: 天数, type: integer}", "label: 天数, type: integer, required: true}", "必填"),
            ("label: 天数, type: integer}", "label: 天数, type: integer, computed: 自动}", "计算"),
            ("source: 测试", "source: 测试\nsystem: true", "系统登记簿"),
        ]
    )
    func refuses(old: String, new: String, says: String) throws {
        let found = try problems([(old, new)])
        #expect(found.contains { $0.contains(says) }, "\(found)")
    }

    @Test("states are not renamed, dropped, added to a plain register or brought back")
    func refusesStates() throws {
        let renamed = try DefinitionReader.read(yaml: sampleRegister.replacing("登记", with: "录入"))
        let old = try DefinitionReader.read(yaml: sampleRegister)
        #expect(DefinitionChangeCheck.problems(from: old, to: renamed).count == 1)
        let retired = try DefinitionReader.read(
            yaml: sampleRegister.replacing("initial: 登记", with: "initial: 登记\nretiredStates: [办理]")
        )
        #expect(DefinitionChangeCheck.problems(from: retired, to: old).count == 1)
        let plain = """
            id: sample
            title: 样例
            kind: register
            levels: [village]
            audience: {kind: at, place: author}
            key: [code]
            fields: [{id: code, label: 代码, type: text, required: true}]
            """
        let stateless = try DefinitionReader.read(yaml: plain)
        #expect(
            DefinitionChangeCheck.problems(from: old, to: stateless).contains {
                $0.contains("不能取消")
            }
        )
        #expect(
            DefinitionChangeCheck.problems(from: stateless, to: old).contains {
                $0.contains("不能加上")
            }
        )
        let back = try DefinitionReader.read(
            yaml: sampleRegister.replacing(
                "天数, type: integer",
                with: "天数, type: integer, retired: true"
            )
        )
        #expect(
            DefinitionChangeCheck.problems(from: back, to: old).contains { $0.contains("重新启用") }
        )
    }
}
