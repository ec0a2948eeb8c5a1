import Foundation
import Testing

extension SystemTests {
    /// What a node holds of places that were given away is compared with nobody, yet handed up.
    @Suite("A township whose villages were given away") struct GivenAwayTests {
        private static let villages = (1...5).map { "33012610120\($0)" }
        private static let other = "330126102000"

        @Test("put back to an older copy, it comes to an end with the county all the same")
        func putBack() throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            defer { serve.stop() }
            let old = try tree.join("云岭乡", region: Code.township, to: county, at: serve.address)
            let code = GivenAwayTests.other
            let new = try tree.join("石门乡", region: code, to: county, at: serve.address)
            for village in GivenAwayTests.villages {
                try county.must(
                    ["invite", "--region", village, "--name", "村\(village.suffix(1))"]
                        + ["--parent", Code.township]
                )
            }
            try old.must("sync")
            for code in GivenAwayTests.villages {
                let village = try tree.joinByFile(code, region: code, to: old)
                try village.must("import", "village-agency", try tree.cases(500, village: code))
                try tree.carry(from: village, to: old, Code.township)
            }
            let copy = try old.copied(to: old.data + "-copy")
            try old.must("sync")
            for village in GivenAwayTests.villages {
                try county.must("change", "region", village, "parent=\(code)", "--reason", "划归")
            }
            for home in [old, new] { try home.must("sync") }
            try FileManager.default.removeItem(atPath: old.data)
            try FileManager.default.moveItem(atPath: copy.data, toPath: old.data)
            try old.must("record", "training", "date=2026-10-12", "kind=政策", "topic=新的")
            for _ in 0..<2 { try old.must("sync") }
            #expect(try county.must("list", "training", "--format", "json").rows.count == 1)
            #expect(try old.count("pending") == 0)
            let quiet = try old.must("sync", "--format", "json").json
            #expect(quiet["roundTrips"] as? Int == 1)
            for home in [county, old] { try home.must("verify") }
        }
    }
}
