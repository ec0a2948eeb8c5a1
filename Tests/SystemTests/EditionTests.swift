import Foundation
import Testing

extension NodeHome {
    /// Runs a command of parts that must succeed.
    @discardableResult
    fileprivate func must(_ arguments: [String]) throws -> Outcome {
        let outcome = try start(arguments).finish()
        guard outcome.status == 0 else { throw CommandFailed(outcome: outcome) }
        return outcome
    }
}

extension SystemTests {
    @Suite("Editions") struct EditionTests {
        private static let scheme = "district-2022-window-month"

        @Test("an edition is proven after new records, and on another machine from a backup")
        func proven() throws {
            let tree = try TestTree()
            let county = try tree.county()
            try county.must(
                "record",
                "unit",
                "id=W1",
                "name=税务窗口",
                "kind=single",
                "region=\(Code.county)",
                "from=2020-01-01"
            )
            func patrol(_ day: String) throws {
                let fields = ["window=W1", "rule=DW-D1", "count=1", "date=2026-10-\(day)"]
                try county.must(["record", "hall-patrol"] + fields)
            }
            try patrol("12")
            let options = ["--scheme", EditionTests.scheme, "--period", "2026-10"]
            let json = ["--format", "json"]
            let made = try county.must(["assess", "freeze"] + options + json).json
            let name = try #require(made["edition"] as? String)
            #expect(name == "\(EditionTests.scheme)/2026-10/1")
            try patrol("13")
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
    }
}
