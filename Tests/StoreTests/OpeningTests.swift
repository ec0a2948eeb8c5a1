import Ambient
import Causality
import Credentials
import Foundation
import Records
import Store
import Testing

@Suite("Opening a store's file")
struct OpeningTests {
    @Test("several that open a new store at once all find it whole")
    func atOnce() async throws {
        let folder = try TestFolder()
        let secrets = NodeSecrets(random: RandomSource.seeded(1))
        for round in 0..<5 {
            let file = folder.path + "/\(round).sqlite"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for seed in 0..<6 {
                    group.addTask {
                        _ = try TestNode.open(secrets, file: file, seed: UInt64(seed))
                    }
                }
                try await group.waitForAll()
            }
            #expect(!FileManager.default.fileExists(atPath: file + ".opening"))
        }
    }

    @Test("who has a file open that was replaced since writes nothing that nobody finds again")
    func replaced() throws {
        let folder = try TestFolder()
        let file = folder.path + "/node.sqlite"
        let node = try TestNode.root(seed: 1, file: file)
        _ = try node.store.write { try $0.complaint(about: "第1件", actor: "王") }
        try FileManager.default.moveItem(atPath: file, toPath: folder.path + "/away.sqlite")
        #expect(throws: StoreError.replaced) {
            _ = try node.store.write { try $0.complaint(about: "第2件", actor: "王") }
        }
        try Data().write(to: URL(fileURLWithPath: file))
        #expect(throws: StoreError.replaced) {
            _ = try node.store.write { try $0.complaint(about: "第3件", actor: "王") }
        }
        let works = (0..<2).map { number in
            { (store: Store) in try store.write { try $0.complaint(about: "\(number)", actor: "") }
            }
        }
        for result in node.store.together(works) {
            #expect(throws: StoreError.replaced) { try result.get() }
        }
    }
}
