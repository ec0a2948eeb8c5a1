import Foundation
import Testing

extension SystemTests {
    @Suite("An edition goes its steps, each by whom it belongs to")
    struct EditionStepTests {
        private static let scheme = "district-2022-window-month"
        private let tree: TestTree
        private let county: NodeHome
        private let name = "\(EditionStepTests.scheme)/2026-10/1"

        /// A county with a window, its clerk, an inspector, two of the assessment group, a leader,
        /// and an edition that the inspector froze.
        init() throws {
            tree = try TestTree()
            county = try tree.county()
            try county.must("record", "calendar", "date=2026-10-01", "working=false")
            for (id, kind) in [("W1", "single"), ("K1", "comprehensive")] {
                let unit = ["id=\(id)", "name=\(id)窗口", "kind=\(kind)", "region=\(Code.county)"]
                try county.must(["record", "unit"] + unit + ["from=2020-01-01"])
            }
            for (id, unit, post, role) in [
                ("S01", "K1", "督查人员", ""), ("S02", "K1", "A岗", "assessmentGroup"),
                ("S03", "K1", "领导", ""), ("S04", "W1", "A岗", "assessmentGroup"),
                ("S05", "K1", "A岗", "inspector assessmentGroup leader"),
                ("W01", "W1", "A岗", ""),
            ] {
                let roles = role.split(separator: " ").map { "{\"role\": \"\($0)\"}" }
                try county.must(
                    "record",
                    "staff",
                    "id=\(id)",
                    "name=\(id)",
                    "unit=\(unit)",
                    "post=\(post)",
                    "from=2020-01-01",
                    "roles=[\(roles.joined(separator: ","))]"
                )
            }
            try freeze(by: "S01")
        }

        @discardableResult
        private func freeze(by person: String, _ more: [String] = []) throws -> [String: Any] {
            let options = ["--scheme", Self.scheme, "--period", "2026-10", "--reason", "试点"]
            let call = ["assess", "freeze"] + options + more + ["--actor", person]
            return try county.must(call + ["--format", "json"]).json
        }

        private func step(
            _ step: String,
            by person: String,
            _ fields: [String] = [],
            of edition: String? = nil
        ) throws -> Outcome {
            let call = ["change", "publication", edition ?? name, "--transition", step]
            return try county.start(call + fields + ["--actor", person]).finish()
        }

        private func take(
            _ transition: String,
            by person: String,
            _ fields: [String] = [],
            of edition: String? = nil
        ) throws {
            let outcome = try step(transition, by: person, fields, of: edition)
            #expect(outcome.status == 0, "\(transition): \(outcome.errors)")
        }

