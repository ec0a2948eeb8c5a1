import Foundation
import Testing

extension SystemTests {
    @Suite("Roles bind whom a command names") struct NamedPersonTests {
        /// A county with a clerk, a leader and an inspector on its staff.
        private func county(_ tree: TestTree) throws -> NodeHome {
            let county = try tree.county()
            let unit = ["id=W1", "name=大厅", "kind=comprehensive", "region=\(Code.county)"]
            _ = try county.start(["record", "unit"] + unit).finish()
            for (id, name, post) in [
                ("C1", "陈经办", "A岗"), ("L1", "刘主任", "领导"), ("I1", "尹督查", "督查人员"),
            ] {
                try county.must(
                    "record",
                    "staff",
                    "id=\(id)",
                    "name=\(name)",
                    "unit=W1",
                    "post=\(post)",
                    "from=2020-01-01"
                )
            }
            return county
        }

        private func refuse(
            _ home: NodeHome,
            as person: String,
            _ arguments: [String],
            location: SourceLocation = #_sourceLocation
        ) throws {
            let given = arguments + ["--actor", person]
            let outcome = try home.start(given, input: "密码1234密码\n").finish()
            let what = "\(given): \(outcome.status) \(outcome.errors)"
            #expect(outcome.status == 1, "\(what)", sourceLocation: location)
            for word in [person, "不能", "请由"] {
                #expect(outcome.errors.contains(word), "\(what)", sourceLocation: location)
            }
        }

        @Test("each command refuses a person whose roles do not go so far")
        func refused() throws {
            let tree = try TestTree()
            let county = try county(tree)
            let invitation = ["invite", "--region", Code.township, "--name", "乡"]
            let closing = ["node", "close", Code.township, "--reason", "撤"]
            let account = ["user", "add", "zhang", "--role", "agent"]
            for person in ["I1", "N9"] {
                try refuse(county, as: person, ["record", "unit", "id=W2", "name=窗口"])
                try refuse(county, as: person, ["change", "unit", "W1", "name=厅", "--reason", "改"])
                try refuse(county, as: person, ["period", "close", "2026-10"])
                try refuse(county, as: person, invitation)
                try refuse(county, as: person, closing)
                try refuse(county, as: person, ["node", "revoke", "AAAA", "--reason", "丢"])
                try refuse(county, as: person, account)
                try refuse(county, as: person, ["user", "reset", "zhang"])
            }
            let rows = try tree.file("units.csv", "id,name,kind\nW3,厅,single\n")
            try refuse(county, as: "N9", ["import", "unit", rows])
            #expect(try county.must("list", "unit", "--format", "json").rows.count == 1)
            #expect(try county.must("user", "list", "--format", "json").rows.isEmpty)
        }

        @Test("those whose task it is are let through, and so is the operator")
        func accepted() throws {
            let tree = try TestTree()
            let county = try county(tree)
            try county.must("change", "unit", "W1", "name=厅", "--reason", "改", "--actor", "C1")
            try county.must("period", "close", "2026-10", "--actor", "C1")
            let region = ["--region", Code.township, "--name", "乡"]
            for person in [["--actor", "L1"], []] {
                let invited = try county.start(["invite"] + region + person).finish()
                #expect(invited.status == 0, "\(invited.errors)")
            }
            try county.must("node", "close", Code.township, "--reason", "撤", "--actor", "L1")
            let added = ["user", "add", "zhang", "--role", "agent", "--actor", "L1"]
            #expect(try county.start(added, input: "密码1234密码\n").finish().status == 0)
            // What an unknown person takes in is kept, with a word about it.
            let given = ["window=W1", "received=2026-10-08", "--actor", "N9"]
            let taken = try county.start(["record", "complaint"] + given).finish()
            #expect(taken.status == 0, "\(taken.errors)")
            #expect(taken.errors.contains("N9"))
        }
    }
}
