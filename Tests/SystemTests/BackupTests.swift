import Foundation
import Testing

extension SystemTests {
    @Suite("Backup and restore") struct BackupTests {
        private let tree: TestTree
        private let county: NodeHome
        private let village: NodeHome
        private let serve: ServedNode

        /// A county and a village that have synced two cases.
        init() throws {
            tree = try TestTree()
            county = try tree.county()
            serve = try ServedNode(county)
            village = try tree.join("上坪村", region: Code.village, to: county, at: serve.address)
            for number in 1...2 { try accept("张\(number)", at: village) }
            try village.must("sync")
        }

        private func accept(_ name: String, at home: NodeHome) throws {
            let time = "acceptedAt=2026-10-08T09:30"
            let village = "village=\(Code.village)"
            try home.must("record", "village-agency", "villager=\(name)", village, time)
        }

        private func rows(_ home: NodeHome) throws -> [[String: Any]] {
            try home.must("list", "village-agency", "--format", "json").rows
        }

        @Test("a backup made beside a running node becomes that node on another machine")
        func elsewhere() throws {
            let pages = try ServedNode(village)
            let file = tree.folder + "/village.backup"
            let made = try village.must("backup", file, "--format", "json").json
            let code = try #require(made["recoveryCode"] as? String)
            pages.stop()
            for number in 3...4 { try accept("张\(number)", at: village) }
            try village.must("sync")

            let other = tree.home("other")
            #expect(try other.run("restore", file).status == 1)
            try other.must("restore", file, "--code", code)
            try accept("张5", at: other)
            try other.must("sync")
            for home in [county, other] {
                let rows = try rows(home)
                #expect(
                    rows.compactMap { $0["villager"] as? String }.sorted()
                        == (1...5).map { "张\($0)" }
                )
                #expect(Set(rows.compactMap { $0["number"] as? String }).count == 5)
                try home.must("verify")
            }
            #expect(try other.digest(of: Code.village) == county.digest(of: Code.village))
            #expect(try other.run("restore", file, "--code", code).status == 1)
            serve.stop()
        }

        @Test("receipts name the backups and sticks that may still have what was erased")
        func receipts() throws {
            let file = tree.folder + "/village.backup"
            try village.must("backup", file)
            try FileManager.default.removeItem(atPath: village.data)
            try village.must("restore", file)
            let stick = tree.folder + "/up.bundle"
            try accept("张9", at: village)
            try village.must("bundle", "export", "--for", Code.county, "--output", stick)
            let id = try rows(village).first?["recordID"] as? String ?? ""
            try village.must("erase", "village-agency", id, "--reason", "群众要求")
            let words = try village.must("erase", "status", id).output
            for name in ["village.backup（从它恢复）", "up.bundle（优盘，给桐溪县）"] {
                #expect(words.contains(name), "\(words)")
            }
            serve.stop()
        }

        @Test("on the same machine the code is not asked for, and every backup has the same")
        func sameMachine() throws {
            let files = ["one", "two"].map { tree.folder + "/\($0).backup" }
            let codes = try files.map {
                try village.must("backup", $0, "--format", "json").json["recoveryCode"] as? String
            }
            #expect(Set(codes).count == 1)
            try FileManager.default.removeItem(atPath: village.data)
            try village.must("restore", files[1])
            #expect(try rows(village).count == 2)
            serve.stop()
        }

        @Test("a damaged, cut or foreign file and another code are refused, and leave no node")
        func damaged() throws {
            let file = tree.folder + "/village.backup"
            let code =
                try village.must("backup", file, "--format", "json")
                .json["recoveryCode"] as? String ?? ""
            let whole = try #require(FileManager.default.contents(atPath: file))
            #expect(whole.range(of: Data("张1".utf8)) == nil)
            var changed = whole
            changed[changed.count - 20] ^= 1
            let bad = [
                changed, Data(whole.dropLast(3_000)), Data(whole.dropLast()), Data(),
                Data("liandong backup 9\n".utf8) + whole, whole + Data([0, 0, 0, 1, 7]),
            ]
            for (index, bytes) in bad.enumerated() {
                let other = tree.home("bad-\(index)")
                let path = tree.folder + "/bad-\(index).backup"
                try bytes.write(to: URL(fileURLWithPath: path))
                let outcome = try other.run("restore", path, "--code", code)
                #expect(outcome.status == 1 && outcome.errors.contains("备份"), "\(outcome)")
                #expect(try other.run("status").status == 1)
                try village.must("verify")
            }
            let other = tree.home("wrong-code")
            let wrong = try other.run("restore", file, "--code", "0000-0000-0000-0000-0000-0000")
            #expect(wrong.status == 1 && wrong.errors.contains("恢复码"))
            serve.stop()
        }
    }
}
