import Testing

@Suite("Rules of the layout")
struct LayoutRuleTests {
    private static let manifestText = """
        let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
        let package = Package(
            name: "liandong",
            products: [.executable(name: "liandong", targets: ["liandong"])],
            targets: [
                // Floor 1.
                .systemLibrary(name: "CLibzstd", pkgConfig: "libzstd", providers: [.apt(["x"])]),
                floor("Causality"),
                floor("Hashing", [crypto]),
                floor(
                    "Records",
                    ["Causality", "Hashing"],
                    exclude: ["NOTES.md"],
                    resources: [.copy("registers")]
                ),
                .executableTarget(name: "liandong", dependencies: ["Records", crypto]),
                tests("RecordsTests", ["Records"]),
            ],
            swiftLanguageModes: [.v6]
        )
        """

    private static let folders = [
        "Sources/CLibzstd/module.modulemap", "Sources/Causality/Dot.swift",
        "Sources/Hashing/Digest.swift", "Sources/Records/Event.swift",
        "Sources/liandong/Main.swift", "Tests/RecordsTests/EventTests.swift",
    ]

    @Test("the manifest's targets and their neighbours are read")
    func manifest() throws {
        let manifest = Manifest(text: LayoutRuleTests.manifestText)
        #expect(
            manifest.targets.map(\.name) == [
                "CLibzstd", "Causality", "Hashing", "Records", "liandong", "RecordsTests",
            ]
        )
        #expect(manifest.targets[2].products == ["crypto"])
        #expect(manifest.targets[3].project == ["Causality", "Hashing"])
        #expect(manifest.targets[4].project == ["Records"])
    }

    @Test("folders and targets that agree are fine")
    func agreeing() {
        let manifest = Manifest(text: LayoutRuleTests.manifestText)
        #expect(LayoutRules.targets(LayoutRuleTests.folders, manifest).isEmpty)
        #expect(LayoutRules.dependencies(manifest).isEmpty)
    }

    @Test("a folder that is no target and a target without a folder are both named")
    func disagreeing() {
        let manifest = Manifest(text: LayoutRuleTests.manifestText)
        let paths = LayoutRuleTests.folders.dropLast() + ["Sources/Extra/A.swift"]
        let violations = LayoutRules.targets(Array(paths), manifest)
        #expect(violations.map(\.path) == ["Extra", "RecordsTests"])
        #expect(violations.allSatisfy { $0.rule == "manifest" })
    }

    @Test("a manifest that gives a target a neighbour from above is refused")
    func upward() {
        let text = LayoutRuleTests.manifestText
            .replacing("floor(\"Causality\")", with: "floor(\"Causality\", [\"Records\"])")
            .replacing("floor(\"Hashing\"", with: "floor(\"Unplanned\"")
        let violations = LayoutRules.dependencies(Manifest(text: text))
        #expect(violations.map(\.path) == ["Causality", "Unplanned"])
    }

    @Test("anything else at the top level is refused")
    func top() {
        let good = ["Package.swift", "README.md", "LICENSE", ".ci/run", "sync/SPEC.md", "deploy/x"]
        #expect(LayoutRules.top(good).isEmpty)
        let violations = LayoutRules.top(good + ["docs/a.md", "Makefile"])
        #expect(violations.map(\.path) == ["Makefile", "docs"])
    }

    @Test("a target that the README's map forgets, or puts on another floor, is named")
    func map() {
        let paths = ["Sources/Merge/A.swift", "Sources/Store/A.swift"]
        let good = "| 3 | `Merge` | folds |\n| 5 | `Store` | keeps |"
        #expect(LayoutRules.map(good, paths).isEmpty)
        let forgotten = LayoutRules.map("| 3 | `Merge` | beside `Store` |", paths)
        #expect(forgotten.map(\.message) == ["Store is missing, or not on its floor"])
        let misplaced = LayoutRules.map(good.replacing("| 5 |", with: "| 4 |"), paths)
        #expect(misplaced.map(\.rule) == ["readme-map"])
    }
}
