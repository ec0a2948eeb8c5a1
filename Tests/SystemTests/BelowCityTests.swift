import Foundation
import Testing

extension SystemTests {
    /// A city above the county handles no cases: what is at a county and below ends there.
    @Suite("A county below a city") struct BelowCityTests {
        private static let cityCode = "330100000000"
        private let tree: TestTree
        private let city: NodeHome
        private let county: NodeHome
        private let township: NodeHome
        private let village: NodeHome

        init() throws {
            tree = try TestTree()
            city = tree.home("city")
            try city.must("init", "--region", BelowCityTests.cityCode, "--name", "杭州市")
            for (code, name, parent) in [
                (Code.county, "桐溪县", BelowCityTests.cityCode),
                (Code.township, "云岭乡", Code.county), (Code.village, "上坪村", Code.township),
            ] {
                try city.must("invite", "--region", code, "--name", name, "--parent", parent)
            }
            county = try tree.joinByFile("county", region: Code.county, to: city)
            try tree.carry(from: city, to: county, Code.county)
            township = try tree.joinByFile("township", region: Code.township, to: county)
            try tree.carry(from: county, to: township, Code.township)
            village = try tree.joinByFile("village", region: Code.village, to: township)
            try tree.carry(from: township, to: village, Code.village)
        }

        private func sendUp() throws {
            try tree.carry(from: village, to: township, Code.township)
            try tree.carry(from: township, to: county, Code.county)
            try tree.carry(from: county, to: city, BelowCityTests.cityCode)
        }

        @Test("a villager's case reaches township and county; no byte of it reaches the city")
        func personal() throws {
            let id =
                try village.must(
                    "record",
                    "village-agency",
                    "villager=王秀英",
                    "village=\(Code.village)",
                    "acceptedAt=2026-10-08T09:30",
                    "--format",
                    "json"
                ).json["recordID"] as? String ?? ""
            try sendUp()
            for home in [village, township, county] {
                let rows = try home.must("list", "village-agency", "--format", "json").rows
                #expect(rows.first?["villager"] as? String == "王秀英")
            }
            #expect(try city.must("list", "village-agency", "--format", "json").rows.isEmpty)
            let name = Data("王秀英".utf8)
            for file in try FileManager.default.subpathsOfDirectory(atPath: city.data) {
                let bytes = FileManager.default.contents(atPath: city.data + "/" + file)
                #expect(bytes?.range(of: name) == nil, "\(file)")
            }
            // Nor does anybody wait for the city.
            #expect(try county.count("pending") == 0)
            #expect(try village.count("pendingRoot") == 0)
            let digests = try [village, township, county].map { try $0.digest(of: Code.village) }
            #expect(Set(digests).count == 1)
            try village.must("erase", "village-agency", id, "--reason", "群众要求")
            let holders = try county.must("erase", "status", id, "--format", "json").json["nodes"]
            let codes = (holders as? [[String: Any]] ?? []).compactMap { $0["region"] as? String }
            #expect(codes.sorted() == [Code.county, Code.township, Code.village])
        }
    }
}

extension TestTree {
    /// Carries a stick from one node to another.
    func carry(from: NodeHome, to: NodeHome, _ code: String) throws {
        let stick = folder + "/\(UUID().uuidString)"
        try from.must("bundle", "export", "--for", code, "--output", stick)
        try to.must("bundle", "import", stick)
    }
}
