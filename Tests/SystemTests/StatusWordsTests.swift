import Foundation
import Testing

extension SystemTests {
    /// What a person is told of contacts, copies and files.
    @Suite("Status in words") struct StatusWordsTests {
        let tree: TestTree
        let county: NodeHome

        init() throws {
            tree = try TestTree()
            county = try tree.county()
        }

        private func record(at home: NodeHome) throws {
            try home.must(
                "record",
                "village-agency",
                "villager=王秀英",
                "village=\(Code.village)",
                "acceptedAt=2026-10-08T09:30"
            )
        }

        @Test("the topmost node is not told of a parent that it does not have")
        func topmost() throws {
            let words = try county.must("status").output
            #expect(words.contains("本机是最上级"), "\(words)")
            #expect(!words.contains("上级都已收到") && !words.contains("与上级联系"), "\(words)")
        }

        @Test("a failure is told with its time, and no longer after a success")
        func failure() throws {
            let serve = try ServedNode(county)
            let village = try tree.join(
                "上坪村",
                region: Code.village,
                to: county,
                at: serve.address
            )
            serve.stop()
            _ = try village.run("sync")
            let status = try village.status()
            #expect(status["lastErrorAt"] is String)
            let words = try village.must("status").output
            #expect(words.contains("最近一次没有成功（20"), "\(words)")
            // A stick from above is a success as well.
            let stick = tree.folder + "/stick"
            try county.must("bundle", "export", "--for", Code.village, "--output", stick)
            try village.must("bundle", "import", stick)
            #expect(try village.status()["lastErrorAt"] is NSNull)
        }

        @Test("a township answers for what its villages wrote and the county has not confirmed")
        func unconfirmed() throws {
            try county.must("invite", "--region", Code.township, "--name", "汪乡")
            let township = try tree.joinByFile("township", region: Code.township, to: county)
            let place = ["--region", Code.village, "--name", "上坪村", "--parent", Code.township]
            try county.must(["invite"] + place)
            let down = tree.folder + "/down"
            try county.must("bundle", "export", "--for", Code.township, "--output", down)
            try township.must("bundle", "import", down)
            let village = try tree.joinByFile("village", region: Code.village, to: township)
            let before = try township.count("pendingRoot")
            for _ in 0..<3 { try record(at: village) }
            let stick = tree.folder + "/up"
            try village.must("bundle", "export", "--for", Code.township, "--output", stick)
            try township.must("bundle", "import", stick)
            #expect(try township.count("pendingRoot") == before + 3)
        }

        @Test("whoever works on in a copied folder is told at once, and told once")
        func copied() throws {
            let copy = try county.copied(to: county.data + "-copy")
            let first = try copy.must("status")
            #expect(first.errors.contains("新的写入编号"), "\(first.errors)")
            #expect(try copy.must("status").errors == "")
        }

        @Test("nobody but the owner can read the store's files, new or old")
        func rights() throws {
            let path = county.data + "/liandong.sqlite"
            func rights() throws -> Int? {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                return attributes[.posixPermissions] as? Int
            }
            #expect(try rights() == 0o600)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            try county.must("status")
            #expect(try rights() == 0o600)
        }
    }
}
