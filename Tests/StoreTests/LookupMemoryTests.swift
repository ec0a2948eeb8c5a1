import Causality
import Records
import Store
import Testing

@Suite("What one transaction looked up, and the next one goes by")
struct LookupMemoryTests {
    private struct Refused: Error {}

    private func complain(_ store: Store, _ text: String, actor: String = "王") throws -> Dot {
        try store.write { try $0.complaint(about: text, actor: actor).dot }
    }

    @Test("two programs that write into one file in turn never go by what the other changed")
    func twoPrograms() throws {
        let folder = try TestFolder()
        let file = folder.path + "/node.sqlite"
        let first = try TestNode.root(seed: 1, file: file)
        let second = TestNode(
            first,
            store: try TestNode.open(first.secrets, file: file, seed: 2)
        )
        var dots: [Dot] = []
        for turn in 0..<60 {
            let store = turn % 3 == 0 ? first.store : second.store
            dots.append(try complain(store, "第\(turn)件", actor: "A\(turn / 2)"))
        }
        #expect(Set(dots).count == 60)
        #expect(zip(dots, dots.dropFirst()).allSatisfy { $0.sequence + 1 == $1.sequence })
        for store in [first.store, second.store] {
            #expect(try store.read { try $0.verify() }.isEmpty)
            #expect(try dots.allSatisfy { dot in try store.read { try $0.event(dot) } != nil })
        }
        let actors = try dots.map { dot in try first.store.read { try $0.event(dot)?.actor } }
        #expect(actors == (0..<60).map { "A\($0 / 2)" })
    }

    @Test("what a transaction named that failed is named anew")
    func failed() throws {
        let root = try TestNode.root(seed: 1)
        let before = try complain(root.store, "在前", actor: "甲")
        #expect(throws: Refused.self) {
            try root.store.write { session in
                _ = try session.complaint(about: "不算", actor: "乙")
                _ = try session.complaint(about: "不算", actor: "丙")
                throw Refused()
            }
        }
        let after = try complain(root.store, "在后", actor: "丙")
        #expect(after.sequence == before.sequence + 1)
        #expect(try root.store.read { try $0.event(after)?.actor } == "丙")
        #expect(try root.store.read { try $0.event(before)?.actor } == "甲")
        #expect(try root.store.read { try $0.verify() }.isEmpty)
    }

    @Test("many threads that write one after the other leave no gap and nothing twice")
    func manyThreads() async throws {
        let folder = try TestFolder()
        let root = try TestNode.root(seed: 1, file: folder.path + "/node.sqlite")
        let store = root.store
        let dots = try await withThrowingTaskGroup(of: [Dot].self) { group in
            for thread in 0..<4 {
                group.addTask {
                    try (0..<50).map { turn in
                        try store.write { try $0.complaint(about: "\(thread)-\(turn)").dot }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(dots).count == 200)
        #expect(try store.read { try $0.verify() }.isEmpty)
    }

    @Test("a rebuild leaves nothing remembered that it changed")
    func rebuilt() throws {
        let root = try TestNode.root(seed: 1)
        _ = try complain(root.store, "在前")
        try root.store.write { try $0.rebuild() }
        _ = try complain(root.store, "在后")
        #expect(try root.store.read { try $0.verify() }.isEmpty)
        #expect(try root.store.read { try $0.counts().records } == 3)
    }
}
