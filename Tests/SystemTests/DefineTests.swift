import Foundation
import Testing

extension NodeHome {
    /// The YAML in force.
    fileprivate func shown(_ id: String, _ kind: String) throws -> String {
        try must("define", "--show", id, "--kind", kind).output
    }
}

extension SystemTests {
    @Suite("Registers and schemes that the county changes") struct DefineTests {
        private static let scheme = "district-2022-window-month"

        /// The complaints' register with one more field.
        private func complaints(_ home: NodeHome, in tree: TestTree) throws -> String {
            let text = try home.shown("complaint", "register")
            let more = "\nfields:\n  - {id: lineNo, label: 来电号码, type: text}\n"
            return try tree.file("complaint.yaml", text.replacing("\nfields:\n", with: more))
        }

        @Test(
            "a field that the county adds is at the village after the syncs, and none is restarted"
        )
        func downTheTree() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let countyServe = try ServedNode(county)
            let township = try tree.join(
                "清水镇",
                region: Code.township,
                to: county,
                at: countyServe.address
            )
            try county.must(
                "invite",
                "--region",
                Code.village,
                "--name",
                "上村",
                "--parent",
                Code.township
            )
            try township.must("sync")
            let townshipServe = try ServedNode(township)
            let village = try tree.join(
                "上村",
                region: Code.village,
                to: township,
                at: townshipServe.address
            )
            let fields = ["window=发改", "received=2026-10-08", "about=吵"]
            let old = try village.must(["record", "complaint"] + fields).lastLine
            let file = try complaints(county, in: tree)
            try county.must("define", file)
            // A register that the township has not heard of, used below it already.
            let none = try village.run("record", "complaint", "window=发改", "lineNo=1")
            #expect(none.status == 65, "\(none.errors)")
            try township.must("sync")
            try village.must("sync")
            let new = try village.must(["record", "complaint", "lineNo=88"] + fields).lastLine
            try village.must("sync")
            try township.must("sync")
            for home in [county, township, village] {
                let rows = try home.must("list", "complaint", "--format", "json").rows
                let lines = rows.reduce(into: [String: String]()) { lines, row in
                    lines[row["recordID"] as? String ?? ""] = row["lineNo"] as? String ?? "-"
                }
                #expect(lines == [old: "-", new: "88"])
                #expect(try home.count("waiting") == 0)
                try home.must("verify")
            }
            #expect(try county.digest(of: Code.village) == village.digest(of: Code.village))
            townshipServe.stop()
            countyServe.stop()
        }

