import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension SystemTests {
    @Suite("Being watched")
    struct MetricsTests {
        private func get(_ path: String, _ port: Int) async throws -> (String, HTTPURLResponse) {
            let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
            let (data, response) = try await URLSession(configuration: .ephemeral).data(from: url)
            return (
                String(decoding: data, as: UTF8.self), try #require(response as? HTTPURLResponse)
            )
        }

        @Test(
            "figures at /metrics, one log line an exchange, status by child: no content, no names"
        )
        func figures() async throws {
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
                "record",
                "village-agency",
                "villager=王秀英",
                "village=\(Code.village)",
                "acceptedAt=2026-10-08T09:30"
            )
            try village.must("sync")
            let (text, answer) = try await get("/metrics", serve.pagesPort)
            #expect(answer.statusCode == 200)
            let type = answer.value(forHTTPHeaderField: "Content-Type") ?? ""
            #expect(type.hasPrefix("text/plain; version=0.0.4"))
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(line.wholeMatch(of: /[a-z_]+(\{region="[0-9]{12}"\})? -?[0-9]+/) != nil)
            }
            let events = try county.count("events")
            #expect(text.contains("\nliandong_events \(events)\n"))
            for name in [
                "records", "pending_events", "pending_root_events", "conflicts",
                "quarantine_events", "waiting_events", "last_sync_failed", "clock_in_doubt",
                "database_bytes",
            ] {
                #expect(text.contains("\nliandong_\(name) "), "\(name)")
            }
            for name in [
                "last_contact_seconds", "behind_events", "unsent_events", "conflicts",
                "quarantine_events", "clock_offset_seconds", "failed",
            ] {
                let line = "\nliandong_child_\(name){region=\"\(Code.village)\"} "
                #expect(text.contains(line), "\(name)")
            }
            #expect(!text.contains("王秀英") && !text.contains("上坪村"))

            let child = try #require((try county.status()["children"] as? [[String: Any]])?.first)
            let keys = [
                "region", "lastContact", "behind", "unsent", "oldestUnsent", "conflicts",
                "quarantine", "clockOffset", "lastError",
            ]
            #expect(keys.filter { child[$0] == nil } == [])
            #expect(abs(child["clockOffset"] as? Int ?? 99) < 30)
            #expect(abs(try village.count("clockOffset")) < 30)
            let said = try county.must("status").output
            #expect(said.contains("下级 上坪村（\(Code.village)）：上次联系 20"))

            let log = try serve.errorText()
            let line = try #require(log.split(separator: "\n").last { $0.contains("接待了下级") })
            for word in ["地方=\(Code.village)", "收到=", "发送=", "拒收=0", "字节=", "毫秒="] {
                #expect(line.contains(word), "\(word)")
            }
            #expect(!log.contains("王秀英"))
            serve.stop()
        }

        @Test("pages that others on the network reach have figures for this machine alone")
        func loopbackAlone() async throws {
            let tree = try TestTree()
            let serve = try ServedNode(try tree.county(), extra: ["--pages", "0.0.0.0:0"])
            let (text, _) = try await get("/metrics", serve.pagesPort)
            #expect(text.contains("liandong_events"))
            // What a proxy on this machine passes on may come from anywhere.
            for field in ["X-Forwarded-For", "Forwarded", "Via"] {
                let url = try #require(URL(string: "http://127.0.0.1:\(serve.pagesPort)/metrics"))
                var request = URLRequest(url: url)
                request.setValue("10.0.0.9", forHTTPHeaderField: field)
                let session = URLSession(configuration: .ephemeral)
                let answer = try await session.data(for: request).1 as? HTTPURLResponse
                #expect(answer?.statusCode == 404, "\(field)")
            }
            serve.stop()
        }
    }
}
