import Foundation
import Testing

extension SystemTests {
    @Suite("Copied and restored folders") struct CopiedFolderTests {
        private let tree: TestTree
        private let county: NodeHome
        private let village: NodeHome
        private let serve: ServedNode

        /// A county and a village that have synced three cases; the village is stopped.
        init() throws {
            tree = try TestTree()
            county = try tree.county()
            serve = try ServedNode(county)
            village = try tree.join(
                "上坪村",
                region: Code.village,
                to: county,
                at: serve.address
            )
            for number in 1...3 { try CopiedFolderTests.accept("张\(number)", at: village) }
            try village.must("sync")
        }

        /// Takes in a case; gives its number on paper.
        @discardableResult
        private static func accept(_ name: String, at home: NodeHome) throws -> String {
            let recorded = try home.must(
                "record",
                "village-agency",
                "villager=\(name)",
                "village=\(Code.village)",
                "acceptedAt=2026-10-08T09:30",
                "--format",
                "json"
            )
            return recorded.json["number"] as? String ?? ""
        }

        private func incarnation(of home: NodeHome) throws -> String {
            try home.status()["incarnation"] as? String ?? ""
        }

        @Test(
            "a folder copied and both copies used: no number twice, nothing lost, two incarnations"
        )
        func bothUsed() throws {
            let copy = try village.copied(to: village.data + "-copy")
            let serves = try [village, copy].map { try ServedNode($0) }
            var numbers = try county.must("list", "village-agency", "--format", "json").rows
                .compactMap { $0["number"] as? String }
            for number in 1...5 {
                for home in [village, copy] {
                    numbers.append(try CopiedFolderTests.accept("李\(number)", at: home))
                }
            }
            for home in [village, copy, village] { try home.must("sync") }
            #expect(numbers.count == 13 && Set(numbers).count == 13)
            let held = try county.must("list", "village-agency", "--format", "json").rows
            #expect(held.compactMap { $0["number"] as? String }.sorted() == numbers.sorted())
            let incarnations = try [village, copy].map(incarnation)
            print("incarnations of the two copies: \(incarnations)")
            #expect(Set(incarnations).count == 2)
            let nodes = try county.must("node", "list", "--format", "json").rows
            let seen = nodes.first { $0["region"] as? String == Code.village }
            #expect(Set(seen?["incarnations"] as? [String] ?? []) == Set(incarnations))
            let digests = try [county, village, copy].map { try $0.digest(of: Code.village) }
            #expect(Set(digests).count == 1)
            for home in [county, village, copy] { try home.must("verify") }
            for node in serves { node.stop() }
            serve.stop()
        }

        @Test("an older copy put back gets its own events back from the parent")
        func olderCopy() throws {
            let backup = try village.copied(to: village.data + "-backup")
            let before = try incarnation(of: village)
            for number in 4...6 { try CopiedFolderTests.accept("张\(number)", at: village) }
            try village.must("sync")
            try FileManager.default.removeItem(atPath: village.data)
            try FileManager.default.moveItem(atPath: backup.data, toPath: village.data)
            let number = try CopiedFolderTests.accept("张7", at: village)
            #expect(try incarnation(of: village) != before)
            try village.must("sync")
            let rows = try village.must("list", "village-agency", "--format", "json").rows
            #expect(rows.count == 7)
            #expect(rows.count { $0["number"] as? String == number } == 1)
            #expect(try village.digest(of: Code.village) == county.digest(of: Code.village))
            for home in [county, village] { try home.must("verify") }
            serve.stop()
        }

        @Test("a machine set back to a snapshot, with all that it noted outside, loses nothing")
        func rolledBack() throws {
            let before = try incarnation(of: village)
            let snapshot = try village.copied(to: village.data + "-snapshot")
            try FileManager.default.copyItem(
                atPath: village.state,
                toPath: village.state + "-snapshot"
            )
            for number in 4...6 { try CopiedFolderTests.accept("张\(number)", at: village) }
            try village.must("sync")
            // The same files with older bytes: what a virtual machine's snapshot leaves.
            try overwrite(village.data, with: snapshot.data)
            try overwrite(village.state, with: village.state + "-snapshot")
            for number in 7...8 { try CopiedFolderTests.accept("张\(number)", at: village) }
            try village.must("sync")
            try village.must("sync")
            // Two histories under one incarnation: what only the village held was written again
            // under a new one.
            for home in [county, village] {
                try home.must("verify")
                let rows = try home.must("list", "village-agency", "--format", "json").rows
                let names = rows.compactMap { $0["villager"] as? String }.sorted()
                #expect(names == (1...8).map { "张\($0)" }, "\(home.data)")
            }
            #expect(try incarnation(of: village) != before)
            #expect(try village.digest(of: Code.village) == county.digest(of: Code.village))
            serve.stop()
        }

        @Test("a stick that breaks off has shown an older store what it is all the same")
        func brokenOff() throws {
            let before = try incarnation(of: village)
            let snapshot = try village.copied(to: village.data + "-snapshot")
            let state = village.state + "-snapshot"
            try FileManager.default.copyItem(atPath: village.state, toPath: state)
            let rows = try tree.cases(3_000, village: Code.village, mark: "乙")
            try village.must("import", "village-agency", rows)
            try village.must("sync")
            try overwrite(village.data, with: snapshot.data)
            try overwrite(village.state, with: state)
            let stick = tree.folder + "/stick"
            let export = ["bundle", "export", "--for", Code.village, "--output", stick, "--full"]
            try county.must(export)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: stick))
            let cut = try tree.file("cut", bytes.dropLast())
            let refused = try village.run("bundle", "import", cut)
            #expect(refused.status == 65 && refused.errors.contains("断了"), "\(refused.errors)")
            // Else the next record would get a paper number that was given out already.
            #expect(try incarnation(of: village) != before)
            serve.stop()
        }

        /// Gives the files of a folder the bytes of another's; files that it lacks are removed.
        private func overwrite(_ folder: String, with source: String) throws {
            let manager = FileManager.default
            for name in try manager.subpathsOfDirectory(atPath: folder) {
                let path = folder + "/" + name
                var isFolder: ObjCBool = false
                guard manager.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
                else { continue }
                guard let bytes = manager.contents(atPath: source + "/" + name) else {
                    try manager.removeItem(atPath: path)
                    continue
                }
                let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try file.truncate(atOffset: 0)
                try file.write(contentsOf: bytes)
                try file.close()
            }
        }
    }
}
