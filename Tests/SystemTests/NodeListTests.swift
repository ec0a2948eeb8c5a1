import Foundation
import Testing

extension SystemTests {
    @Suite("Who is shown to whom")
    struct NodeListTests {
        private let tree: TestTree

        init() throws { tree = try TestTree() }

        @Test("node list shows a node's own place and those below, and says who wrote nothing yet")
        func nodeList() throws {
            let county = try tree.county()
            let serve = try ServedNode(county)
            let town = try tree.join("镇", region: Code.township, to: county, at: serve.address)
            let other = try tree.join("旁村", region: "330126101202", to: county, at: serve.address)
            try town.must("sync")
            let served = try ServedNode(town)
            try county.must(
                "invite",
                "--region",
                Code.village,
                "--name",
                "村",
                "--parent",
                Code.township
            )
            try town.must("sync")
            let village = try tree.join("村", region: Code.village, to: town, at: served.address)
            try town.must("sync")
            func regions(_ home: NodeHome) throws -> [String] {
                let rows = try home.must("node", "list", "--format", "json").rows
                for row in rows {
                    let incarnations = row["incarnations"] as? [String] ?? []
                    #expect(!incarnations.contains("0"))
                }
                return rows.compactMap { $0["region"] as? String }.sorted()
            }
            #expect(try regions(village) == [Code.village])
            #expect(try regions(other) == ["330126101202"])
            #expect(try regions(town) == [Code.township, Code.village])
            let all = [Code.county, Code.township, Code.village, "330126101202"]
            #expect(try regions(county) == all.sorted())
            let text = try town.must("node", "list").output
            let line = text.split(separator: "\n").first { $0.contains(Code.village) } ?? ""
            #expect(line.contains("还没有记录"), "\(text)")
            for node in [serve, served] { node.stop() }
        }
    }
}
