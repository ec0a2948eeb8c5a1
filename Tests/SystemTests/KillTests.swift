import Foundation
import Testing

extension SystemTests {
    /// Kill −9 of either end in the middle of a long sync; `KILLS` says how often (standard 6),
    /// `KILL_EVENTS` how many events are on their way (standard 20,000).
    @Suite("Kills in mid-sync") struct KillTests {
        private static let killCount = Program.number("KILLS", or: 6)
        private static let eventCount = Program.number("KILL_EVENTS", or: 20_000)
        /// Kills that one sync has to survive before another pair of nodes is taken.
        private static let killsPerSync = 3

        @Test("whoever is killed whenever, nothing is lost and nothing doubled")
        func kills() throws {
            let tree = try TestTree()
            let base = try KillBase(tree, eventCount: KillTests.eventCount)
            var places: [KillPlace] = []
            var number = 0
            while places.count < KillTests.killCount {
                number += 1
                let count = min(KillTests.killsPerSync, KillTests.killCount - places.count)
                var pair = try KillPair(base, number: number)
                for step in 1...count {
                    let place = try pair.killOnce(
                        share: Double(step) / Double(count + 1),
                        victim: places.count.isMultiple(of: 2) ? .parent : .child,
                        isUpward: (places.count / 2).isMultiple(of: 2)
                    )
                    print("kill \(places.count + 1): \(place.text(of: base.sentCount))")
                    places.append(place)
                }
                try pair.finish()
                try pair.check()
                pair.remove()
            }
            let inside = places.count { $0.isInside(of: base.sentCount) }
            print("\(inside) of \(places.count) kills between first and last acknowledged event")
            #expect(inside * 10 >= places.count * 6)
        }
    }
}

/// Where one kill struck.
struct KillPlace {
    enum Victim: String {
        case parent
        case child
    }

    let victim: Victim
    let isUpward: Bool
    /// Events of the sync that the parent held, durably, at the kill.
    let heldCount: Int
    let hasStruck: Bool

    func isInside(of total: Int) -> Bool { hasStruck && heldCount > 0 && heldCount < total }

    func text(of total: Int) -> String {
        guard hasStruck else { return "the sync was over before it struck" }
        let moment = isUpward ? "while a request went up" : "before an answer came down"
        return "\(victim.rawValue) killed \(moment), \(heldCount) of \(total) events at the parent"
    }
}

/// A county and a village whose events have not been sent yet, to be copied for each sync.
struct KillBase {
    let tree: TestTree
    let county: NodeHome
    let village: NodeHome
    let relay: WireRelay
    /// Cases that the village holds, one event each.
    let caseCount: Int
    /// Events that the county holds before a sync, and that a sync brings.
    let heldCount: Int
    let sentCount: Int
    /// Bytes that an undisturbed sync sends up.
    let byteCount: Int

    init(_ tree: TestTree, eventCount: Int) throws {
        self.tree = tree
        caseCount = eventCount
        county = try tree.county()
        let serve = try ServedNode(county)
        relay = try WireRelay(upstream: serve.peerPort)
        village = try tree.join(
            "上坪村",
            region: Code.village,
            to: county,
            at: relay.address
        )
        serve.stop()
        let rows = try tree.cases(eventCount, village: Code.village)
        try village.must("import", "village-agency", rows)
        heldCount = try county.count("events")
        sentCount = try village.count("pending")
        byteCount = try KillBase.measure(tree, county, village, relay)
    }

