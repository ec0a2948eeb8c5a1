import Foundation
import Testing

extension SystemTests {
    /// `QUIET_EVENTS` says how many events the larger parent holds (standard 10,000; the acceptance
    /// run takes 100,000).
    @Suite("A sync with nothing new") struct QuietSyncTests {
        private static let syncCount = 10
        private static let byteCountMax = 600

        @Test("it is one round trip of a few hundred bytes, whatever is stored")
        func quiet() throws {
            for count in [1_000, Program.number("QUIET_EVENTS", or: 10_000)] {
                try measure(count)
            }
        }

        private func measure(_ count: Int) throws {
            let tree = try TestTree()
            let county = try tree.county()
            let serve = try ServedNode(county)
            let village = try tree.join(
                "上坪村",
                region: Code.village,
                to: county,
                at: serve.address
            )
            try village.must(
                "import",
                "village-agency",
                try tree.cases(count, village: Code.village)
            )
            try village.must("sync")
            try village.must("sync")
            let before = try serve.processorMilliseconds()
            var bytes = 0
            for _ in 0..<QuietSyncTests.syncCount {
                let report = try village.must("sync", "--format", "json").json
                #expect(report["roundTrips"] as? Int == 1)
                #expect(report["sent"] as? Int == 0 && report["received"] as? Int == 0)
                bytes = (report["bytesSent"] as? Int ?? 0) + (report["bytesReceived"] as? Int ?? 0)
                #expect(bytes > 0 && bytes <= QuietSyncTests.byteCountMax)
            }
            let spent = try serve.processorMilliseconds() - before
            let each = Double(spent) / Double(QuietSyncTests.syncCount)
            print("\(count) events stored: \(bytes) bytes, parent's CPU \(each) ms a quiet sync")
            serve.stop()
        }
    }
}
