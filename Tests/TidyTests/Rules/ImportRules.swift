/// Who may import whom.
enum ImportRules {
    private static let modifiers: Set<String> = [
        "package", "public", "internal", "private", "fileprivate",
    ]
    private static let kinds: Set<String> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
    ]

    /// The module that a line imports, nil where it imports none.
    static func importedModule(_ line: String) -> String? {
        guard line.contains("import") else { return nil }
        var words = CodeSearch.words(of: line)[...]
        while let word = words.first, word == "@" || modifiers.contains(word) {
            words = words.dropFirst(word == "@" ? 2 : 1)
        }
        guard words.popFirst() == "import" else { return nil }
        if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
        return words.first
    }

    /// A target imports only what the plan lists for it, and that lies on lower floors.
    static func floors(_ source: SourceText) -> [Violation] {
        guard source.isSwift, source.isProduct, let target = source.target else { return [] }
        guard let room = HousePlan.room(target) else {
            return [
                Violation(
                    rule: "floors",
                    path: source.path,
                    line: 0,
                    message: "target \(target) has no floor in HousePlan"
                )
            ]
        }
        return imports(of: source, rule: "floors") { module in
            guard !mayImport(module, room) else { return nil }
            guard let floor = HousePlan.floor(of: module) else {
                return "\(target) may not import \(module)"
            }
            return "\(target) may not import \(module) of floor \(floor)"
        }
    }

    /// Some modules have one importer, in `Sources` as in `Tests`.
    static func soleImporters(_ source: SourceText) -> [Violation] {
        guard source.isSwift, let owner = source.owner else { return [] }
        return imports(of: source, rule: "sole-importer") { module in
            guard let allowed = HousePlan.soleImporters[module], !allowed.contains(owner) else {
                return nil
            }
            return "only \(allowed.sorted().joined(separator: ", ")) may import \(module)"
        }
    }

    private static func mayImport(_ module: String, _ room: Room) -> Bool {
        if room.project.contains(module) || room.outside.contains(module) { return true }
        return !HousePlan.isPure(room.name) && HousePlan.platform.contains(module)
    }

    private static func imports(
        of source: SourceText,
        rule: String,
        fault: (String) -> String?
    ) -> [Violation] {
        source.code.enumerated().compactMap { number, line in
            importedModule(line).flatMap(fault).map {
                Violation(rule: rule, path: source.path, line: number + 1, message: $0)
            }
        }
    }
}