        private func refuse(_ outcome: Outcome, _ words: String..., line: Int = #line) {
            let what = "line \(line): \(outcome.status) \(outcome.errors)"
            #expect(outcome.status == 1, "\(what)")
            for word in words { #expect(outcome.errors.contains(word), "\(what)") }
        }

        private func decide() throws {
            try take("初评", by: "S01", ["proposedBy=S01"])
            try take("审核", by: "S02", ["reviewedBy=[{\"person\": \"S02\"}]"])
            try take("决定", by: "S03", ["decidedBy=主任会议", "decidedAt=2026-11-02"])
        }

        private func publish() throws {
            try decide()
            let place = "place=[{\"channel\": \"公示栏\"}]"
            refuse(try step("公示", by: "S01", [place, "publishedAt=2026-11-01"]), "决定日期")
            try take("公示", by: "S01", [place, "publishedAt=2026-11-03"])
        }

        @Test("what is imported is no edition, and only who may publish imports it")
        func imports() throws {
            let rows = "scheme,period,edition,title,state\nvillage-monthly,2025-10,1,旧公示,公示\n"
            let file = try tree.file("pub.csv", rows)
            for person in ["W01", "S03", "N9", "S02"] {
                let outcome = try county.run("import", "publication", file, "--actor", person)
                #expect(outcome.status != 0, "\(person)")
                let text = outcome.errors + outcome.output
                #expect(text.contains("督查人员"), "\(person): \(text)")
            }
            try county.must("import", "publication", file, "--actor", "S01")
            let list = try county.must("assess", "list", "--format", "json").output
            #expect(list.contains(Self.scheme) && !list.contains("2025-10"))
            let proof = try county.run("assess", "prove", "village-monthly/2025-10/1")
            #expect(proof.status == 1)
        }

        @Test("what is frozen changes by steps alone, and a step writes only what it needs")
        func fixed() throws {
            try publish()
            for field in ["title=别的", "decidedAt=2026-11-05", "effectiveAt=2026-12-01"] {
                for person in ["W01", "S01", "S03"] {
                    let call = ["change", "publication", name, field, "--reason", "改"]
                    let outcome = try county.start(call + ["--actor", person]).finish()
                    #expect(outcome.status == 1, "\(field)")
                }
                refuse(try step("异议", by: "W01", [field]), "异议")
            }
            let operated = try county.run("change", "publication", name, "title=x", "--reason", "改")
            refuse(operated, "标题", "流转")
            try county.must(
                "change",
                "publication",
                name,
                "masking=人名隐去",
                "--reason",
                "补",
                "--actor",
                "S01"
            )
            try take("异议", by: "W01")
        }

        @Test("nobody goes over the own work, and no date comes before what it rests upon")
        func order() throws {
            try take("初评", by: "S05", ["proposedBy=S05"])
            let other = ["reviewedBy=[{\"person\": \"S02\"}]"]
            refuse(try step("审核", by: "S05", other), "另一个人")
            let own = ["reviewedBy=[{\"person\": \"S05\"}]"]
            refuse(try step("审核", by: "S02", own), "回避")
            try take("审核", by: "S02", other)
            let meeting = "decidedBy=主任会议"
            refuse(try step("决定", by: "S05", [meeting, "decidedAt=2026-11-02"]), "另一个人")
            refuse(try step("决定", by: "S03", [meeting, "decidedAt=2026-01-02"]), "最后一天")
            try take("决定", by: "S03", [meeting, "decidedAt=2026-10-31"])
            try take(
                "公示",
                by: "S01",
                ["place=[{\"channel\": \"公示栏\"}]", "publishedAt=2026-11-02"]
            )
            refuse(try step("生效", by: "S03", ["effectiveAt=2026-11-03"]), "异议截止")
            try take("生效", by: "S03", ["effectiveAt=2026-11-20"])
        }

        @Test("a correction wants the edition that was frozen to take the place")
        func correction() throws {
            try publish()
            try take("异议", by: "W01")
            try take("复核", by: "S02")
            let old = try county.must("show", "publication", name, "--format", "json").json
            let record = try #require(old["recordID"] as? String)
            let other = try #require(try freeze(by: "S01")["recordID"] as? String)
            for wrong in [record, other, "0123456789abcdefghjkmnpqrs-9"] {
                let outcome = try step("更正", by: "S02", ["replaces=\(wrong)"])
                #expect(outcome.status == 1, "\(wrong): \(outcome.errors)")
            }
            let made = try freeze(by: "S01", ["--replaces", name])
            let new = try #require(made["recordID"] as? String)
            try take("更正", by: "S02", ["replaces=\(new)"], of: record)
        }

        @Test("whoever may object files the objection, and nobody rules on the own one")
        func objections() throws {
            try publish()
            let grounds = ["subject=W1", "by=W01", "grounds=当天在开会", "filedAt=2026-11-04"]
            let filed = ["record", "objection", "result=\(name)"] + grounds + ["--actor", "W01"]
            let id = try county.must(filed).lastLine
            func accept(_ person: String, _ reviewers: String) throws -> Outcome {
                try county.run(
                    "change",
                    "objection",
                    id,
                    "--transition",
                    "受理复核",
                    "reviewers=[\(reviewers)]",
                    "--actor",
                    person
                )
            }
            refuse(try accept("W01", "{\"person\": \"S02\"}"), "考核小组")
            refuse(try accept("S02", "{\"person\": \"W01\"}"), "自己提出")
            refuse(try accept("S02", "{\"person\": \"S04\"}"), "本单位")
            refuse(try accept("S04", "{\"person\": \"S02\"}"), "本单位")
            let marked = "{\"person\": \"S02\", \"ownWindow\": true}"
            refuse(try accept("S02", marked), "回避")
            #expect(try accept("S02", "{\"person\": \"S02\"}").status == 0)
        }
    }
}
