import Foundation
import Testing

extension SystemTests {
    @Suite("The program finds what came with it, wherever it was copied to")
    struct InstalledProgramTests {
        private let tree: TestTree
        private let manager = FileManager.default

        init() throws { tree = try TestTree() }

        /// A node whose program is a copy in a folder of its own, without anything beside it.
        private func copied() throws -> NodeHome {
            let bin = tree.folder + "/usr/bin"
            try manager.createDirectory(atPath: bin, withIntermediateDirectories: true)
            let program = try #require(Program.path)
            try manager.copyItem(atPath: program, toPath: bin + "/liandong")
            var home = tree.home("county")
            home.program = bin + "/liandong"
            return home
        }

        /// Puts the catalogue of the built program somewhere.
        private func install(_ path: String) throws {
            let built =
                URL(fileURLWithPath: try #require(Program.path)).resolvingSymlinksInPath()
                .deletingLastPathComponent().path + "/liandong_Catalogue.resources"
            let target = URL(fileURLWithPath: tree.folder + "/" + path)
            try manager.createDirectory(
                at: target.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try manager.copyItem(atPath: built, toPath: target.path)
        }

        @Test(
            "without its catalogue it says so in one sentence, and works where it is found",
            arguments: ["usr/share/liandong", "usr/bin/liandong_Catalogue.resources"]
        )
        func copiedProgram(to place: String) throws {
            let home = try copied()
            for words in [
                ["init", "--region", Code.county, "--name", "桐溪县"], ["assess", "list"],
                ["score", "--evidence", try tree.file("none.json", "{}")],
            ] {
                let outcome = try home.start(words).finish()
                #expect(outcome.status == 1, "\(words): \(outcome.errors)")
                #expect(!outcome.errors.contains("rror"), "\(outcome.errors)")
            }
            let outcome = try home.run("init", "--region", Code.county, "--name", "桐溪县")
            #expect(outcome.errors.contains("找不到程序自带的登记簿和考核办法"), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
            try install(place)
            try home.must("init", "--region", Code.county, "--name", "桐溪县")
            try home.must("period", "close", "2026-10")
            #expect(try home.must("list", "region").output.contains("桐溪县"))
        }
    }
}
