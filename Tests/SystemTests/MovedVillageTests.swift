import Foundation
import Testing

extension SystemTests {
    @Suite("A village that moves to another township") struct MovedVillageTests {
        private static let otherTownship = "330126102000"

        @Test("its new records go to the new township and the county, and no longer to the old one")
        func moved() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let countyServe = try ServedNode(county)
            let code = MovedVillageTests.otherTownship
            let old = try tree.join(
                "云岭乡",
                region: Code.township,
                to: county,
                at: countyServe.address
            )
            let new = try tree.join("石门乡", region: code, to: county, at: countyServe.address)
            try county.must(
                "invite",
                "--region",
                Code.village,
                "--name",
                "上坪村",
                "--parent",
                Code.township
            )
            try old.must("sync")
            let oldServe = try ServedNode(old)
            let village = try tree.join(
                "上坪村",
                region: Code.village,
                to: old,
                at: oldServe.address
            )
            try village.must("import", "village-agency", try tree.cases(3, village: Code.village))
            for home in [village, old] { try home.must("sync") }
            try county.must("change", "region", Code.village, "parent=\(code)", "--reason", "划归")
            for home in [old, new] { try home.must("sync") }
            let newServe = try ServedNode(new)
            let invitation = try new.must("invite", "--region", Code.village, "--format", "json")
            try village.must(
                "join",
                "--parent",
                newServe.address,
                "--code",
                invitation.json["code"] as? String ?? ""
            )
            let later = try tree.cases(2, village: Code.village, mark: "乙")
            try village.must("import", "village-agency", later)
            for home in [village, new, old, new, village] { try home.must("sync") }
            for (home, count) in [(village, 5), (new, 5), (county, 5), (old, 3)] {
                let rows = try home.must("list", "village-agency", "--format", "json").rows
                #expect(rows.count == count)
            }
            let digests = try [village, new, county].map { try $0.digest(of: Code.village) }
            #expect(Set(digests).count == 1)
            let partial = try old.must("status", "--region", Code.village, "--format", "json").json
            #expect(partial["partial"] as? Bool == true)
            let written = try old.run(
                "record",
                "village-agency",
                "villager=王五",
                "village=\(Code.village)",
                "acceptedAt=2026-10-08T09:30"
            )
            #expect(written.status == 1)
            for home in [village, old, new, county] { try home.must("verify") }
            for serve in [newServe, oldServe, countyServe] { serve.stop() }
        }
    }
}
