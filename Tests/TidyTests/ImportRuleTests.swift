import Testing

@Suite("Rules of imports")
struct ImportRuleTests {
    private func source(_ path: String, _ text: String) -> SourceText {
        SourceText(path: path, text: text)
    }

    @Test(
        "every spelling of an import is read",
        arguments: [
            ("import GRDB", "GRDB"), ("package import Causality", "Causality"),
            ("@testable import Store", "Store"), ("@preconcurrency import Yams", "Yams"),
            ("import struct Foundation.Date", "Foundation"), ("import Glibc.stdio", "Glibc"),
        ]
    )
    func spellings(line: String, module: String) {
        #expect(ImportRules.importedModule(line) == module)
    }

    @Test("a line that imports nothing is no import")
    func noImport() {
        #expect(ImportRules.importedModule("let imported = importing(file)") == nil)
        #expect(ImportRules.importedModule("func importRows() {") == nil)
    }

    @Test(
        "an import upwards, sideways or past the plan is refused",
        arguments: [
            ("Sources/Causality/A.swift", "import Records"),
            ("Sources/Merge/A.swift", "import SyncWire"),
            ("Sources/Assessment/A.swift", "package import Store"),
            ("Sources/WebPages/A.swift", "import SyncEngine"),
            ("Sources/PeerAPI/A.swift", "import WebPages"),
            ("Sources/Records/A.swift", "import Foundation"),
            ("Sources/SyncEngine/A.swift", "internal import Glibc"),
            ("Sources/Store/A.swift", "import Logging"),
            ("Sources/Nowhere/A.swift", "let x = 1"),
        ]
    )
    func refusedFloors(path: String, line: String) throws {
        let violation = try #require(ImportRules.floors(source(path, line)).first)
        #expect(violation.rule == "floors")
    }

    @Test(
        "an import that the plan lists is allowed",
        arguments: [
            ("Sources/Records/A.swift", "package import Causality"),
            ("Sources/Store/A.swift", "import Foundation\nimport GRDB\nimport Merge"),
            ("Sources/Catalogue/A.swift", "import Foundation"),
            ("Sources/liandong/A.swift", "import ArgumentParser\nimport NodeAssembly"),
            ("Tests/MergeTests/A.swift", "import Testing\n@testable import Merge"),
            ("Sources/Merge/A.swift", "// import Store\nlet s = \"import Store\""),
        ]
    )
    func allowedFloors(path: String, text: String) {
        #expect(ImportRules.floors(source(path, text)).isEmpty)
    }

    @Test("a module with one importer is refused everywhere else", arguments: soleModules)
    func refusedSole(module: String) throws {
        let intruder = source("Sources/Simulation/A.swift", "let a = 1\nimport \(module)")
        let violation = try #require(ImportRules.soleImporters(intruder).first)
        #expect(violation.rule == "sole-importer")
        #expect(violation.line == 2)
        let test = source("Tests/MergeTests/A.swift", "import \(module)")
        #expect(ImportRules.soleImporters(test).count == 1)
    }

    @Test("the one importer may, and so may its tests", arguments: soleModules)
    func allowedSole(module: String) throws {
        let owner = try #require(HousePlan.soleImporters[module]?.min())
        let product = source("Sources/\(owner)/A.swift", "import \(module)")
        let tests = source("Tests/\(owner)Tests/A.swift", "import \(module)")
        #expect(ImportRules.soleImporters(product).isEmpty)
        #expect(ImportRules.soleImporters(tests).isEmpty)
        #expect(ImportRules.floors(product).isEmpty)
    }

    private static let soleModules = HousePlan.soleImporters.keys.sorted()

    @Test("the plan itself only points downwards, and has every target once")
    func planPointsDown() throws {
        #expect(HousePlan.rooms.map(\.name).sorted() == HousePlan.floors.joined().sorted())
        for room in HousePlan.rooms {
            let floor = try #require(HousePlan.floor(of: room.name))
            for neighbour in room.project {
                let below = try #require(HousePlan.floor(of: neighbour))
                #expect(below < floor, "\(room.name) on \(floor) sees \(neighbour) on \(below)")
            }
            for module in room.outside {
                let owners = HousePlan.soleImporters[module] ?? [room.name]
                #expect(owners.contains(room.name), "\(room.name) may not see \(module)")
            }
        }
    }
}
