import Foundation
import Testing

extension SystemTests {
    /// A county, a township and a village that never see a network.
    @Suite("Sticks instead of lines") struct BundleTests {
        let tree: TestTree
        let county: NodeHome
        let township: NodeHome
        let village: NodeHome

        init() throws {
            tree = try TestTree()
            county = try tree.county()
            try county.must("invite", "--region", Code.township, "--name", "清水镇")
            try county.must(
                "invite",
                "--region",
                Code.village,
                "--name",
                "上村",
                "--parent",
                Code.township
            )
            township = try tree.joinByFile("township", region: Code.township, to: county)
            village = try tree.joinByFile("village", region: Code.village, to: township)
        }

        /// Carries what one node has for another on a stick; both must do it without a complaint.
        @discardableResult
        private func carry(
            _ from: NodeHome,
            to: NodeHome,
            _ code: String
        ) throws -> [String: Any] {
            let stick = tree.folder + "/stick-\(UUID().uuidString)"
            try from.must("bundle", "export", "--for", code, "--output", stick)
            return try to.must("bundle", "import", stick, "--format", "json").json
        }

        private func enter(_ count: Int, mark: String = "甲") throws {
            let file = try tree.cases(count, village: Code.village, mark: mark)
            try village.must("import", "village-agency", file)
        }

        @Test("joining by file: a node knows its place, works, and is told of sticks")
        func joined() throws {
            let status = try village.status()
            #expect(status["region"] as? String == Code.village)
            let sync = try village.run("sync")
            #expect(sync.status == 1 && sync.errors.contains("优盘"), "\(sync.errors)")
            let twice = try township.run("join", "--accept", tree.folder + "/township.answer")
            #expect(twice.status == 65 && twice.errors.contains("--request"), "\(twice.errors)")
            // Later there is a network: the address alone is enough.
            let served = try ServedNode(township)
            defer { served.stop() }
            try enter(3)
            try village.must("join", "--parent", served.address)
            #expect(try village.count("pending") == 0)
            #expect(try village.run("sync").status == 0)
            #expect(try township.digest(of: Code.village) == village.digest(of: Code.village))
        }

        @Test("a joining file that was changed, or another's, is refused in a sentence")
        func damagedJoining() throws {
            let folder = tree.folder
            let code =
                try county.must("invite", "--region", Code.township, "--format", "json")
                .json["code"] as? String ?? ""
            let node = tree.home("second")
            try node.must("join", "--request", folder + "/q", "--code", code)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/q"))
            bytes[bytes.count - 1] ^= 1
            let bad = try tree.file("q2", bytes)
            let request = try county.run("invite", "--accept", bad, "--output", folder + "/a")
            #expect(request.status == 65 && request.errors.hasSuffix("。\n"), "\(request.errors)")
            let answer = try node.run("join", "--accept", folder + "/village.answer")
            #expect(answer.status == 65 && answer.errors.hasSuffix("。\n"), "\(answer.errors)")
            #expect(try node.run("status").status == 1)
        }

        @Test("up and down by stick: every place's digest is the network's, and twice is once")
        func equalToNetwork() throws {
            try enter(60)
            let sticks = tree.folder + "/up"
            try village.must(
                "bundle",
                "export",
                "--for",
                Code.township,
                "--output",
                sticks
            )
            let first = try township.must("bundle", "import", sticks, "--format", "json").json
            #expect(first["received"] as? Int == 60)
            let second = try township.must("bundle", "import", sticks, "--format", "json").json
            #expect(second["received"] as? Int == 0)
            try carry(township, to: county, Code.county)
            try carry(county, to: township, Code.township)
            try carry(township, to: village, Code.village)
            #expect(try village.count("pending") == 0, "the acknowledgement came back")
            let digest = try village.digest(of: Code.village)
            #expect(try township.digest(of: Code.village) == digest)
            #expect(try county.digest(of: Code.village) == digest)
            // The same events over the network: nothing is left to send, nothing differs.
            let served = try ServedNode(township)
            defer { served.stop() }
            try village.must("join", "--parent", served.address)
            let sync = try village.must("sync", "--format", "json").json
            #expect(sync["sent"] as? Int == 0 && sync["received"] as? Int == 0)
            for node in [county, township, village] { try node.must("verify") }
        }

