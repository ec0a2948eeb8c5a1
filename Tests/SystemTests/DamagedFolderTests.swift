import Foundation
import Testing

extension SystemTests {
    @Suite("Folders that lack something, and places that cannot be used")
    struct DamagedFolderTests {
        private let tree: TestTree

        init() throws { tree = try TestTree() }

        /// The names and bytes of a folder's files.
        private func contents(of folder: String) throws -> [String: Data?] {
            let manager = FileManager.default
            let names = try manager.subpathsOfDirectory(atPath: folder)
            return Dictionary(
                uniqueKeysWithValues: names.map {
                    ($0, manager.contents(atPath: folder + "/" + $0))
                }
            )
        }

        /// A refusal in Chinese that names what it should and shows nothing of the machinery.
        private func expectRefusal(
            _ outcome: Outcome,
            naming word: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            // Around it, a `serve` may have logged for those who keep the machine.
            let text = outcome.errors.split(separator: "\n")
                .filter { $0.wholeMatch(of: /[0-9-]+T.* liandong: .*/) == nil }
                .joined(separator: "\n")
            #expect(outcome.status == 1, "\(text)", sourceLocation: sourceLocation)
            #expect(text.contains(word), "\(text)", sourceLocation: sourceLocation)
            for internals in ["rror", "Code", "errno", "SQLite", "NS", "bind", "Optional"] {
                let plain = text.replacingOccurrences(of: tree.folder, with: "")
                #expect(!plain.contains(internals), "\(text)", sourceLocation: sourceLocation)
            }
        }

        private func remove(_ names: [String], of home: NodeHome) throws {
            for name in names {
                let path = home.data + "/" + name
                if FileManager.default.fileExists(atPath: path) {
                    try FileManager.default.removeItem(atPath: path)
                }
            }
        }

        private static let store = [
            "liandong.sqlite", "liandong.sqlite-wal", "liandong.sqlite-shm",
        ]

        @Test("a store without keys is refused by every command, and nothing is changed")
        func keysMissing() throws {
            let county = try tree.county()
            try remove(["keys"], of: county)
            let before = try contents(of: county.data)
            expectRefusal(try county.run("status"), naming: "密钥文件 keys 不见了")
            let refused = try county.run("init", "--region", Code.county, "--name", "桐溪县")
            expectRefusal(refused, naming: "restore")
            #expect(try contents(of: county.data) == before)
        }

        @Test("keys without a store, or with an emptied one, never make a new root")
        func storeMissing() throws {
            let county = try tree.county()
            try remove(DamagedFolderTests.store, of: county)
            let before = try contents(of: county.data)
            for _ in 1...2 {
                expectRefusal(try county.run("status"), naming: "liandong.sqlite 不见了")
                let founded = try county.run("init", "--region", Code.county, "--name", "桐溪县")
                expectRefusal(founded, naming: "liandong.sqlite 不见了")
            }
            #expect(try contents(of: county.data) == before)
            try Data().write(to: URL(fileURLWithPath: county.data + "/liandong.sqlite"))
            let founded = try county.run("init", "--region", Code.county, "--name", "桐溪县")
            expectRefusal(founded, naming: "是空的")
        }

        @Test("a refused init leaves nothing behind")
        func refusedInit() throws {
            let home = tree.home("empty")
            let outcome = try home.run("init", "--region", "12345", "--name", "某县")
            #expect(outcome.status == 65)
            #expect(!FileManager.default.fileExists(atPath: home.data))
        }

        @Test("a village that lost its store joins again with its keys and has its cases back")
        func joinsAgain() throws {
            let county = try tree.county()
            let serve = try ServedNode(county)
            let village = try tree.join("村", region: Code.village, to: county, at: serve.address)
            let rows = try tree.cases(3, village: Code.village)
            try village.must("import", "village-agency", rows)
            try village.must("sync")
            try remove(DamagedFolderTests.store, of: village)
            expectRefusal(try village.run("status"), naming: "join")
            let again = try tree.join("村", region: Code.village, to: county, at: serve.address)
            let held = try again.must("list", "village-agency", "--format", "json").rows
            #expect(held.count == 3)
            for home in [county, again] { try home.must("verify") }
            serve.stop()
        }

        @Test("without a writable state folder the work goes on, with a warning")
        func stateUnwritable() throws {
            let file = try tree.file("file", "x")
            let home = NodeHome(data: tree.folder + "/county", state: file + "/state")
            let made = try home.must("init", "--region", Code.county, "--name", "桐溪县")
            let before = try home.must("status", "--format", "json")
            try home.must(
                "record",
                "unit",
                "id=u1",
                "name=发改",
                "kind=single",
                "region=\(Code.county)"
            )
            for outcome in [made, before] {
                #expect(outcome.errors.contains("状态文件夹"), "\(outcome.errors)")
                #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            }
            let after = try home.status()
            #expect(after["incarnation"] as? String == before.json["incarnation"] as? String)
        }

        @Test("a position that cannot be noted is no reason to call a written record failed")
        func positionUnwritable() throws {
            let county = try tree.county()
            let before = try county.status()
            let folder = county.state + "/liandong"
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                try FileManager.default.removeItem(atPath: folder + "/" + name)
                try FileManager.default.createDirectory(
                    atPath: folder + "/" + name,
                    withIntermediateDirectories: false
                )
            }
            let outcome = try county.must(
                "record",
                "unit",
                "id=u1",
                "name=发改",
                "kind=single",
                "region=\(Code.county)"
            )
            #expect(outcome.errors.contains("状态文件夹"), "\(outcome.errors)")
            let after = try county.status()
            #expect(after["incarnation"] as? String == before["incarnation"] as? String)
        }

        @Test("a place where no folder can be made is refused in plain words")
        func unwritablePlace() throws {
            let file = try tree.file("file", "x")
            let home = NodeHome(data: file + "/node", state: tree.folder + "/state")
            let outcome = try home.run("init", "--region", Code.county, "--name", "桐溪县")
            expectRefusal(outcome, naming: "不能建立或不能读写")
        }

        @Test("a port that is taken is named in plain words, for peers and for pages")
        func portInUse() throws {
            let county = try tree.county()
            let serve = try ServedNode(county)
            let taken = "127.0.0.1:\(serve.peerPort)"
            for arguments in [
                ["serve", "--listen", taken], ["serve", "--pages", taken],
                ["serve", "--listen", "127.0.0.1:0", "--pages", taken],
            ] {
                let outcome = try county.start(arguments).finish()
                expectRefusal(outcome, naming: "“\(taken)”的端口已被别的程序占用")
            }
            for strange in ["192.0.2.1:8080", "nowhere.invalid:8080"] {
                let outcome = try county.run("serve", "--pages", strange)
                expectRefusal(outcome, naming: "这台电脑没有“\(strange)”")
            }
            serve.stop()
        }

        @Test("a file that is no store is refused in plain words and left as it is")
        func rubbishStore() throws {
            let county = try tree.county()
            try remove(DamagedFolderTests.store, of: county)
            let rubbish = Data((0..<9_000).map { UInt8(truncatingIfNeeded: $0 &* 37) })
            let path = county.data + "/liandong.sqlite"
            try rubbish.write(to: URL(fileURLWithPath: path))
            for outcome in [
                try county.run("status"), try county.run("verify"),
                try county.run("init", "--region", Code.county, "--name", "桐溪县"),
            ] { expectRefusal(outcome, naming: "数据库文件已损坏") }
            #expect(FileManager.default.contents(atPath: path) == rubbish)
        }
    }
}
