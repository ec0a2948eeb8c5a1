import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension SystemTests {
    /// A township with three villages, each in a trouble of its own or in none.
    @Suite("What a township is told of each of its villages") struct ChildTroubleTests {
        /// Closed its month and has not sent everything; has much to get; is well.
        private static let lacking = Code.village
        private static let waiting = Code.otherVillage
        private static let healthy = "330126101203"
        private let tree: TestTree
        private let county: NodeHome
        /// The township as it was before any village wrote, and the one that went on.
        private let township: NodeHome
        private let former: NodeHome

        init() throws {
            tree = try TestTree()
            county = try tree.county()
            try county.must("invite", "--region", Code.township, "--name", "清水镇")
            for (number, code) in [Self.lacking, Self.waiting, Self.healthy].enumerated() {
                let place = ["--region", code, "--name", "村\(number)", "--parent", Code.township]
                try county.must(["invite"] + place)
            }
            former = try tree.joinByFile("township", region: Code.township, to: county)
            _ = try tree.joinByFile("village", region: Self.lacking, to: former)
            township = try former.copied(
                to: tree.folder + "/older",
                state: tree.folder + "/older.state"
            )
        }

        private func accept(_ name: String, village: String, at home: NodeHome) throws -> String {
            try home.must(
                "record",
                "village-agency",
                "villager=\(name)",
                "village=\(village)",
                "acceptedAt=2026-10-08T09:30"
            ).lastLine
        }

        private func change(_ id: String, _ field: String, at home: NodeHome) throws {
            try home.must("change", "village-agency", id, field, "--reason", "核对")
        }

        /// Closes the month in a copied folder of the village, which hands over only what is new.
        ///
        /// Three cases went to the township that was lost. Gives the copy.
        private func closeWithoutSending() throws -> NodeHome {
            let village = tree.home("village")
            for number in 1...3 {
                _ = try accept("张\(number)", village: Self.lacking, at: village)
            }
            try tree.carry(from: village, to: former, Code.township)
            try tree.carry(from: former, to: village, Self.lacking)
            let copy = try village.copied(to: village.data + "-copy")
            _ = try accept("张4", village: Self.lacking, at: copy)
            try copy.must("period", "close", "2026-10")
            try tree.carry(from: copy, to: township, Code.township)
            return copy
        }

        /// Loses a second computer of the village: of its three cases the county took two, and then
        /// withdrew its key.
        private func loseComputer() throws {
            let lost = try tree.joinByFile("lost", region: Self.waiting, to: township)
            for number in 1...3 {
                _ = try accept("李\(number)", village: Self.waiting, at: lost)
                try tree.carry(from: lost, to: township, Code.township)
                if number < 3 { try tree.carry(from: township, to: county, Code.county) }
            }
            let key = try lost.status()["node"] as? String ?? ""
            try county.must("node", "revoke", String(key.prefix(12)), "--reason", "电脑被盗")
            try tree.carry(from: county, to: township, Code.township)
        }

        private var now: Int64 { Int64(Date().timeIntervalSince1970) }

        /// Writes three changes that the village has to get, the first a second before the others.
        ///
        /// Gives the time of the first, from and to.
        private func writeDown(_ id: String) throws -> ClosedRange<Int64> {
            let before = now
            try change(id, "fileNo=甲1", at: township)
            let first = before...now
            while now == first.upperBound {}
            for number in 2...3 { try change(id, "fileNo=甲\(number)", at: township) }
            return first
        }

        private func child(_ code: String) throws -> [String: Any] {
            let children = try township.status()["children"] as? [[String: Any]] ?? []
            #expect(children.count == 3)
            return try #require(children.first { $0["region"] as? String == code })
        }

        private func expect(
            _ code: String,
            _ numbers: KeyValuePairs<String, Int>,
            _ metrics: String,
            location: SourceLocation = #_sourceLocation
        ) throws {
            let child = try child(code)
            for (key, number) in numbers {
                let words = "\(code) \(key): \(child)"
                #expect(child[key] as? Int == number, "\(words)", sourceLocation: location)
                let name = key == "conflicts" ? key : key + "_events"
                let line = "\nliandong_child_\(name){region=\"\(code)\"} \(number)\n"
                #expect(metrics.contains(line), "\(words)", sourceLocation: location)
            }
        }

        private func metrics(_ port: Int) async throws -> String {
            let address = "http://127.0.0.1:\(port)/metrics"
            let url = try #require(URL(string: address))
            let (data, _) = try await URLSession(configuration: .ephemeral).data(from: url)
            return String(decoding: data, as: UTF8.self)
        }

        @Test("each village's numbers are its own, in status and in the figures for machines")
        func numbers() async throws {
            let closed = try closeWithoutSending()
            let serve = try ServedNode(township)
            defer { serve.stop() }
            let village = try join("second", Self.waiting, serve)
            let id = try accept("王五", village: Self.waiting, at: village)
            try village.must("sync")
            try change(id, "result=已取回", at: village)
            try change(id, "result=缺一份材料", at: township)
            try loseComputer()
            for _ in 0..<2 { try village.must("sync") }
            let well = try join("third", Self.healthy, serve)
            try well.must("period", "close", "2026-10")
            for _ in 0..<2 { try well.must("sync") }
            let first = try writeDown(id)

            let figures = try await metrics(serve.pagesPort)
            let none: KeyValuePairs = ["behind": 0, "unsent": 0, "conflicts": 0, "quarantine": 0]
            try expect(Self.lacking, ["behind": 3, "conflicts": 0, "quarantine": 0], figures)
            try expect(
                Self.waiting,
                ["behind": 0, "unsent": 3, "conflicts": 1, "quarantine": 1],
                figures
            )
            try expect(Self.healthy, none, figures)
            let oldest = try #require(try child(Self.waiting)["oldestUnsent"] as? String)
            let date = try #require(ISO8601DateFormatter().date(from: oldest))
            let seconds = Int64(date.timeIntervalSince1970)
            #expect(first.contains(seconds), "\(oldest)")
            let name = "\nliandong_child_oldest_unsent_seconds"
            #expect(figures.contains("\(name){region=\"\(Self.waiting)\"} \(seconds)\n"))
            #expect(try child(Self.healthy)["oldestUnsent"] is NSNull)
            #expect(!figures.contains("\(name){region=\"\(Self.healthy)\"}"))

            // What was lacking comes, what waited is taken: both are told no longer.
            try village.must("sync")
            try village.must("sync")
            let stick = tree.folder + "/all"
            let all = ["bundle", "export", "--for", Code.township, "--full", "--output", stick]
            try closed.must(all)
            try township.must("bundle", "import", stick)
            let later = try await metrics(serve.pagesPort)
            try expect(Self.lacking, ["behind": 0], later)
            try expect(Self.waiting, ["unsent": 0, "conflicts": 1, "quarantine": 1], later)
        }

        private func join(_ name: String, _ code: String, _ serve: ServedNode) throws -> NodeHome {
            try tree.join(name, region: code, to: township, at: serve.address)
        }

        @Test("what a withdrawn computer has does not hide what the one at work lacks")
        func withdrawn() throws {
            let home = try tree.joinByFile("work", region: Self.waiting, to: township)
            let stolen = try tree.joinByFile("stolen", region: Self.waiting, to: township)
            let id = try accept("王五", village: Self.waiting, at: home)
            try tree.carry(from: home, to: township, Code.township)
            try tree.carry(from: township, to: home, Self.waiting)
            try tree.carry(from: home, to: township, Code.township)
            for number in 1...4 { try change(id, "fileNo=甲\(number)", at: township) }
            try tree.carry(from: township, to: stolen, Self.waiting)
            try tree.carry(from: stolen, to: township, Code.township)
            let key = try stolen.status()["node"] as? String ?? ""
            try township.must("node", "revoke", String(key.prefix(12)), "--reason", "电脑被盗")
            let unsent = try child(Self.waiting)["unsent"] as? Int ?? -1
            let stick = tree.folder + "/down"
            let export = ["bundle", "export", "--for", Self.waiting, "--output", stick]
            try township.must(export)
            let taken = try home.must("bundle", "import", stick, "--format", "json").json
            #expect(unsent == taken["received"] as? Int)
        }
    }
}