        @Test("a village hands its stick straight to the county, which never met its node")
        func pastTheTownship() throws {
            try enter(20)
            try carry(village, to: county, Code.county)
            #expect(try county.digest(of: Code.village) == village.digest(of: Code.village))
            let back = try carry(county, to: village, Code.village)
            #expect(back["received"] as? Int ?? 0 >= 0)
            let again = try carry(village, to: county, Code.county)
            #expect(again["received"] as? Int == 0)
        }

        @Test("several sticks: in any order in one command, one by one only in theirs")
        func severalSticks() throws {
            // Texts that do not compress make several parts of few cases.
            var random = SystemRandomNumberGenerator()
            var rows = "villager,village,group,acceptedAt,question\n"
            for number in 0..<5_000 {
                let words = (0..<18).map { _ in String(random.next(), radix: 36) }.joined()
                rows += "王\(number),\(Code.village),缴费报销,2026-10-05T09:00,\(words)\n"
            }
            try village.must("import", "village-agency", try tree.file("random.csv", rows))
            let path = tree.folder + "/parts"
            let split = try village.must(
                "bundle",
                "export",
                "--for",
                Code.township,
                "--output",
                path,
                "--split",
                "400KB",
                "--format",
                "json"
            ).json
            let files = split["files"] as? [String] ?? []
            try #require(files.count >= 2, "\(files)")
            for file in files {
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect(attributes[.size] as? Int ?? .max <= 400_000)
            }
            let before = try township.count("events")
            let early = try township.run("bundle", "import", files[1])
            #expect(early.status == 75 && early.errors.contains("第 1 份"), "\(early.errors)")
            #expect(try township.count("events") == before)
            try township.must("bundle", "import", files[0])
            try township.must("bundle", "import", files[1])
            let all = Array(files.reversed())
            let outcome = try township.start(["bundle", "import"] + all).finish()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try township.digest(of: Code.village) == village.digest(of: Code.village))
        }

        @Test(
            "a changed, cut or foreign file is refused with its bad place, and nothing of it stays"
        )
        func damaged() throws {
            try enter(30)
            let path = tree.folder + "/good"
            try village.must("bundle", "export", "--for", Code.township, "--output", path)
            let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            let before = try township.count("events")
            let places = Array(stride(from: 0, to: good.count, by: max(1, good.count / 24)))
            for (number, place) in (places + [good.count - 1]).enumerated() {
                var bytes = good
                bytes[place] ^= 0x20
                let file = try tree.file("bad-\(number)", Data(bytes))
                let outcome = try township.run("bundle", "import", file)
                #expect([1, 65].contains(outcome.status), "byte \(place): \(outcome.errors)")
                #expect(outcome.errors.hasSuffix("。\n") && outcome.errors.contains(file))
            }
            let cut = try tree.file("cut", Data(good.prefix(good.count - 100)))
            let outcome = try township.run("bundle", "import", cut)
            #expect(outcome.status == 65 && outcome.errors.contains("字节处断了"))
            let other = try county.run("bundle", "import", path)
            #expect(other.status == 1 && other.errors.contains("清水镇"), "\(other.errors)")
            let own = try village.run("bundle", "import", path)
            #expect(own.status == 1 && own.errors.hasSuffix("。\n"))
            let nothing = try tree.file("nothing", Data("随便写的".utf8))
            #expect(try township.run("bundle", "import", nothing).status == 65)
            #expect(try township.run("bundle", "import", tree.folder + "/absent").status == 1)
            #expect(try township.count("events") == before)
            try township.must("bundle", "import", path)
            #expect(try township.count("events") == before + 30)
        }

