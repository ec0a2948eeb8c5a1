import Catalogue
import Causality
import Hashing
import Merge
import Records
import Store
import Testing

@Suite("Registers that came with a program and no longer do")
struct FormerDefinitionTests {
    /// What an earlier program shipped: complaints had one field more, which this one retired.
    private func earlier() throws -> DefinitionShelf {
        let text = try ShippedCatalogue.registerTexts()["complaint"] ?? ""
        let field = "\nfields:\n  - {id: lineNo, label: 来电, type: text}\n"
        let old = try DefinitionReader.read(yaml: text.replacing("\nfields:\n", with: field))
        let others = try ShippedCatalogue.registers().filter { $0.id != "complaint" }
        return DefinitionShelf(current: others + [old])
    }

    private func present() throws -> DefinitionShelf {
        DefinitionShelf(current: try ShippedCatalogue.registers())
    }

    @Test("a store goes on understanding what it was written by, whatever program opens it")
    func remembered() throws {
        let new = try TestNode.root(seed: 1)
        let old = TestNode(new, store: try new.store.reopened(with: try earlier()))
        let complaint = try old.complaint(about: "旧", line: "12345")
        let place = RecordID.rootPlace(of: new.key)
        let digest = try old.store.read { try $0.counts(at: place).state.digest }
        let upgraded = try old.store.reopened(with: try present())
        let line = try upgraded.read { try $0.record(complaint)?.state["lineNo"]?.value }
        #expect(line == .text("12345"))
        #expect(try upgraded.read { try $0.counts(at: place).state.digest } == digest)
        try upgraded.write { try $0.rebuild() }
        #expect(try upgraded.read { try $0.counts().waiting } == 0)
        #expect(try upgraded.read { try $0.verify() } == [])
    }

    @Test("a new computer that never had the former program gets its version from the root")
    func published() throws {
        let new = try TestNode.root(seed: 1)
        let child = try TestNode.child(seed: 2, of: new, root: new, code: "330110001000")
        let place = try child.store.read { try $0.ownPlace() }
        let old = TestNode(child, store: try child.store.reopened(with: try earlier()))
        let complaint = try old.complaint(about: "旧", line: "12345")
        // The root that never had the former program either understands nothing and says nothing.
        try new.take(old.segments(for: try new.store.read { try $0.ownPlace() }))
        #expect(try new.store.read { try $0.counts().waiting } == 1)
        #expect(try new.store.read { try $0.definitionVersions() } == [])

        let before = TestNode(new, store: try new.store.reopened(with: try earlier()))
        #expect(try before.store.read { try $0.counts().waiting } == 0)
        let root = TestNode(before, store: try before.store.reopened(with: try present()))
        let versions = try root.store.read { try $0.definitionVersions() }
        #expect(versions.map(\.isFormer) == [true] && versions.first?.id == "complaint")
        #expect(
            try root.store.reopened(with: try present()).read { try $0.definitionVersions() }
                == versions
        )

        // Another computer of the same village.
        let fresh = try TestNode(seed: 3, file: nil)
        try fresh.store.write { session in
            try session.found(rootKey: root.key, place: place, incarnation: 3)
            try session.noteParent(RecordID.rootPlace(of: root.key), of: place)
            let known = try root.store.read { try $0.allCertificates() }
            for certificate in known + [root.certificate(for: fresh, at: place)] {
                try session.note(certificate)
            }
        }
        try fresh.take(root.segments(for: place))
        #expect(try fresh.store.read { try $0.counts().waiting } == 0)
        let line = try fresh.store.read { try $0.record(complaint)?.state["lineNo"]?.value }
        #expect(line == .text("12345"))
        let shipped = try present().current("complaint")?.version
        for node in [root, fresh] {
            // What is written now goes by what is shipped now.
            #expect(try node.store.read { try $0.definition("complaint").version } == shipped)
            let faults = try node.store.read { try $0.verify() }.map(\.sentence)
            #expect(faults == [], "\(node.key == root.key ? "root" : "fresh"): \(faults)")
        }
        let digests = try [root, fresh].map { node in
            try node.store.read { try $0.counts(at: place).state.digest }
        }
        #expect(Set(digests).count == 1)
    }

    @Test("the canonical form of every register is read back as the same version")
    func canonicalForms() throws {
        for definition in try ShippedCatalogue.registers() {
            let text = try #require(String(validating: definition.canonicalBytes, as: UTF8.self))
            #expect(try DefinitionReader.read(yaml: text).version == definition.version)
            #expect(
                try DefinitionReader.read(json: definition.canonicalBytes).version
                    == definition.version
            )
        }
    }

    @Test("a program's own register is read by a former version only where that was its like")
    func guarded() throws {
        let shelf = try present()
        let closing = try #require(shelf.current("period-closing"))
        let text = try #require(String(validating: closing.canonicalBytes, as: UTF8.self))
        func isUsed(_ text: String) throws -> Bool {
            let root = try TestNode.root(seed: 1)
            let former = try DefinitionReader.read(yaml: text)
            try root.store.write { session in
                _ = try session.appendDefinition(
                    .register,
                    id: former.id,
                    version: former.version,
                    from: Period.year(2026).first,
                    text: text,
                    actor: "",
                    isFormer: true
                )
            }
            return try root.store.read { $0.definitions(everOf: former.id) }.contains {
                $0.version == former.version
            }
        }
        #expect(try isUsed(text.replacing(closing.title, with: "旧名")))
        #expect(try !isUsed(text.replacing("\"kind\":\"at\"", with: "\"kind\":\"under\"")))
    }
}
