import Causality
import Records
import Store
import Testing

@Suite("Several pieces of work in one transaction")
struct TogetherTests {
    private struct Refused: Error {}

    /// What one piece of work does.
    private typealias Work = (Store) throws -> Int64

    private func complain(_ text: String) -> Work {
        { store in try store.write { try $0.commitOfComplaint(text) } }
    }

    private func texts(_ node: TestNode) throws -> Int64 {
        try node.store.read { try $0.counts().records }
    }

    @Test("all are durable, each sees those before it, and each has a commit of its own")
    func sharesOneTransaction() throws {
        let root = try TestNode.root(seed: 1)
        let before = try texts(root)
        let commit = try root.store.read { try $0.lastCommit() }
        let counting: Work = { store in try store.read { try $0.counts().records } }
        let results = root.store.together([complain("一"), counting, complain("二")])
        #expect(try results[1].get() == before + 1)
        #expect(try results.map { try $0.get() }.count == 3)
        #expect(try texts(root) == before + 2)
        #expect(try root.store.read { try $0.lastCommit() } == commit + 2)
        #expect(try root.store.read { try $0.verify() }.isEmpty)
    }

    @Test("one that is refused before it writes takes nothing with it")
    func refusal() throws {
        let root = try TestNode.root(seed: 1)
        let before = try texts(root)
        var runs = 0
        let refusing: Work = { _ in
            runs += 1
            throw Refused()
        }
        let results = root.store.together([complain("一"), refusing, complain("二")])
        #expect(throws: Refused.self) { try results[1].get() }
        #expect(try texts(root) == before + 2)
        #expect(runs == 1)
    }

    @Test("one that fails in the middle of writing is undone alone")
    func fault() throws {
        let root = try TestNode.root(seed: 1)
        let before = try texts(root)
        let failing: Work = { store in
            try store.write { session in
                _ = try session.commitOfComplaint("不算")
                throw Refused()
            }
        }
        let results = root.store.together([complain("一"), failing, complain("二")])
        #expect(throws: Refused.self) { try results[1].get() }
        #expect(results.count { (try? $0.get()) != nil } == 2)
        #expect(try texts(root) == before + 2)
        #expect(try root.store.read { try $0.verify() }.isEmpty)
    }

    @Test("where the disk is full nothing is reported as done")
    func fullDisk() throws {
        let root = try TestNode.root(seed: 1)
        let before = try texts(root)
        try root.store.limitDisk(toSparePages: 0)
        let works = (0..<40).map { complain(String(repeating: "长", count: 200 + $0)) }
        let results = root.store.together(works)
        let done = results.count { (try? $0.get()) != nil }
        #expect(done < 40)
        #expect(try texts(root) == before + Int64(done))
    }

    @Test("a certificate that one brings holds for those after it")
    func trust() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let stranger = try TestNode(seed: 3, file: nil)
        let place = try village.store.read { try $0.ownPlace() }
        let certificate = root.certificate(for: stranger, at: place)
        let counting: Work = { store in
            try store.read { Int64(try $0.places(of: stranger.key).count) }
        }
        let noting: Work = { store in
            try store.write { Int64(try $0.note(certificate) ? 1 : 0) }
        }
        let results = root.store.together([counting, noting, counting])
        #expect(try results.map { try $0.get() } == [0, 1, 1])
    }
}

extension StoreSession {
    /// Appends a complaint; gives the commit's number.
    fileprivate func commitOfComplaint(_ text: String) throws -> Int64 {
        _ = try complaint(about: text)
        return try lastCommit()
    }
}
