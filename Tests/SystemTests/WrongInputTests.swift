import Foundation
import Testing

extension SystemTests {
    @Suite("Wrong input on the command line") struct WrongInputTests {
        /// Runs a command that must be refused so, in Chinese and without a word of the system's.
        private func refuse(
            _ home: NodeHome,
            _ status: Int32,
            _ arguments: [String],
            naming word: String = "",
            location: SourceLocation = #_sourceLocation
        ) throws {
            let outcome = try home.start(arguments).finish()
            let what = "\(arguments): \(outcome.status) \(outcome.errors)"
            #expect(outcome.status == status, "\(what)", sourceLocation: location)
            #expect(outcome.errors.contains(word), "\(what)", sourceLocation: location)
            #expect(outcome.errors.contains("。"), "\(what)", sourceLocation: location)
            for foreign in ["Error", "operation", "could not", "errno", "info liandong"] {
                #expect(!outcome.errors.contains(foreign), "\(what)", sourceLocation: location)
            }
        }

        @Test("a place's name is refused when empty, blank, broken over lines or too long")
        func names() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let long = String(repeating: "长", count: 101)
            for (index, name) in ["", "  \u{3000}", "上\n坪", "上\u{1B}坪", long].enumerated() {
                let fresh = tree.home("fresh\(index)")
                let region = ["--region", Code.county]
                try refuse(fresh, 65, ["init"] + region + ["--name", name], naming: "名称")
                #expect(!FileManager.default.fileExists(atPath: fresh.data))
                let invitation = ["invite", "--region", "330110008", "--name", name]
                try refuse(county, 65, invitation, naming: "名称")
            }
            #expect(try county.must("list", "region", "--format", "json").rows.count == 1)
        }

        @Test("a place is not invited below one of its own level or lower")
        func levels() throws {
            let tree = try TestTree()
            let county = try tree.county()
            try refuse(county, 65, ["invite", "--region", "440000", "--name", "省"], naming: "上级")
            #expect(try county.must("list", "region", "--format", "json").rows.count == 1)
        }

        @Test("nothing but what the program sealed itself is written over")
        func overwriting() throws {
            let tree = try TestTree()
            let county = try tree.county()
            try county.must("invite", "--region", Code.village, "--name", "上村")
            _ = try tree.joinByFile("village", region: Code.village, to: county)
            let foreign = try tree.file("照片.jpg", "别人的照片")
            let link = tree.folder + "/link"
            try FileManager.default.createSymbolicLink(
                atPath: link,
                withDestinationPath: foreign
            )
            let pipe = tree.folder + "/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            let own = [county.data + "/liandong.sqlite", county.data + "/keys"]
            for path in own + [foreign, link, pipe] {
                let export = ["bundle", "export", "--for", Code.village, "--output", path]
                try refuse(county, 1, export, naming: "没有动它")
                try refuse(county, 1, ["backup", path], naming: "没有动它")
            }
            #expect(try String(contentsOfFile: foreign, encoding: .utf8) == "别人的照片")
            try county.must("verify")
            for _ in 0..<2 { try county.must("backup", tree.folder + "/backup") }
        }

