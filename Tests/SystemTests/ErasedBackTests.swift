import Foundation
import Testing

extension SystemTests {
    /// A county, a township and a village, and what of before an erasure comes back to them.
    @Suite("What was erased does not come back") struct ErasedBackTests {
        private static let secrets = ["夏侯玉屏", "13876543210"]
        private let tree: TestTree
        private let county: NodeHome
        private let township: NodeHome
        private let village: NodeHome
        /// The township before anything of the village arrived.
        private let early: NodeHome
        private let above: ServedNode
        private let between: ServedNode

        init() throws {
            tree = try TestTree()
            county = try tree.county()
            above = try ServedNode(county)
            township = try tree.join("清水镇", region: Code.township, to: county, at: above.address)
            let place = ["--region", Code.village, "--name", "上村", "--parent", Code.township]
            try county.must(["invite"] + place)
            try township.must("sync")
            // It is not served yet: a copy of its files is whole.
            early = try township.copied(
                to: tree.folder + "/early",
                state: tree.folder + "/early.state"
            )
            between = try ServedNode(township)
            village = try tree.join("上村", region: Code.village, to: township, at: between.address)
        }

        /// A case with a name and a telephone number, known to all three; gives its id.
        private func record() throws -> String {
            let person = ["villager=\(Self.secrets[0])", "phone=\(Self.secrets[1])"]
            let time = "acceptedAt=2026-10-08T09:30"
            let place = "village=\(Code.village)"
            let made = try village.must(["record", "village-agency"] + person + [place, time])
            try sync(village, township)
            return made.lastLine
        }

        private func sync(_ homes: NodeHome...) throws {
            for home in homes { try home.must("sync") }
        }

        /// Everything that the village has for another place, on a stick.
        private func stick(for code: String) throws -> String {
            let path = tree.folder + "/of-before.\(code)"
            try village.must("bundle", "export", "--for", code, "--full", "--output", path)
            return path
        }

        /// Makes a backup of the village; gives the file and the code that opens it.
        private func backup() throws -> (path: String, code: String) {
            let path = tree.folder + "/village.backup"
            let made = try village.must("backup", path, "--format", "json").json
            return (path, try #require(made["recoveryCode"] as? String))
        }

        /// The files of a node's data folder that have a byte sequence of the person.
        private func files(_ home: NodeHome, _ secrets: [String]? = nil) throws -> [String] {
            let secrets = secrets ?? Self.secrets
            return try FileManager.default.subpathsOfDirectory(atPath: home.data).filter { name in
                let bytes = FileManager.default.contents(atPath: home.data + "/" + name)
                return secrets.contains { bytes?.range(of: Data($0.utf8)) != nil }
            }
        }

        private func isErased(_ home: NodeHome) throws -> Bool {
            let rows = try home.must("list", "village-agency", "--format", "json").rows
            return rows.count == 1
                && rows.allSatisfy { $0["villager"] is NSNull && $0["phone"] is NSNull }
        }

        private func expectGone(
            _ homes: [NodeHome],
            location: SourceLocation = #_sourceLocation
        ) throws {
            for home in homes {
                #expect(try files(home) == [], "\(home.data)", sourceLocation: location)
                #expect(try isErased(home), "\(home.data)", sourceLocation: location)
            }
        }

        /// The copies that the village's receipt names, as the county tells them; nil without one.
        private func copies(_ id: String) throws -> [String]? {
            let told = try county.must("erase", "status", id, "--format", "json").json["nodes"]
            let row = (told as? [[String: Any]])?.first { $0["region"] as? String == Code.village }
            guard row?["doneAt"] is String else { return nil }
            return row?["backups"] as? [String]
        }

        /// The day in China.
        private func day() -> String {
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(secondsFromGMT: 8 * 3_600)
            format.dateFormat = "yyyy-MM-dd"
            return format.string(from: Date())
        }

        @Test(
            "a restored backup of before loses it by syncing, and its file stands in the receipt",
            arguments: [false, true]
        )
        func restored(hasConfirmedBefore: Bool) throws {
            defer { [above, between].forEach { $0.stop() } }
            let id = try record()
            let first = day()
            let saved = try backup()
            for home in [county, township, village] {
                for secret in Self.secrets { #expect(try !files(home, [secret]).isEmpty) }
            }
            try county.must("erase", "village-agency", id, "--reason", "本人申请")
            try sync(township, village)
            // The village's receipt waits there until it calls again.
            if hasConfirmedBefore { try sync(village, township) }
            #expect(try (copies(id) != nil) == hasConfirmedBefore)
            try expectGone([county, township, village])

            // Its computer is gone; another one takes its place.
            let restored = tree.home("restored")
            try restored.must("restore", saved.path, "--code", saved.code)
            for secret in Self.secrets { #expect(try !files(restored, [secret]).isEmpty) }
            try sync(restored, restored, township)
            try expectGone([county, township, restored])

            let named = try #require(try copies(id))
            // Also where the village had confirmed before: the data was in a file here once more.
            let lines = Set([first, day()].map { "\($0) village.backup（从它恢复）" })
            #expect(named.count { lines.contains($0) } == 1, "\(named)")
            let told = try county.must("erase", "status", id).output
            #expect(lines.contains { told.contains("备份或优盘里可能还有：\($0)\n") }, "\(told)")
            #expect(!told.contains("还没有回执"), "\(told)")
            for home in [county, township, restored] { try home.must("verify") }
        }

        @Test("sticks of before bring nothing back to those who have heard of the erasure")
        func sticks() throws {
            defer { [above, between].forEach { $0.stop() } }
            let id = try record()
            let sticks = try [Code.township, Code.county].map(stick)
            try county.must("erase", "village-agency", id, "--reason", "本人申请")
            try sync(township, village, village, township)
            for (home, stick) in zip([township, county], sticks) {
                try home.must("bundle", "import", stick)
                try expectGone([home])
            }
            try sync(township, village)
            try expectGone([county, township, village])
            // The stick does have it: a township that has heard of nothing takes it all.
            try early.must("bundle", "import", sticks[0])
            for secret in Self.secrets { #expect(try !files(early, [secret]).isEmpty) }
            // And it loses it again as soon as it calls the county.
            try sync(early)
            try expectGone([early])
            for home in [county, township, village, early] { try home.must("verify") }
        }

        @Test("a backup made of a restored node before it heard of the erasure is named as well")
        func backupOfRestored() throws {
            defer { [above, between].forEach { $0.stop() } }
            let id = try record()
            let saved = try backup()
            try county.must("erase", "village-agency", id, "--reason", "本人申请")
            try sync(township, village, village, township)
            let restored = tree.home("restored")
            try restored.must("restore", saved.path, "--code", saved.code)
            try restored.must("backup", tree.folder + "/second.backup")
            try sync(restored, restored, township)
            let named = try #require(try copies(id))
            #expect(named.contains { $0.hasSuffix(" second.backup") }, "\(named)")
        }
    }
}