    private static func measure(
        _ tree: TestTree,
        _ county: NodeHome,
        _ village: NodeHome,
        _ relay: WireRelay
    ) throws -> Int {
        let parent = try county.copied(to: tree.folder + "/measured-county")
        let child = try village.copied(to: tree.folder + "/measured-village")
        let serve = try ServedNode(parent)
        relay.redirect(to: serve.peerPort)
        let start = Date()
        let report = try child.must("sync", "--format", "json").json
        let seconds = Date().timeIntervalSince(start)
        serve.stop()
        print(
            "undisturbed: \(report["sent"] ?? 0) events, \(report["roundTrips"] ?? 0) round trips,",
            "\(report["bytesSent"] ?? 0) bytes in \(String(format: "%.1f", seconds)) s"
        )
        for home in [parent, child] { try FileManager.default.removeItem(atPath: home.data) }
        return report["bytesSent"] as? Int ?? 0
    }
}

/// Copies of the two nodes in one long sync that is killed again and again.
struct KillPair {
    private let base: KillBase
    private let county: NodeHome
    private let village: NodeHome
    private var serve: ServedNode
    private let sentBytes = Guarded(0)

    init(_ base: KillBase, number: Int) throws {
        self.base = base
        let folder = base.tree.folder
        county = try base.county.copied(
            to: "\(folder)/county-\(number)",
            state: "\(folder)/county-\(number).state"
        )
        village = try base.village.copied(
            to: "\(folder)/village-\(number)",
            state: "\(folder)/village-\(number).state"
        )
        serve = try ServedNode(county)
        base.relay.redirect(to: serve.peerPort)
    }

    /// Syncs, and kills one end when this share of all bytes has gone up, at the next piece in the
    /// direction.
    mutating func killOnce(
        share: Double,
        victim: KillPlace.Victim,
        isUpward: Bool
    ) throws -> KillPlace {
        let limit = Int(Double(base.byteCount) * share)
        let target = Guarded<Int32>(victim == .parent ? serve.processID : 0)
        let hasStruck = Guarded(false)
        let sentBytes = sentBytes
        base.relay.tap { goesUp, bytes in
            let sent = sentBytes.change { sent in
                if goesUp { sent += bytes.count }
                return sent
            }
            let process = target.change { $0 }
            guard sent >= limit, goesUp == isUpward, process != 0,
                hasStruck.change({ was in
                    defer { was = true }
                    return !was
                })
            else { return bytes }
            kill(process, SIGKILL)
            return goesUp ? bytes : nil
        }
        let sync = try village.start(["sync", "--format", "json"])
        if victim == .child { target.change { $0 = sync.processID } }
        let outcome = sync.finish()
        base.relay.tap(nil)
        let struck = hasStruck.change { $0 }
        if struck, victim == .parent {
            serve.waitUntilExit()
            #expect([69, 75].contains(outcome.status), "\(CommandFailed(outcome: outcome))")
        }
        let held = try county.count("events") - base.heldCount
        if struck, victim == .parent {
            serve = try ServedNode(county)
            base.relay.redirect(to: serve.peerPort)
        }
        return KillPlace(
            victim: victim,
            isUpward: isUpward,
            heldCount: held,
            hasStruck: struck
        )
    }

    /// Lets the sync come to its end.
    func finish() throws {
        let report = try village.must("sync", "--format", "json").json
        #expect(report["upToDate"] as? Bool == true)
        #expect(try village.count("pending") == 0)
    }

    /// Both stores are sound and hold the same, each event once.
    func check() throws {
        for home in [county, village] { try home.must("verify") }
        let ends = try [county, village].map {
            try $0.must("status", "--region", Code.village, "--format", "json").json
        }
        for key in ["events", "records", "stateDigest"] {
            let values = ends.map { "\($0[key] ?? "")" }
            #expect(values[0] == values[1], "\(key)")
        }
        // Beside the cases there are closing marks, which the village writes by itself.
        let cases = try county.must("list", "village-agency", "--format", "json").rows
        #expect(cases.count == base.caseCount)
        #expect(Set(cases.compactMap { $0["number"] as? String }).count == base.caseCount)
        #expect(try village.count("quarantine") == 0)
    }

    func remove() {
        serve.stop()
        for home in [county, village] { try? FileManager.default.removeItem(atPath: home.data) }
    }
}
