import Foundation
import Testing

extension SystemTests {
    /// A photo from a village through its township to the county, by real processes.
    @Suite("Photos") struct AttachmentTests {
        private let tree: TestTree
        private let county: NodeHome
        private let township: NodeHome
        private let village: NodeHome
        private let above: ServedNode
        private let between: ServedNode
        private let relay: WireRelay
        /// What must not be left in any file after the erasure.
        private let mark = "只在照片里的字节"

        init() throws {
            tree = try TestTree()
            county = try tree.county()
            above = try ServedNode(county)
            try county.must("invite", "--region", Code.township, "--name", "清水镇")
            try county.must(
                "invite",
                "--region",
                Code.village,
                "--name",
                "上村",
                "--parent",
                Code.township
            )
            township = try tree.join("清水镇", region: Code.township, to: county, at: above.address)
            between = try ServedNode(township)
            relay = try WireRelay(upstream: between.peerPort)
            village = try tree.join("上村", region: Code.village, to: township, at: relay.address)
        }

        private func photo(_ byteCount: Int) throws -> String {
            var bytes = Data([0xFF, 0xD8, 0xFF])
            while bytes.count < byteCount { bytes += Data("\(mark)\(bytes.count)".utf8) }
            let path = tree.folder + "/photo.jpg"
            try bytes.write(to: URL(fileURLWithPath: path))
            return path
        }

        private func record() throws -> String {
            try village.must(
                "record",
                "village-agency",
                "villager=王某",
                "village=\(Code.village)",
                "question=低保"
            ).lastLine
        }

        private func attachments(_ node: NodeHome, _ record: String) throws -> [[String: Any]] {
            let shown = try node.must("show", "village-agency", record, "--format", "json").json
            return shown["attachments"] as? [[String: Any]] ?? []
        }

        private func waiting(_ node: NodeHome, _ key: String) throws -> Int {
            (try node.status()["attachments"] as? [String: Any])?[key] as? Int ?? -1
        }

