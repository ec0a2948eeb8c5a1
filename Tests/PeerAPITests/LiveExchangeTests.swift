import Ambient
import Causality
import Credentials
import CurlTransport
import Enrolment
import Exchange
import Foundation
import PeerAPI
import Records
import Store
import SyncClient
import SyncEngine
import SyncWire
import Testing

/// Real nodes, real HTTP, real seals.
@Suite struct LiveExchangeTests {
    @Test(
        "three levels: joining by code, upward merge, equal digests, a quiet exchange of 600 bytes"
    )
    func threeLevels() async throws {
        let county = try PeerTestNode.root(seed: 1)
        let township = try PeerTestNode(seed: 2)
        let village = try PeerTestNode(seed: 3)
        let forTownship = try county.invite("330110101", name: "某镇")
        _ = try county.invite("330110101201", name: "某村", parent: "330110101")
        try await county.serving { countyURL in
            let admission = try await township.client.join(
                parentURL: countyURL + "/",
                code: forTownship
            )
            #expect(admission.name == "某镇")
            let first = try await township.client.sync()
            #expect(first.upToDate)
            let forVillage = try township.invite("330110101201")
            try await township.serving { townshipURL in
                _ = try await village.client.join(parentURL: townshipURL, code: forVillage)
                let first = try await village.client.sync()
                #expect(first.upToDate && first.received > 0)
                try village.complain(["一", "二", "三"])
                let second = try await village.client.sync()
                #expect(second.sent == 3 && second.roundTrips == 1 && second.upToDate)
                let confirming = try await village.client.sync()
                #expect(confirming.roundTrips == 1)
                let quiet = try await village.client.sync()
                #expect(quiet.sent == 0 && quiet.received == 0 && quiet.roundTrips == 1)
                let byteCount = quiet.bytesSent + quiet.bytesReceived
                #expect(byteCount <= 600, "a quiet exchange cost \(byteCount) bytes")
            }
            let up = try await township.client.sync()
            #expect(up.upToDate && up.sent >= 3)
        }
        let place = try village.place
        let digest = try village.counts(place).state
        let middle = try township.counts(place)
        let top = try county.counts(place)
        #expect(middle.state == digest && top.state == digest)
        #expect(top.events >= 3)
    }

    @Test("thousands of events travel in bounded messages, at under 100 bytes each")
    func many() async throws {
        let county = try PeerTestNode.root(seed: 11)
        let hall = try PeerTestNode(seed: 12)
        let code = try county.invite("330110101", name: "某镇")
        try await county.serving { url in
            _ = try await hall.client.join(parentURL: url, code: code)
            _ = try await hall.client.sync()
            try hall.complain((0..<3_000).map { "窗口第\($0 * 7 % 97)号排队太久，材料第\($0)份要求重复提交" })
            let report = try await hall.client.sync()
            #expect(report.sent == 3_000 && report.upToDate)
            #expect(report.roundTrips >= 3)
            let perEvent = Double(report.bytesSent + report.bytesReceived) / 3_000
            #expect(perEvent <= 100, "\(perEvent) bytes an event")
        }
        let place = try hall.place
        let digest = try hall.counts(place).state
        let top = try county.counts(place)
        #expect(top.state == digest)
    }

    @Test("a node that never joined is refused, and so is one of another tree")
    func stranger() async throws {
        let county = try PeerTestNode.root(seed: 21)
        let other = try PeerTestNode.root(seed: 22)
        let code = try other.invite("330110101", name: "别的镇")
        let stranger = try PeerTestNode(seed: 23)
        try await other.serving { url in
            _ = try await stranger.client.join(parentURL: url, code: code)
            _ = try await stranger.client.sync()
        }
        let certificate = try county.store.read { session in
            try session.certificates(of: county.secrets.signing.nodeKey)
        }
        try stranger.store.write { session in
            for item in certificate { try session.note(item) }
        }
        let before = try county.store.read { try $0.counts().events }
        try await county.serving { url in
            try stranger.store.write { try $0.setMeta(.parentURL, url) }
            // Sealed to the other root's key, from a node unknown here.
            await #expect(throws: SyncClientError.notAdmitted) {
                _ = try await stranger.client.sync()
            }
        }
        let after = try county.store.read { try $0.counts().events }
        #expect(after == before)
        let lastError = try stranger.store.read { try $0.meta(.lastError) }
        #expect(lastError?.hasSuffix("。") == true)
    }

    @Test("a code serves one node: again for the same, refused for another, unknown elsewhere")
    func codes() async throws {
        let county = try PeerTestNode.root(seed: 31)
        let first = try PeerTestNode(seed: 32)
        let second = try PeerTestNode(seed: 33)
        let code = try county.invite("330110101", name: "某镇")
        let foreign = JoiningCode(random: .seeded(5), root: county.secrets.signing.nodeKey)
        try await county.serving { url in
            let admitted = try await first.client.join(parentURL: url, code: code)
            let again = try await first.client.join(parentURL: url, code: code)
            #expect(again.certificate == admitted.certificate)
            await #expect(throws: SyncClientError.invitationSpent) {
                _ = try await second.client.join(parentURL: url, code: code)
            }
            await #expect(throws: SyncClientError.invitationUnknown) {
                _ = try await second.client.join(parentURL: url, code: foreign)
            }
        }
        let isFounded = try second.store.read { try $0.isFounded() }
        #expect(!isFounded)
    }

    @Test("nobody at home is 69, a node without a parent says so, and work goes on")
    func unreachable() async throws {
        let county = try PeerTestNode.root(seed: 41)
        let hall = try PeerTestNode(seed: 42)
        let code = try county.invite("330110101", name: "某镇")
        try await county.serving { url in
            _ = try await hall.client.join(parentURL: url, code: code)
        }
        do {
            _ = try await hall.client.sync()
            Issue.record("nobody should have answered")
        } catch let error as SyncClientError {
            #expect(error.exitStatus == 69 && error.sentence.hasSuffix("。"))
        }
        try hall.complain(["照常登记"])
        let own = try await county.client.sync()
        #expect(own.upToDate)
    }

    @Test("two exchanges of one store do not run at once")
    func lock() async throws {
        let county = try PeerTestNode.root(seed: 51)
        let path = county.lockPath
        let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        flock(descriptor, LOCK_EX)
        await #expect(throws: SyncClientError.alreadyRunning) { _ = try await county.client.sync() }
        close(descriptor)
        let own = try await county.client.sync()
        #expect(own.upToDate)
    }
}
