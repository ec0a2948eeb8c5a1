import Foundation
import Testing

extension SystemTests {
    @Suite("Editions") struct EditionTests {
        private static let scheme = "district-2022-window-month"

        @Test("an edition is proven after new records, and on another machine from a backup")
        func proven() throws {
            let tree = try TestTree()
            let county = try tree.county()
            try window(at: county)
            try patrol("12", at: county)
            let options = ["--scheme", EditionTests.scheme, "--period", "2026-10"]
            let json = ["--format", "json"]
            let made = try county.must(["assess", "freeze"] + options + json).json
            let name = try #require(made["edition"] as? String)
            #expect(name == "\(EditionTests.scheme)/2026-10/1")
            try patrol("13", at: county)
            let backup = tree.folder + "/b"
            let code = try county.must(["backup", backup] + json).json["recoveryCode"] as? String
            let other = tree.home("other")
            try other.must("restore", backup, "--code", code ?? "")
            for home in [county, other] {
                let proof = try home.must(["assess", "prove", name] + json).json
                #expect(proof["resultEqual"] as? Bool == true)
                #expect(proof["evidenceEqual"] as? Bool == true)
            }
            let shown = try county.must(["assess", "show", name] + json).json
            let rows = shown["subjects"] as? [[String: Any]]
            #expect(rows?.first?["total"] as? String == "99.5")
            let compared = try county.must(
                ["assess", "compare", name, "\(EditionTests.scheme)/2026-10"] + json
            ).json
            #expect((compared["subjects"] as? [[String: Any]])?.count == 1)
            let file = tree.folder + "/表.csv"
            let written = try county.must(
                "assess",
                "table",
                name,
                "--form",
                "扣分单",
                "--output",
                file
            )
            #expect(written.errors.contains("共 1 行"))
            let text = String(
                decoding: FileManager.default.contents(atPath: file) ?? Data(),
                as: UTF8.self
            )
            #expect(text.contains("2026-10-12") && !text.contains("2026-10-13"))
            let unknown = try county.run("assess", "prove", "x/2026-10/1")
            #expect(unknown.status == 1 && unknown.errors.contains("assess list"))
        }

        @Test(
            "digits stay: another machine, new events, another scheme, and a person erased"
        )
        func unmoved() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            let village = try tree.join("上村", region: Code.village, to: county, at: serve.address)
            try window(at: county)
            try patrol("12", at: county)
            let complaint = try complain("王小明", at: village)
            try village.must("sync")
            let month = ["--scheme", EditionTests.scheme, "--period", "2026-10"]
            let json = ["--format", "json"]
            let evidence = tree.folder + "/evidence.json"
            try county.must(["assess", "run"] + month + ["--evidence-output", evidence])
            let frozen = ["assess", "freeze"] + month + ["--reason", "试点"] + json
            let name = try #require(try county.must(frozen).json["edition"] as? String)
            let before = try county.must(["assess", "show", name] + json).output
            #expect(before.contains("\"total\": \"99\""))

            let backup = tree.folder + "/b"
            let code = try county.must(["backup", backup] + json).json["recoveryCode"] as? String
            serve.stop()
            let moved = tree.home("moved")
            try moved.must("restore", backup, "--code", code ?? "")
            try complain("李小红", at: village)
            let stick = tree.folder + "/stick"
            try village.must("bundle", "export", "--for", Code.county, "--output", stick)
            try moved.must("bundle", "import", stick)
            try patrol("20", at: moved)
            let scheme = try moved.must(
                "define",
                "--show",
                EditionTests.scheme,
                "--kind",
                "scheme"
            ).output
            let shipped = try tree.file("shipped.yaml", scheme)
            let changed = scheme.replacing("title: 到岗异常：", with: "title: 到岗情况异常：")
            #expect(changed != scheme)
            try moved.must(
                "define",
                tree.file("changed.yaml", changed),
                "--from",
                "2026-10"
            )
            try moved.must("erase", "complaint", complaint, "--reason", "本人要求")