        private func files(_ node: NodeHome) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: node.data).filter { name in
                let bytes = FileManager.default.contents(atPath: node.data + "/" + name)
                return bytes?.range(of: Data(mark.utf8)) != nil
            }
        }

        @Test(
            "a photo reaches the county, goes on after a cut, and an erasure leaves no byte of it"
        )
        func everywhere() throws {
            defer { [above, between].forEach { $0.stop() } }
            let record = try record()
            let path = try photo(300_000)
            let first = try village.must("attach", "village-agency", record, path).lastLine
            let second = try village.must(
                "attach",
                "village-agency",
                record,
                path,
                "--title",
                "再拍"
            )
            #expect(first.count == 64 && first != second.lastLine)
            #expect(try waiting(village, "waitingOut") == 2)
            try cut()
            let held = try attachments(township, record).compactMap { $0["held"] as? Int }
            #expect(held.contains { $0 > 0 && $0 < 300_000 }, "\(held)")
            // The rest costs no more than what was lacking, and the county gets all of it.
            let rest = try village.must("sync", "--format", "json").json
            let sent = rest["bytesSent"] as? Int ?? 0
            #expect(sent > 0 && sent < 650_000 - held.reduce(0, +), "\(sent)")
            #expect(try waiting(township, "waitingIn") == 0)
            try township.must("sync")
            let shown = try attachments(county, record)
            #expect(shown.compactMap { $0["address"] as? String }.contains(first))
            #expect(shown.allSatisfy { $0["whole"] as? Bool == true })
            #expect(shown.compactMap { $0["title"] as? String } == ["再拍"])
            for node in [village, township, county] {
                #expect(try !files(node).isEmpty)
                try node.must("verify")
            }
            try erase(record)
        }

        /// Half a photo goes over, then the line breaks.
        private func cut() throws {
            let count = Guarded(0)
            relay.tap { isUpward, bytes in
                guard isUpward else { return bytes }
                let sum = count.change { sum in
                    sum += bytes.count
                    return sum
                }
                return sum > 150_000 ? nil : bytes
            }
            let broken = try village.run("sync")
            #expect(broken.status == 69 && broken.output.contains("已发送"), "\(broken.errors)")
            #expect(broken.errors.contains("附件没有传完"), "\(broken.errors)")
            #expect(try village.count("pending") == 0)
            relay.tap(nil)
        }

        private func erase(_ record: String) throws {
            try county.must("erase", "village-agency", record, "--reason", "本人申请")
            try township.must("sync")
            try village.must("sync")
            for node in [village, township, county] {
                #expect(try files(node) == [])
                #expect(try attachments(node, record).allSatisfy { $0["erased"] as? Bool == true })
                try node.must("verify")
                #expect(try waiting(node, "waitingIn") == 0)
            }
        }

        @Test("photos wait for the hours that serve was given; events do not")
        func hours() throws {
            defer { [above, between].forEach { $0.stop() } }
            let record = try record()
            try village.must("attach", "village-agency", record, try photo(100_000))
            let minute = Int(Date().timeIntervalSince1970) / 60 + 8 * 60
            func time(_ minute: Int) -> String {
                String(format: "%02d:%02d", minute / 60 % 24, minute % 60)
            }
            let later = "\(time(minute + 120))-\(time(minute + 180))"
            let day = try ServedNode(
                village,
                extra: ["--sync-every", "1s", "--attachments-between", later]
            )
            try waitUntil { try village.count("pending") == 0 }
            #expect(try waiting(village, "waitingOut") == 1)
            #expect(try waiting(township, "waitingIn") == 1)
            day.stop()
            let night = try ServedNode(
                village,
                extra: ["--sync-every", "1s", "--attachments-between", "00:00-24:00"]
            )
            try waitUntil { try waiting(village, "waitingOut") == 0 }
            #expect(try waiting(township, "waitingIn") == 0)
            night.stop()
            // A line for the photo, not one for each of its parts.
            let log = try between.errorText().split(separator: "\n")
            let lines = log.filter { $0.contains("/v1/attachments") }
            #expect(lines.count == 1, "\(lines)")
            #expect(lines.allSatisfy { $0.contains("收齐附件=1") && $0.contains(Code.village) })
        }

        /// Asks again until it is so, a minute at most.
        private func waitUntil(_ isSo: () throws -> Bool) throws {
            let end = Date().addingTimeInterval(60)
            while try !isSo(), Date() < end {}
            #expect(try isSo())
        }

        @Test("a parent of an earlier program knows no photos: events go, photos wait")
        func earlierParent() throws {
            defer { [above, between].forEach { $0.stop() } }
            try village.must("attach", "village-agency", try record(), try photo(100_000))
            relay.tap { isUpward, bytes in
                let path = Array("POST /v1/attachments".utf8)
                guard isUpward, bytes.starts(with: path) else { return bytes }
                return Array("POST /v1/attachmentz".utf8) + bytes.dropFirst(path.count)
            }
            try village.must("sync")
            #expect(try village.count("pending") == 0)
            #expect(try waiting(village, "waitingOut") == 1)
            relay.tap(nil)
            try village.must("sync")
            #expect(try waiting(village, "waitingOut") == 0)
        }

        @Test("what is no photo or scan, too long or for no record is refused with a sentence")
        func refused() throws {
            defer { [above, between].forEach { $0.stop() } }
            let record = try record()
            let text = try tree.file("text.jpg", "这是文字")
            let wrong = try village.run("attach", "village-agency", record, text)
            #expect(wrong.status == 65 && wrong.errors.contains("JPEG"), "\(wrong.errors)")
            let large = try village.run(
                "attach",
                "village-agency",
                record,
                try photo(10_485_761)
            )
            #expect(large.status == 65 && large.errors.contains("10 MB"), "\(large.errors)")
            let none = try village.run("attach", "village-agency", record, tree.folder + "/none")
            #expect(none.status == 1 && none.errors.contains("没有这个文件"), "\(none.errors)")
            #expect(try attachments(village, record).isEmpty)
        }
    }
}
