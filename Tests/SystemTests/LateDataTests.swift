import Foundation
import Testing

extension SystemTests {
    @Suite("Late data: listed, decided by whom it belongs to, obeyed")
    struct LateDataTests {
        private static let scheme = "district-2022-window-month"
        private let tree: TestTree
        private let county: NodeHome
        private let name = "\(LateDataTests.scheme)/2026-10/1"

        /// A county with a window, its clerk, an inspector, two of the assessment group, and an
        /// edition with one finding.
        init() throws {
            tree = try TestTree()
            county = try tree.county()
            for (id, kind) in [("W1", "single"), ("K1", "comprehensive")] {
                let unit = ["id=\(id)", "name=\(id)窗口", "kind=\(kind)", "region=\(Code.county)"]
                try county.must(["record", "unit"] + unit + ["from=2020-01-01"])
            }
            for (id, unit, post, role) in [
                ("S01", "K1", "督查人员", ""), ("S02", "K1", "A岗", "assessmentGroup"),
                ("W01", "W1", "A岗", ""),
            ] {
                let roles = role.isEmpty ? "[]" : "[{\"role\": \"\(role)\"}]"
                let fields = ["id=\(id)", "name=\(id)", "unit=\(unit)", "post=\(post)"]
                try county.must(
                    ["record", "staff"] + fields + ["from=2020-01-01", "roles=\(roles)"]
                )
            }
            try patrol("12")
            try freeze("2026-10")
        }

        @discardableResult
        private func freeze(_ period: String, _ more: [String] = []) throws -> Outcome {
            let options = ["--scheme", Self.scheme, "--period", period]
            return try county.must(["assess", "freeze"] + options + more + ["--actor", "S01"])
        }

        @discardableResult
        private func patrol(_ day: String) throws -> String {
            let fields = ["date=2026-10-\(day)", "window=W1", "rule=DW-D1", "inspector=S01"]
            return try county.must(["record", "hall-patrol"] + fields).lastLine
        }

        private func decide(_ record: String, _ more: String...) throws -> Outcome {
            try county.start(["assess", "late", name, record] + more).finish()
        }

        private func total(_ period: String) throws -> String? {
            let options = ["--scheme", Self.scheme, "--period", period, "--format", "json"]
            let rows = try county.must(["assess", "run"] + options).json["subjects"]
            return (rows as? [[String: Any]])?.first { $0["id"] as? String == "W1" }?["total"]
                as? String
        }

        @Test("nothing late is said in a sentence, what is late with whom it touches")
        func listed() throws {
            let none = try county.must("assess", "late", name)
            #expect(none.output.contains("定稿以后没有来过改变本期的数据。"))
            let record = try patrol("13")
            let text = try county.must("assess", "late", name).output
            for part in [
                "定稿以后又来了 1 条数据，1 条还没有决定", "1. 大厅巡查登记", "（新到）  记录 \(record)",
                "日期 2026-10-13", "多计“", "W1窗口 99.50 → 99.00 分", "处理：还没有决定",
            ] { #expect(text.contains(part), "\(part)\n\(text)") }
            let json = try county.must("assess", "late", name, "--format", "json").json
            let rows = json["records"] as? [[String: Any]]
            #expect(json["open"] as? Int == 1 && rows?.count == 1)
            #expect(rows?.first?["recordID"] as? String == record)
            let unknown = try county.run("assess", "late", "x/2026-10/1")
            #expect(unknown.status == 1 && unknown.errors.contains("assess list"))
        }

        @Test("who may decide decides with a reason, and what was decided is obeyed and told")
        func decided() throws {
            let record = try patrol("13")
            let half = try county.run("assess", "late", name, record)
            #expect(half.status == 64 && half.errors.contains("--decide"))
            let bare = try decide(record, "--decide", "next", "--actor", "S02")
            #expect(bare.status == 1 && bare.errors.contains("--reason"))
            let clerk = try decide(
                record,
                "--decide",
                "omit",
                "--reason",
                "不想扣",
                "--actor",
                "W01"
            )
            #expect(clerk.status == 1 && clerk.errors.contains("W01"))
            let why = ["--reason", "当月已公示"]
            let made = try county.must(
                ["assess", "late", name, record, "--decide", "next"] + why + ["--actor", "S02"]
            )
            #expect(made.output.contains("算到 2026-11。"))
            #expect(try total("2026-10") == "99.5" && total("2026-11") == "99.5")
            let text = try county.must("assess", "late", name).output
            #expect(text.contains("都已决定") && text.contains("算到 2026-11（S02 "))
            #expect(text.contains("理由：当月已公示）"))
            let options = ["--scheme", Self.scheme, "--subject", "W1"]
            for (period, words) in [("2026-10", "没有计入"), ("2026-11", "10 月的迟到数据，算到本期")] {
                let told = try county.must(["assess", "explain", "--period", period] + options)
                #expect(told.output.contains(words), "\(told.output)")
            }
            // Thought better of: the assessment group says so.
            let change = ["--decide", "restate", "--reason", "会议改定", "--actor"]
            let inspector = try county.start(
                ["assess", "late", name, record] + change + ["S01"]
            ).finish()
            #expect(inspector.status == 1)
            let again = try county.must(["assess", "late", name, record] + change + ["S02"])
            #expect(again.output.contains("--replaces \(name)"))
            #expect(try total("2026-10") == "99" && total("2026-11") == "100")
            let due = "有 1 条迟到数据决定更正本期"
            #expect(try county.must("assess", "list").output.contains(due))
            try freeze("2026-10", ["--replaces", name])
            #expect(try !county.must("assess", "list").output.contains(due))
            let late = try county.run("assess", "late", name, record, "--decide", "restate")
            #expect(late.status == 1 && late.errors.contains("/2026-10/2"))
        }
    }
}