            let proof = try moved.must(["assess", "prove", name] + json).json
            #expect(proof["resultEqual"] as? Bool == true)
            #expect(proof["evidenceEqual"] as? Bool == true)
            #expect(try moved.must(["assess", "show", name] + json).output == before)
            let scored = try moved.must(
                ["score", "--evidence", evidence, "--scheme", shipped] + json
            ).json
            #expect(try totals(scored) == ["W1": "99"])
            // What a new run counts is what came since, by the scheme as it is now.
            let now = try moved.must(["assess", "run"] + month + json).json
            #expect(try totals(now) == ["W1": "98"])
            let rows = try moved.must(["list", "complaint"] + json).output
            #expect(!rows.contains("王") && rows.contains("李"))
        }

        @Test("an edition is explained, compared at its cut and written as a table")
        func told() throws {
            let tree = try TestTree()
            let county = try tree.county()
            try window(at: county)
            try patrol("12", at: county)
            let options = ["--scheme", EditionTests.scheme, "--period", "2026-10"]
            let json = ["--format", "json"]
            let made = try county.must(["assess", "freeze"] + options + json).json
            let name = try #require(made["edition"] as? String)
            try patrol("13", at: county)
            let told = try county.must("assess", "explain", name, "--subject", "W1").output
            #expect(told.contains("99.5 分") && told.contains("流 ") && !told.contains("10-13"))
            let short = try county.must("assess", "explain", name).output
            #expect(short.contains("99.5 分") && !short.contains("流 "))
            let both = try county.run("assess", "explain", name, "--scheme", EditionTests.scheme)
            #expect(both.status == 64 && both.errors.contains("请去掉"))
            let trial = "\(EditionTests.scheme)/2026-10"
            let file = tree.folder + "/差异.csv"
            let written = try county.must(
                ["assess", "compare", trial, trial, "--cut", name, "--output", file]
            )
            #expect(written.errors.contains(" 行，已写到"))
            let text = String(
                decoding: FileManager.default.contents(atPath: file) ?? Data(),
                as: UTF8.self
            )
            #expect(text.contains("W1,税务窗口,总分,99.5,99,-0.5"), "\(text)")
            #expect(text.contains("多了依据"))
            let cut = try tree.file(
                "cut.json",
                county.must(["assess", "show", name] + json).output
            )
            let same = try county.must("assess", "compare", name, trial, "--cut-after", cut).output
            #expect(same.contains("两份结果完全相同。"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: county.data)
                    .allSatisfy { !$0.contains("scratch") }
            )
            let slip = try county.start(
                ["assess", "whatif"] + options + ["--add", "DW-D1:W1:2026-10-20:颜色=红"]
            ).finish()
            #expect(slip.status == 64 && slip.errors.contains("“颜色=红”认不出"))
        }

        private func window(at home: NodeHome) throws {
            try home.must(
                "record",
                "unit",
                "id=W1",
                "name=税务窗口",
                "kind=single",
                "region=\(Code.county)",
                "from=2020-01-01"
            )
        }

        private func patrol(_ day: String, at home: NodeHome) throws {
            let fields = ["window=W1", "rule=DW-D1", "count=1", "date=2026-10-\(day)"]
            try home.must(["record", "hall-patrol"] + fields)
        }

        /// A complaint that was found true, against the window.
        @discardableResult
        private func complain(_ name: String, at home: NodeHome) throws -> String {
            let found = ["verified=true", "atFault=true", "serious=false"]
            let about = ["window=W1", "received=2026-10-08", "about=吵", "complainant=\(name)"]
            return try home.must(["record", "complaint"] + about + found).lastLine
        }

        private func totals(_ result: [String: Any]) throws -> [String: String] {
            let subjects = try #require(result["subjects"] as? [[String: Any]])
            return subjects.reduce(into: [:]) { totals, subject in
                totals[subject["id"] as? String ?? ""] = subject["total"] as? String
            }
        }
    }
}