        @Test("what must not be is refused in sentences with lines, and only the county defines")
        func refusals() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            let village = try tree.join("上村", region: Code.village, to: county, at: serve.address)
            let file = try complaints(county, in: tree)
            let below = try village.run("define", file)
            #expect(below.status == 1 && below.errors.contains("桐溪县"), "\(below.errors)")
            #expect(try village.run("define", file, "--dry-run").status == 0)
            let trial = try county.must("define", file, "--dry-run", "--format", "json").json
            #expect(trial["effect"] as? String == "changed")
            #expect(trial["differences"] as? [String] == ["字段 › 来电号码（lineNo）：新增"])
            #expect(try county.run("define", file, "--from", "2026-11").status == 64)
            try county.must("define", file)
            let again = try county.must("define", file)
            #expect(again.output.contains("没有要改的"))
            #expect(
                try county.shown("complaint", "register")
                    == String(contentsOfFile: file, encoding: .utf8)
            )

            let text = try county.shown("complaint", "register")
            let retyped = text.replacing("label: 来电号码, type: text", with: "label: 来电号码, type: date")
            let dropped = text.replacing("  - {id: lineNo, label: 来电号码, type: text}\n", with: "")
            let unknown = text.replacing("references: unit", with: "references: nowhere")
            let broken = text.replacing("type: personName", with: "type: name")
            for (text, words) in [
                (retyped, "不能改类型"), (dropped, "不能删除"), (unknown, "nowhere"), (broken, "type"),
                ("id: [", "第 2 行"), ("id: x", "看不出"), ("\0\u{1}", "行"),
            ] {
                let outcome = try county.run("define", tree.file("bad.yaml", text))
                #expect(outcome.status == 65 && outcome.errors.contains(words), "\(outcome.errors)")
            }
            let region = try county.shown("region", "register")
            let moved = region.replacing(
                "kind: under, place: county",
                with: "kind: at, place: author"
            )
            #expect(moved != region)
            #expect(try county.run("define", tree.file("region.yaml", moved)).status == 65)
            #expect(try county.run("define", "--show", "good-bad-review").status == 64)
            let listed = try county.must("define", "--list", "--format", "json").rows
            let complaints = listed.filter { $0["id"] as? String == "complaint" }
            #expect(complaints.map { $0["inForce"] as? Bool } == [false, true])
            #expect(complaints.map { $0["source"] as? String } == ["shipped", "defined"])
            try county.must("verify")
            serve.stop()
        }

        @Test(
            "two of the county's nodes change a register at once: both say so until it is settled"
        )
        func atOnce() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            let standby = try tree.join("备用", region: Code.county, to: county, at: serve.address)
            let text = try county.shown("complaint", "register")
            func more(_ field: String) throws -> String {
                let more = "\nfields:\n  - {id: \(field), label: \(field), type: text}\n"
                let changed = text.replacing("\nfields:\n", with: more)
                return try tree.file("\(field).yaml", changed)
            }
            try county.must("define", more("oneNo"))
            try standby.must("define", more("otherNo"))
            try standby.must("sync")
            func conflicts(_ home: NodeHome) throws -> [String] {
                let listed = try home.must("define", "--list", "--format", "json").rows
                return listed.filter { $0["conflict"] as? Bool == true }
                    .map { "\($0["version"] ?? "") \($0["inForce"] ?? "")" }
            }
            let seen = try conflicts(county)
            #expect(try seen.count == 2 && conflicts(standby) == seen)
            let shown = try county.must("define", "--list")
            #expect(shown.output.contains("两处同时改过"))
            let both = try county.shown("complaint", "register")
            let missing = both.contains("oneNo") ? "otherNo" : "oneNo"
            let merged = both.replacing(
                "\nfields:\n",
                with: "\nfields:\n  - {id: \(missing), label: \(missing), type: text}\n"
            )
            try county.must("define", tree.file("both.yaml", merged))
            try standby.must("sync")
            #expect(try conflicts(county) == [] && conflicts(standby) == [])
            #expect(try standby.shown("complaint", "register") == merged)
            serve.stop()
        }

        @Test("a scheme counts from its period on; earlier periods and frozen editions keep theirs")
        func schemes() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let json = ["--format", "json"]
            try county.must(
                "record",
                "unit",
                "id=W1",
                "name=税务窗口",
                "kind=single",
                "region=\(Code.county)",
                "from=2020-01-01"
            )
            for month in ["10", "11"] {
                try county.must(
                    "record",
                    "hall-patrol",
                    "window=W1",
                    "rule=DW-D1",
                    "count=1",
                    "date=2026-\(month)-12"
                )
            }
            let frozen = ["--scheme", DefineTests.scheme, "--period", "2026-10"]
            let edition = try county.must(["assess", "freeze"] + frozen + json).json
            let text = try county.shown(DefineTests.scheme, "scheme")
            let wrong = text.replacing("edition:", with: "edition2:")
            #expect(try county.run("define", tree.file("wrong.yaml", wrong)).status == 65)
            // Half a point becomes two: the worked cases no longer come out.
            let dearer = try dearer(text)
            let refused = try county.run("define", tree.file("dearer.yaml", dearer))
            #expect(refused.status == 65 && refused.errors.contains("样例"), "\(refused.errors)")
            let file = try tree.file("renamed.yaml", renamed(text))
            let made = try county.must(["define", file, "--from", "2026-11"] + json).json
            #expect(
                made["effect"] as? String == "changed" && made["from"] as? String == "2026-11-01"
            )
            let again = try county.must(["define", file, "--from", "2026-12"] + json).json
            #expect(again["effect"] as? String == "unchanged")
            func version(_ period: String) throws -> String? {
                let run = ["assess", "run", "--scheme", DefineTests.scheme, "--period", period]
                let provenance = try county.must(run + json).json["provenance"] as? [String: Any]
                return (provenance?["scheme"] as? [String: Any])?["version"] as? String
            }
            #expect(try version("2026-11") == made["version"] as? String)
            #expect(try version("2026-10") == made["replaced"] as? String)
            let name = edition["edition"] as? String ?? ""
            let proof = try county.must(["assess", "prove", name] + json).json
            #expect(proof["resultEqual"] as? Bool == true)
            #expect(proof["evidenceEqual"] as? Bool == true)
            let listed = try county.must(["define", "--list", "--kind", "scheme"] + json).rows
            let mine = listed.filter { $0["id"] as? String == DefineTests.scheme }
            #expect(mine.map { $0["from"] as? String } == [nil, "2026-11-01"])
        }

        private func dearer(_ text: String) throws -> String {
            let rule = try #require(text.range(of: "  - id: DW-D1\n"))
            let points = try #require(
                text.range(of: "deduct: 0.5", range: rule.upperBound..<text.endIndex)
            )
            return text.replacingCharacters(in: points, with: "deduct: 2")
        }

        private func renamed(_ text: String) -> String {
            text.replacing("title: 到岗异常：迟到/早退/擅离/缺岗", with: "title: 到岗异常：迟到、早退、擅离、缺岗、空岗")
        }
    }
}
