import Causality
import Credentials
import Merge
import Records
import Store
import SyncClient
import SyncEngine
import Testing

/// A township whose village belongs to another one by now.
@Suite struct MovedAwayTests {
    @Test(
        "that compares all with the county does not take the county for one that was set back",
        arguments: [true, false]
    )
    func comparesAnew(knowsOfTheMove: Bool) async throws {
        let county = try PeerTestNode.root(seed: 51)
        let township = try PeerTestNode(seed: 52)
        let village = try PeerTestNode(seed: 53)
        let forTownship = try county.invite("330110101", name: "某镇")
        _ = try county.invite("330110102", name: "别的镇")
        _ = try county.invite("330110101201", name: "某村", parent: "330110101")
        try await county.serving { url in
            _ = try await township.client.join(parentURL: url, code: forTownship)
            _ = try await township.client.sync()
        }
        let forVillage = try township.invite("330110101201")
        try await township.serving { url in
            _ = try await village.client.join(parentURL: url, code: forVillage)
            _ = try await village.client.sync()
        }
        try village.complain(["一", "二"])
        try village.settle(with: township)
        try township.settle(with: county)
        try county.point(
            village.place,
            SystemRegister.parentField,
            at: county.place(named: "别的镇")
        )
        if knowsOfTheMove { try township.settle(with: county) }

        try township.store.write { try $0.renewIncarnation(to: 99) }
        let summary = try #require(try township.exchangeDirectly(with: county))
        #expect(summary.notices == [])
        #expect(try #require(try township.exchangeDirectly(with: county)).isUpToDate)
    }
}
