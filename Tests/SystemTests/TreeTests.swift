import Foundation
import Testing

/// Real processes of the built program; one at a time, since each of them wants the machine.
@Suite("The built program", .serialized, .enabled(if: Program.path != nil, "\(Program.absence)"))
enum SystemTests {}

extension SystemTests {
    @Suite("Three levels") struct TreeTests {
        @Test("a place that was entered without a parent gets one when it is invited")
        func invitedLater() throws {
            let tree = try TestTree()
            let county = try tree.county()
            for (code, level) in [(Code.township, "township"), (Code.village, "村")] {
                try county.must(
                    "record",
                    "region",
                    "code=\(code)",
                    "name=新地方",
                    "level=\(level)",
                    "from=2000-01-01"
                )
            }
            try county.must("invite", "--region", Code.township)
            try county.must("invite", "--region", Code.village, "--parent", Code.township)
            let places = try county.must("list", "region", "--format", "json").rows
            let parents = places.compactMap { $0["parent"] as? String }
            #expect(parents == [Code.county, Code.township])
        }

        @Test("a second node at the county's place makes places too, and the first one sees them")
        func standby() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            let standby = try tree.join("备用", region: Code.county, to: county, at: serve.address)
            try standby.must("invite", "--region", Code.township, "--name", "云岭乡")
            try standby.must("sync")
            let places = try county.must("list", "region", "--format", "json").rows
            #expect(places.compactMap { $0["code"] as? String } == [Code.county, Code.township])
            #expect(places.last?["parent"] as? String == Code.county)
            serve.stop()
        }

        @Test("a lost computer is turned out, a merged village ends, and both are listed")
        func endings() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            let village = try tree.join(
                "上坪村",
                region: Code.village,
                to: county,
                at: serve.address
            )
            let rows = try tree.cases(3, village: Code.village)
            try village.must("import", "village-agency", rows)
            try village.must("sync")
            let node = try village.status()["node"] as? String ?? ""
            #expect(try county.run("node", "revoke", node, "--reason", " ").status == 1)
            let gone = try county.must(
                "node",
                "revoke",
                String(node.prefix(12)),
                "--reason",
                "电脑被盗",
                "--format",
                "json"
            ).json
            #expect(gone["events"] as? Int ?? 0 >= 3)
            let thief = try tree.cases(2, village: Code.village, mark: "乙")
            try village.must("import", "village-agency", thief)
            let refused = try village.run("sync")
            #expect(refused.status == 1 && refused.errors.contains("加入"))
            #expect(try county.must("list", "village-agency", "--format", "json").rows.count == 3)
            try county.must("verify")
            try county.must("node", "close", Code.village, "--on", "2026-11-30", "--reason", "并村")
            let nodes = try county.must("node", "list", "--format", "json").rows
            let listed = nodes.first { $0["region"] as? String == Code.village }
            #expect(listed?["revoked"] as? Bool == true)
            serve.stop()
        }

        @Test("a village's records are the same at village, township and county after the syncs")
        func threeLevels() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let countyServe = try ServedNode(county)
            // The county makes the village's place; the township invites its node.
            try county.must("invite", "--region", Code.township, "--name", "云岭乡")
            let township = try tree.join(
                "云岭乡",
                region: Code.township,
                to: county,
                at: countyServe.address
            )
            try county.must(
                "invite",
                "--region",
                Code.village,
                "--name",
                "上坪村",
                "--parent",
                Code.township
            )
            try township.must("sync")
            let townshipServe = try ServedNode(township)
            let village = try tree.join(
                "上坪村",
                region: Code.village,
                to: township,
                at: townshipServe.address
            )
            let record = try village.must(
                "record",
                "village-agency",
                "villager=王秀英",
                "village=\(Code.village)",
                "acceptedAt=2026-10-08T09:30"
            ).lastLine
            let rows = try tree.cases(20, village: Code.village)
            let imported = try village.must(
                "import",
                "village-agency",
                rows,
                "--format",
                "json"
            ).json
            #expect(imported["accepted"] as? Int == 20)
            #expect(try village.count("pending") >= 21)
            let first = try village.must("sync", "--format", "json").json
            #expect(first["sent"] as? Int ?? 0 >= 21)
            #expect(first["upToDate"] as? Bool == true)
            try township.must("sync")
            let digests = try [village, township, county].map { try $0.digest(of: Code.village) }
            print("digests of the village at village, township, county: \(digests)")
            #expect(Set(digests).count == 1 && digests[0].count == 64)
            #expect(try village.count("pending") == 0)
            let seen = try county.must("show", "village-agency", record, "--format", "json")
            #expect(seen.output.contains("王秀英"))
            for home in [village, township, county] { try home.must("verify") }
            townshipServe.stop()
            countyServe.stop()
        }

        @Test("status has the fields that scripts read")
        func statusFields() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let status = try county.status()
            let expected = [
                "region", "name", "node", "incarnation", "events", "pending", "pendingRoot",
                "lastSync", "lastError", "frontierDigest", "stateDigest", "conflicts",
                "quarantine", "waiting", "children",
            ]
            #expect(expected.filter { status[$0] == nil } == [])
            #expect(status["region"] as? String == Code.county)
            #expect(status["incarnation"] is String)
            let place = try county.must("status", "--region", Code.county, "--format", "json").json
            for key in ["region", "name", "events", "records", "conflicts", "stateDigest"] {
                #expect(place[key] != nil, "\(key)")
            }
        }

        @Test("exit statuses tell wrong usage, bad data, an unreachable parent and a refusal apart")
        func statuses() throws {
            let tree = try TestTree()
            let county = try tree.county()
            #expect(try county.run("nonsense").status == 64)
            #expect(try county.run("status", "--nonsense").status == 64)
            #expect(try county.run("list", "no-such-register").status == 64)
            #expect(try county.run("record", "village-agency", "villager").status == 64)
            let bad = try county.run(
                "record",
                "complaint",
                "window=发改",
                "received=2026-13-45"
            )
            #expect(bad.status == 65)
            #expect(!bad.errors.isEmpty && !bad.errors.contains("Fatal"))
            let rows = try tree.file("bad.csv", "window,received\n发改,2026-10-08\n发改,someday\n")
            let before = try county.count("events")
            #expect(try county.run("import", "complaint", rows).status == 65)
            #expect(try county.count("events") == before)
            #expect(try county.run("init", "--region", "33", "--name", "又一个").status == 1)
            #expect(try county.run("show", "complaint", "nobody").status == 1)
            let serve = try ServedNode(county)
            let village = try tree.join(
                "上坪村",
                region: Code.village,
                to: county,
                at: serve.address
            )
            serve.stop()
            #expect(try village.run("sync").status == 69)
            #expect(try village.status()["lastError"] is String)
            #expect(
                try village.run("record", "complaint", "window=发改", "received=2026-10-08").status
                    == 0
            )
        }
    }
}