        @Test("a new computer in an old village gets everything back by stick")
        func newComputer() throws {
            try enter(25)
            try carry(village, to: township, Code.township)
            let fresh = try tree.joinByFile("fresh", region: Code.village, to: township)
            // Its certificate is a record at the village, too: compared is with the township.
            #expect(try fresh.digest(of: Code.village) == township.digest(of: Code.village))
            let cases = try fresh.must("list", "village-agency", "--format", "json").rows
            #expect(cases.count == 25)
            try carry(fresh, to: township, Code.township)
            #expect(try fresh.digest(of: Code.village) == township.digest(of: Code.village))
        }

        @Test(
            "a receiver that lost what it had acknowledged is told of the gap, and --full fills it"
        )
        func gap() throws {
            try enter(5)
            try carry(village, to: township, Code.township)
            let older = try township.copied(to: tree.folder + "/lost", state: tree.folder + "/l")
            try enter(2, mark: "乙")
            try carry(village, to: township, Code.township)
            try carry(township, to: village, Code.village)
            try enter(2, mark: "丙")
            let stick = tree.folder + "/stick"
            try village.must("bundle", "export", "--for", Code.township, "--output", stick)
            let before = try older.count("events")
            let refused = try older.run("bundle", "import", stick)
            #expect(refused.status == 75 && refused.errors.contains("--full"), "\(refused.errors)")
            #expect(try older.count("events") == before)
            try village.must(
                "bundle",
                "export",
                "--for",
                Code.township,
                "--output",
                stick,
                "--full"
            )
            try older.must("bundle", "import", stick)
            #expect(try older.digest(of: Code.village) == village.digest(of: Code.village))
        }

        @Test("who waits for the answer to a request is told so, and begins no county of his own")
        func waitingForAnswer() throws {
            let invitation = ["invite", "--region", Code.village, "--format", "json"]
            let code = try township.must(invitation).json["code"] as? String ?? ""
            let child = tree.home("waiting")
            try child.must("join", "--request", tree.folder + "/waiting.request", "--code", code)
            let asked = try child.run("status")
            let begun = try child.run("init", "--region", Code.county, "--name", "某县")
            for said in [asked, begun] {
                #expect(said.status == 1 && said.errors.contains("回执"), "\(said.errors)")
            }
        }

        @Test("a store set back to an old copy takes a new incarnation and loses nothing, by stick")
        func setBack() throws {
            try enter(5)
            try carry(village, to: township, Code.township)
            try carry(township, to: village, Code.village)
            // The copy brings its own state folder: the machine cannot tell by itself.
            let older = try village.copied(
                to: tree.folder + "/older",
                state: tree.folder + "/older.state"
            )
            let copied = tree.folder + "/older.state"
            try? FileManager.default.copyItem(atPath: village.state, toPath: copied)
            try enter(4, mark: "乙")
            try carry(village, to: township, Code.township)
            try older.must(
                "import",
                "village-agency",
                try tree.cases(3, village: Code.village, mark: "丙")
            )
            for _ in 0..<3 {
                let stick = tree.folder + "/stick-\(UUID().uuidString)"
                try older.must("bundle", "export", "--for", Code.township, "--output", stick)
                _ = try township.run("bundle", "import", stick)
                try carry(township, to: older, Code.village)
            }
            let cases = try older.must("list", "village-agency", "--format", "json").rows
            #expect(cases.count == 12)
            #expect(try township.digest(of: Code.village) == older.digest(of: Code.village))
            for node in [township, older] { try node.must("verify") }
        }
    }
}

extension TestTree {
    /// Invites and joins a node by files alone; the place must be known.
    func joinByFile(_ name: String, region: String, to parent: NodeHome) throws -> NodeHome {
        let invitation = try parent.must("invite", "--region", region, "--format", "json")
        let code = invitation.json["code"] as? String ?? ""
        let child = home(name)
        let request = "\(folder)/\(name).request"
        let answer = "\(folder)/\(name).answer"
        try child.must("join", "--request", request, "--code", code)
        try parent.must("invite", "--accept", request, "--output", answer)
        try child.must("join", "--accept", answer)
        return child
    }

    /// Writes a file of bytes and gives its path.
    func file(_ name: String, _ bytes: Data) throws -> String {
        let path = folder + "/" + name
        try bytes.write(to: URL(fileURLWithPath: path))
        return path
    }
}
