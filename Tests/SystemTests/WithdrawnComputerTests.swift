import Foundation
import Testing

extension SystemTests {
    /// A stolen computer: what its key still opens, and how it comes back.
    @Suite("What a withdrawn computer gets") struct WithdrawnComputerTests {
        let tree: TestTree
        let county: NodeHome
        let stolen: NodeHome

        init() throws {
            tree = try TestTree()
            county = try tree.county()
            try county.must("invite", "--region", Code.village, "--name", "上村")
            stolen = try tree.joinByFile("stolen", region: Code.village, to: county)
        }

        private func withdraw() throws {
            let key = try stolen.status()["node"] as? String ?? ""
            let words = try county.must(
                "node",
                "revoke",
                String(key.prefix(12)),
                "--reason",
                "电脑被盗"
            ).output
            #expect(words.contains("上村（\(Code.village)）"), "\(words)")
        }

        @Test("no stick that is made after the withdrawal opens to it, only to those who work on")
        func sticks() throws {
            try withdraw()
            let alone = try county.run(
                "bundle",
                "export",
                "--for",
                Code.village,
                "--output",
                tree.folder + "/alone"
            )
            #expect(alone.status == 1 && alone.errors.contains("加入"), "\(alone.errors)")
            let second = try tree.joinByFile("second", region: Code.village, to: county)
            let stick = tree.folder + "/stick"
            try county.must("bundle", "export", "--for", Code.village, "--output", stick)
            try second.must("bundle", "import", stick)
            let thief = try stolen.run("bundle", "import", stick)
            #expect(thief.status == 1 && thief.errors.contains("打不开"), "\(thief.errors)")
        }

        @Test("it cannot join again with its key, and is told to take another folder")
        func joining() throws {
            try withdraw()
            let served = try ServedNode(county)
            defer { served.stop() }
            let code = try code()
            let again = try stolen.run("join", "--parent", served.address, "--code", code)
            #expect(again.status == 1 && again.errors.contains("数据文件夹"), "\(again.errors)")
            let fresh = tree.home("fresh")
            try fresh.must("join", "--parent", served.address, "--code", code)
        }

        @Test("the one who looks at the log sees from where it still calls")
        func calling() throws {
            let served = try ServedNode(county)
            defer { served.stop() }
            try stolen.must("join", "--parent", served.address, "--code", try code())
            try withdraw()
            #expect(try stolen.run("sync").status != 0)
            let log = try served.errorText().split(separator: "\n")
            let line = try #require(log.last { $0.contains("没有接待下级") })
            #expect(line.contains("地方=\(Code.village)") && line.contains("not-admitted"), "\(line)")
        }

        @Test("a joining code is used up also by a computer that was here before")
        func onceOnly() throws {
            let served = try ServedNode(county)
            defer { served.stop() }
            let code = try code()
            try stolen.must("join", "--parent", served.address, "--code", code)
            try stolen.must("join", "--parent", served.address, "--code", code)
            let other = tree.home("other")
            let second = try other.run("join", "--parent", served.address, "--code", code)
            #expect(second.status == 1 && second.errors.contains("加入码"), "\(second.errors)")
        }

        @Test("the receipts of an erasure do not wait for it, and say what may be left in it")
        func receipts() throws {
            let id =
                try stolen.must(
                    "record",
                    "village-agency",
                    "villager=王秀英",
                    "village=\(Code.village)",
                    "acceptedAt=2026-10-08T09:30",
                    "--format",
                    "json"
                ).json["recordID"] as? String ?? ""
            let stick = tree.folder + "/up"
            try stolen.must("bundle", "export", "--for", Code.county, "--output", stick)
            try county.must("bundle", "import", stick)
            try county.must("erase", "village-agency", id, "--reason", "群众要求")
            #expect(try county.must("erase", "status", id).output.contains("还没有回执"))
            try withdraw()
            let words = try county.must("erase", "status", id).output
            #expect(words.contains("已作废，不会有回执") && !words.contains("还没有回执"), "\(words)")
        }

        @Test("a township that holds more of it than the county took is done with that")
        func tail() throws {
            let served = try ServedNode(county)
            defer { served.stop() }
            let township = try tree.join(
                "汪乡",
                region: Code.township,
                to: county,
                at: served.address
            )
            let place = ["--region", Code.otherVillage, "--name", "下村", "--parent", Code.township]
            try county.must(["invite"] + place)
            try township.must("sync")
            let lost = try tree.joinByFile("lost", region: Code.otherVillage, to: township)
            for number in 1...3 {
                try lost.must(
                    "record",
                    "village-agency",
                    "villager=张\(number)",
                    "village=\(Code.otherVillage)",
                    "acceptedAt=2026-10-08T09:30"
                )
                try tree.carry(from: lost, to: township, Code.township)
                if number < 3 { try township.must("sync") }
            }
            let key = try lost.status()["node"] as? String ?? ""
            try county.must("node", "revoke", String(key.prefix(12)), "--reason", "电脑被盗")
            _ = try township.run("sync")
            let words = try township.must("sync").output
            #expect(!words.contains("拒收") && !words.contains("再同步一次"), "\(words)")
            #expect(try township.count("pending") == 0)
            // The county's next bulletin names what counts; for the rest nobody waits.
            try county.must("sync")
            try township.must("sync")
            #expect(try township.count("pendingRoot") == 0)
            #expect(try township.status()["lastError"] is NSNull)
            #expect(try county.must("list", "village-agency", "--format", "json").rows.count == 2)
        }

        @Test("nobody is turned out by a slip of the hand, and no county closes itself")
        func slips() throws {
            let key = try stolen.status()["node"] as? String ?? ""
            let short = String(key.prefix(5))
            let slip = try county.run("node", "revoke", short, "--reason", "电脑被盗")
            #expect(slip.status == 1 && slip.errors.contains("太短"), "\(slip.errors)")
            let own = try county.run("node", "close", Code.county, "--reason", "写错了代码")
            #expect(own.status == 1 && own.errors.contains("本机"), "\(own.errors)")
            let nodes = try county.must("node", "list", "--format", "json").rows
            #expect(!nodes.contains { $0["revoked"] as? Bool == true })
        }

        private func code() throws -> String {
            let invitation = try county.must(
                "invite",
                "--region",
                Code.village,
                "--format",
                "json"
            )
            return invitation.json["code"] as? String ?? ""
        }
    }
}
