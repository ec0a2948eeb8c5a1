import Testing

@Suite("The repository")
struct RepositoryTests {
    @Test("keeps every rule of the house")
    func keepsItsRules() throws {
        let house = try House(at: House.root)
        try #require(house.sources.contains { $0.path == "Package.swift" })
        for violation in house.violations() { Issue.record("\(violation)") }
    }
}
