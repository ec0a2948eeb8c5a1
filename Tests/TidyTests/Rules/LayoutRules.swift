/// What lies where, and whether manifest, folders and documents agree.
enum LayoutRules {
    private static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "sync", "deploy", "README.md", "LICENSE",
    ]

    /// Nothing at the top but what the owner asked for, a licence and dot-files.
    static func top(_ paths: [String]) -> [Violation] {
        let names = Set(paths.map { String($0.prefix { $0 != "/" }) })
        return names.filter { !$0.hasPrefix(".") && !topLevel.contains($0) }.sorted().map {
            Violation(
                rule: "top-level",
                path: $0,
                line: 0,
                message: "outside the layout: Sources, Tests, sync, deploy, README.md, LICENSE"
            )
        }
    }

    /// Folders whose target is in the manifest only when it is asked for: `deploy/fuzz`.
    private static let onDemand: Set<String> = ["Fuzz"]

    /// Every folder of sources or tests is a target of the manifest, and every target has a folder.
    static func targets(_ paths: [String], _ manifest: Manifest) -> [Violation] {
        let folders = Set(paths.compactMap(folder)).subtracting(onDemand)
        let names = Set(manifest.targets.map(\.name))
        let unlisted = folders.subtracting(names).sorted().map {
            ($0, "has files and is not a target of Package.swift")
        }
        let empty = names.subtracting(folders).sorted().map {
            ($0, "is a target of Package.swift without a folder")
        }
        return (unlisted + empty).map {
            Violation(rule: "manifest", path: $0.0, line: 0, message: $0.1)
        }
    }

    /// The manifest gives a target no neighbour that the plan of the house does not give it.
    static func dependencies(_ manifest: Manifest) -> [Violation] {
        manifest.targets.filter { !$0.name.hasSuffix("Tests") }.flatMap { target in
            let room = HousePlan.room(target.name)
            let surplus = target.project.filter { room?.project.contains($0) != true }
            let message = room == nil ? "has no floor in HousePlan" : nil
            let faults = (message.map { [$0] } ?? []) + surplus.map { "may not depend on \($0)" }
            return faults.map {
                Violation(rule: "manifest-floor", path: target.name, line: 0, message: $0)
            }
        }
    }

    /// The README's map of the house names every target of the sources, on its floor.
    static func map(_ readme: String, _ paths: [String]) -> [Violation] {
        let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| ") }
        let folders = Set(paths.filter { $0.hasPrefix("Sources/") }.compactMap(folder))
        return folders.sorted().compactMap { name in
            let floor = HousePlan.floor(of: name).map { $0 > 0 ? "| \($0) |" : "| – |" } ?? "|"
            guard !rows.contains(where: { $0.hasPrefix(floor) && $0.contains("`\(name)`") }) else {
                return nil
            }
            return Violation(
                rule: "readme-map",
                path: "README.md",
                line: 0,
                message: "\(name) is missing, or not on its floor"
            )
        }
    }

    private static func folder(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        guard parts.count >= 3, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }
}
