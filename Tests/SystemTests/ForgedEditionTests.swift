import Foundation
import GRDB
import Testing

extension SystemTests {
    @Suite("An edition is proven by signed events, whatever was written into the file")
    struct ForgedEditionTests {
        private static let name = "district-2022-window-month/2026-10"
        private let tree: TestTree
        private let county: NodeHome
        private var file: String { county.data + "/liandong.sqlite" }

        /// A county with two editions of one month: the second counts one finding more.
        init() throws {
            tree = try TestTree()
            county = try tree.county()
            let unit = ["id=W1", "name=税务窗口", "kind=single", "region=\(Code.county)"]
            try county.must(["record", "unit"] + unit + ["from=2020-01-01"])
            for day in ["12", "13"] {
                let fields = ["window=W1", "rule=DW-D1", "count=1", "date=2026-10-\(day)"]
                try county.must(["record", "hall-patrol"] + fields)
                let options = ["--scheme", "district-2022-window-month", "--period", "2026-10"]
                try county.must(["assess", "freeze"] + options + ["--reason", "试点"])
            }
        }

        private func forge(_ sql: String) throws {
            let count = try DatabaseQueue(path: file).write { db in
                try db.execute(sql: sql)
                return db.changesCount
            }
            #expect(count > 0, "\(sql)")
        }

        private func prove(_ number: Int, at home: NodeHome? = nil) throws -> Outcome {
            try (home ?? county).run(
                "assess",
                "prove",
                "\(Self.name)/\(number)",
                "--format",
                "json"
            )
        }

        @Test("documents exchanged in the tables are seen, and the proof goes by the events")
        func tables() throws {
            let before = try county.must("assess", "show", "\(Self.name)/1").output
            let table = "register_edition_document"
            let twin = "SELECT b.%@ FROM \(table) b WHERE b.f_kind = a.f_kind AND b.f_edition <> a"
            let values = ["f_content", "f_hash"].map {
                "\($0) = (\(twin.replacing("%@", with: $0)).f_edition)"
            }
            try forge(
                """
                UPDATE \(table) AS a SET \(values.joined(separator: ", "))
                WHERE f_edition = (SELECT id FROM register_publication WHERE f_edition = 1)
                """
            )
            let proof = try prove(1)
            #expect(proof.status == 1)
            #expect(proof.json["tablesEqual"] as? Bool == false)
            #expect(proof.json["resultEqual"] as? Bool == true)
            #expect(proof.json["evidenceEqual"] as? Bool == true)
            #expect(try county.must("assess", "show", "\(Self.name)/1").output == before)
            #expect(try county.run("assess", "prove", "\(Self.name)/1").output.contains("没有通过"))
            #expect(try prove(2).status == 0)
            try county.must("rebuild")
            #expect(try prove(1).status == 0)
        }

        @Test("an edition's own row that says something else is seen")
        func row() throws {
            try forge("UPDATE register_publication SET f_title = '另一个题目' WHERE f_edition = 1")
            #expect(try prove(1).status == 1)
            try forge(
                """
                UPDATE register_publication SET f_edition = 3 - f_edition
                """
            )
            for number in 1...2 { #expect(try prove(number).status == 1) }
        }

        @Test(
            "events changed after they were signed are seen, those behind the figures too",
            arguments: [
                "UPDATE event SET time = time + 86400 WHERE record IN "
                    + "(SELECT id FROM register_hall_patrol)",
                "UPDATE event SET open = CAST(replace(open, '2026-10-12', '2026-10-11') AS BLOB) "
                    + "WHERE instr(open, CAST('2026-10-12' AS BLOB))",
                "DELETE FROM event WHERE record IN (SELECT id FROM register_hall_patrol LIMIT 1)",
                "UPDATE stream SET signature = zeroblob(64)",
            ]
        )
        func events(damage: String) throws {
            try forge(damage)
            let proof = try prove(1)
            #expect(proof.status == 1)
            #expect(proof.json["signaturesValid"] as? Bool ?? false == false)
        }

        @Test("a proof names the events that stand behind it, and what was checked")
        func sources() throws {
            let proof = try prove(1).json
            #expect(proof["holds"] as? Bool == true && proof["madeHere"] as? Bool == true)
            let sources = try #require(proof["sources"] as? [[String: Any]])
            #expect(sources.compactMap { $0["what"] as? String } == ["登记", "证据", "结果", "出处", "办法"])
            #expect(sources.allSatisfy { ($0["event"] as? String)?.contains("-") ?? false })
            let text = try county.must("assess", "prove", "\(Self.name)/1").output
            #expect(text.contains("依据的签名事件") && text.contains("结论：通过"))
        }
    }
}
