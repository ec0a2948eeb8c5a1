/// What `Package.swift` says of the targets, read from its text.
struct Manifest: Sendable {
    /// One target: its name and its dependencies as written, with quotes where they are strings.
    struct Target: Equatable, Sendable {
        let name: String
        /// Names of project targets.
        let project: [String]
        /// Names of constants that stand for products of other packages.
        let products: [String]
    }

    /// In the order of the file.
    let targets: [Target]

    /// Reads the list behind the last `targets:` of the top level; the rest is not looked at.
    init(text: String) {
        targets = ManifestReader(text).targets()
    }
}

/// Reads calls such as `floor("Merge", ["Records", crypto])` from the list of targets.
private struct ManifestReader {
    private var words: [String]

    init(_ text: String) {
        words = []
        for line in text.split(separator: "\n") {
            let uncommented = CodeSearch.trimmed(String(line))
            guard !uncommented.hasPrefix("//") else { continue }
            words += ManifestReader.words(of: uncommented)
        }
    }

    /// Names, quoted strings as one word with their opening quote, and single other characters.
    private static func words(of line: String) -> [String] {
        var words: [String] = []
        for (index, part) in line.split(separator: "\"", omittingEmptySubsequences: false)
            .enumerated()
        {
            if index.isMultiple(of: 2) {
                words += CodeSearch.words(of: String(part))
            } else {
                words.append("\"" + part)
            }
        }
        return words
    }

    func targets() -> [Manifest.Target] {
        guard let package = words.firstIndex(of: "Package"), let start = listStart(after: package)
        else { return [] }
        var found: [Manifest.Target] = []
        var depth = 0
        var call: [String] = []
        for word in words[start...] {
            if word == "(" || word == "[" { depth += 1 }
            if word == ")" || word == "]" { depth -= 1 }
            if depth == 0 { break }
            if depth == 1 {
                if word == ")", let target = target(call) { found.append(target) }
                call = []
            } else {
                call.append(word)
            }
        }
        return found
    }

    /// The bracket of `targets: [` that belongs to `Package(` itself, not to a product.
    private func listStart(after package: Int) -> Int? {
        var depth = 0
        for index in words.indices[(package + 1)...] {
            if words[index] == "(" || words[index] == "[" { depth += 1 }
            if words[index] == ")" || words[index] == "]" { depth -= 1 }
            if depth == 1, words[index] == "targets", index + 2 < words.count { return index + 2 }
        }
        return nil
    }

    private func target(_ call: [String]) -> Manifest.Target? {
        guard let name = call.first(where: { $0.hasPrefix("\"") }) else { return nil }
        var depth = 0
        var project: [String] = []
        var products: [String] = []
        // Files that are left out are no neighbours.
        let call = call.prefix { $0 != "exclude" }
        for (index, word) in call.enumerated() where index > 0 {
            if word == "[" { depth += 1 }
            if word == "]" { depth -= 1 }
            guard depth == 1, call[index - 1] == "[" || call[index - 1] == "," else { continue }
            if word.hasPrefix("\"") {
                project.append(String(word.dropFirst()))
            } else if let first = word.utf8.first, CodeSearch.isNameByte(first) {
                products.append(word)
            }
        }
        return Manifest.Target(
            name: String(name.dropFirst()),
            project: project,
            products: products
        )
    }
}