        @Test("a reason that would look like another entry of the history is refused")
        func reasons() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let rows = try tree.cases(1, village: Code.county)
            try county.must("import", "village-agency", rows)
            let record =
                try county.must("list", "village-agency", "--format", "json").rows
                .first?["id"] as? String ?? ""
            let forged = "更正\n  2026年11月23日 14:12 临溪县 本机操作员 当场登记"
            for reason in [forged, "更\u{1B}[2J正", "更\u{202E}正"] {
                let change = ["change", "village-agency", record, "question=改", "--reason", reason]
                try refuse(county, 65, change, naming: "一行")
                let revoke = ["node", "revoke", "abcdef", "--reason", reason]
                try refuse(county, 1, revoke, naming: "换行")
            }
        }

        @Test("a folder that may not be looked into is not called empty")
        func closedFolder() throws {
            let tree = try TestTree()
            let file = try tree.file("plain.txt", "x")
            try refuse(NodeHome(data: file, state: tree.folder + "/s"), 1, ["status"], naming: file)
        }

        @Test("files that cannot be used are named in a plain sentence")
        func files() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let file = try tree.file("plain.txt", "x")
            let home = NodeHome(data: file, state: tree.folder + "/s")
            try refuse(home, 1, ["init", "--region", Code.county, "--name", "县"], naming: file)
            try refuse(county, 1, ["backup", tree.folder], naming: tree.folder)
            try refuse(county, 1, ["backup", tree.folder + "/no/where"], naming: "no/where")
            // This machine keeps the code of the backups that it made.
            try county.must("backup", tree.folder + "/backup")
            let fresh = NodeHome(data: tree.folder + "/fresh", state: county.state)
            try refuse(fresh, 1, ["restore", tree.folder + "/none"], naming: "none")
        }

        @Test("a listener that cannot be had ends the service with a sentence and no address")
        func listener() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let outcome = try county.run("serve", "--pages", "192.0.2.1:8700")
            #expect(outcome.status == 1)
            #expect(outcome.output == "")
            #expect(outcome.errors.contains("192.0.2.1:8700"))
            #expect(!outcome.errors.contains("bind"))
        }

        @Test("a port in use is told in one sentence alone, on whichever listener it is")
        func portInUse() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let served = try ServedNode(county)
            let taken = [
                ["--listen", "127.0.0.1:\(served.peerPort)"],
                ["--pages", "127.0.0.1:\(served.pagesPort)"],
            ]
            for option in taken {
                let outcome = try county.start(["serve"] + option).finish()
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains(option[1]))
                #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            }
        }

        @Test("an account of somebody who is not on the staff is made, and said to be so")
        func unknownStaff() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let account = ["user", "add", "zhang", "--role", "clerk", "--staff", "NOSUCH"]
            let added = try county.start(account, input: "密码1234密码\n").finish()
            #expect(added.status == 0)
            #expect(added.errors.contains("NOSUCH") && added.errors.contains("注意"))
            let listed = try county.must("user", "list").output
            #expect(listed.contains("工号 NOSUCH（本机没有"), "\(listed)")
            let rows = try county.must("user", "list", "--format", "json").rows
            #expect(rows.first?["staffHeld"] as? Bool == false)
        }

        @Test("an address that is none is wrong usage, not an unreachable node")
        func address() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let invitation = ["invite", "--region", Code.village, "--name", "村"]
            let printed = try county.start(invitation + ["--format", "json"]).finish()
            let code = printed.json["code"] as? String ?? ""
            for parent in ["", "ftp://x", "127.0.0.1:8700"] {
                let join = ["join", "--parent", parent, "--code", code]
                try refuse(tree.home("child"), 64, join, naming: "http://")
            }
        }

        @Test("nothing is written out before a condition is known to be sound")
        func export() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let outcome = try county.run("export", "unit", "--where", "colour=红")
            #expect(outcome.status == 65)
            #expect(outcome.output == "")
        }

        @Test("a table is not asked of a command that has none")
        func formats() throws {
            let tree = try TestTree()
            let county = try tree.county()
            try refuse(county, 64, ["status", "--format", "csv"], naming: "csv")
            try refuse(county, 64, ["conflicts", "list", "--format", "jsonl"], naming: "jsonl")
            try refuse(county, 64, ["list", "unit", "--format", "csv"], naming: "export")
            try refuse(county, 64, ["list", "unit", "--format", "jsonl"], naming: "export")
            try refuse(county, 64, ["export", "unit", "--format", "json"], naming: "csv")
            try refuse(county, 64, ["export", "unit", "--format", "text"], naming: "jsonl")
            for format in [[], ["--format", "csv"], ["--format", "jsonl"]] {
                #expect(try county.start(["export", "region"] + format).finish().status == 0)
            }
        }
    }
}
