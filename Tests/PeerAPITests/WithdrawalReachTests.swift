import Causality
import Credentials
import Enrolment
import Records
import Store
import SyncClient
import SyncEngine
import Testing

/// A key that a place in the middle withdraws.
@Suite struct WithdrawalReachTests {
    @Test("is withdrawn at all that hold what it may have written, not only at its own place")
    func fromTheMiddle() async throws {
        let city = try PeerTestNode(seed: 61)
        try city.enrolment.foundRoot(code: "330100", name: "某市", from: "2000-01-01")
        let county = try PeerTestNode(seed: 62)
        let township = try PeerTestNode(seed: 63)
        let village = try PeerTestNode(seed: 64)
        let forCounty = try city.invite("330111", name: "某县")
        _ = try city.invite("330111101", name: "某镇", parent: "330111")
        _ = try city.invite("330111101201", name: "某村", parent: "330111101")
        try await join(county, city, forCounty)
        try await join(township, county, county.invite("330111101"))
        try await join(village, township, township.invite("330111101201"))
        try township.complain(["镇里交办"], at: village.place)
        try township.settle(with: county)
        try county.settle(with: city)

        let key = township.secrets.signing.nodeKey
        _ = try county.enrolment.revoke(Base32.encode(key.bytes), reason: "电脑丢失")
        let places = try [township.place, village.place].sorted()
        #expect(
            try county.store.read { try $0.audiencesOfWithdrawal(of: key) }
                == places.map { Audience(.at, $0) }
        )
        let heard = try county.store.write { session in
            let link = try session.link(node: village.secrets.signing.nodeKey, incarnation: 1)
            return try session.outgoing(
                .agreed,
                of: link,
                place: village.place,
                byteBudget: 1 << 20
            ).segments
        }
        _ = try village.store.write { try $0.merge(heard) }
        for node in [village, county] {
            #expect(try node.store.read { try $0.revocation(of: key) } != nil)
        }
    }

    private func join(
        _ child: PeerTestNode,
        _ parent: PeerTestNode,
        _ code: JoiningCode
    ) async throws {
        try await parent.serving { url in
            _ = try await child.client.join(parentURL: url, code: code)
            _ = try await child.client.sync()
        }
    }
}
