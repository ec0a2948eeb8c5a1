import Catalogue
import Documents
import Foundation
import Records
import Testing

@Suite("a damaged installation is named, never half used")
struct CatalogueFolderTests {
    /// Runs with a folder that holds these files, by path and content, and takes it away again.
    private func withFolder(
        _ files: [String: Data],
        _ body: (CatalogueFolder) throws -> Void
    ) throws {
        let manager = FileManager.default
        let root = manager.temporaryDirectory.appending(path: "catalogue-\(UUID().uuidString)")
        defer { try? manager.removeItem(at: root) }
        for folder in ["registers/system", "schemes"] {
            let url = root.appending(path: folder)
            try manager.createDirectory(at: url, withIntermediateDirectories: true)
        }
        for (path, data) in files { try data.write(to: root.appending(path: path)) }
        try body(CatalogueFolder(path: root.path(percentEncoded: false)))
    }

    private let plain = """
        id: plain
        title: 清单
        kind: register
        levels: [village]
        audience: {kind: at, place: author}
        fields: [{id: code, label: 代码, type: text}]
        """

    @Test("registers of both folders are read in the order of their ids")
    func reads() throws {
        let files = [
            "registers/plain.yaml": Data(plain.utf8),
            "registers/system/a.yaml": Data(plain.replacing("id: plain", with: "id: a").utf8),
            "registers/notes.txt": Data("不读".utf8),
            "schemes/s.yaml": Data("id: s\n".utf8),
        ]
        try withFolder(files) { folder in
            #expect(try folder.registers().map(\.id) == ["a", "plain"])
            let schemes = try folder.schemes()
            #expect(schemes.map(\.id) == ["s"])
            #expect(schemes.first?.text == "id: s\n")
            #expect(schemes.first?.document["id"]?.textValue == "s")
        }
    }

    @Test("each fault of a file is told with the file's name")
    func refuses() throws {
        try withFolder(["registers/other.yaml": Data(plain.utf8)]) { folder in
            #expect(throws: CatalogueError.wrongName(file: "other.yaml", id: "plain")) {
                try folder.registers()
            }
        }
        try withFolder(["registers/bad.yaml": Data([0xFF, 0xFE])]) { folder in
            #expect(throws: CatalogueError.unreadable(file: "bad.yaml")) { try folder.registers() }
        }
        try withFolder(["registers/bad.yaml": Data("id: bad".utf8)]) { folder in
            let error = #expect(throws: CatalogueError.self) { try folder.registers() }
            guard case .badRegister("bad.yaml", .malformed)? = error else {
                Issue.record("expected a refused register, got \(String(describing: error))")
                return
            }
        }
        try withFolder(["schemes/bad.yaml": Data("id: [".utf8)]) { folder in
            let error = #expect(throws: CatalogueError.self) { try folder.schemes() }
            #expect(error?.sentence.contains("bad.yaml") == true)
        }
        try withFolder(["schemes/s.yaml": Data("title: 无编号".utf8)]) { folder in
            #expect(throws: CatalogueError.wrongName(file: "s.yaml", id: "")) {
                try folder.schemes()
            }
        }
    }

    @Test("a missing folder is named")
    func missing() {
        let folder = CatalogueFolder(path: "/nowhere")
        #expect(throws: CatalogueError.missingFolder("registers")) { try folder.registers() }
        #expect(throws: CatalogueError.missingFolder("schemes")) { try folder.schemes() }
    }
}
