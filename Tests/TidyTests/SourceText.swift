import Foundation

/// One file of the repository, read once and looked at by every rule.
struct SourceText: Sendable {
    /// Where it lies, from the repository's root, with slashes.
    let path: String
    /// The lines as written.
    let lines: [String]
    /// The lines of code: of a Swift file without comments and the insides of string literals.
    ///
    /// Blanked in place, so that a rule about code never fires on prose. Other files: as `lines`.
    let code: [String]
    private let text: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = SourceText.split(text)
        let isSwift = path.hasSuffix(".swift")
        code = isSwift ? SourceText.split(SwiftMask.blanked(text)) : lines
    }

    /// Whether the text holds the pattern anywhere; quick, so that rules look closer only then.
    func mentions(_ pattern: String) -> Bool {
        text.withCString { text in pattern.withCString { strstr(text, $0) != nil } }
    }

    /// The file's name without its extension.
    var stem: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: ".").first.map(String.init) ?? name
    }

    /// Whether it is a Swift file.
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The target that the file belongs to: the second folder under `Sources` or `Tests`, else nil.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count >= 3, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    /// The target of `Sources` whose code or tests these are.
    var owner: String? {
        guard let target, !isProduct, target.hasSuffix("Tests") else { return target }
        return String(target.dropLast(5))
    }

    /// Whether the file lies under `Sources`.
    var isProduct: Bool { path.hasPrefix("Sources/") }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

/// One place where a rule of the house is broken.
struct Violation: Hashable, CustomStringConvertible, Sendable {
    /// The rule's name, as the tests and `deploy/test --planted` know it.
    let rule: String
    /// The file, or the name of a target.
    let path: String
    /// From 1; 0 where it is about the whole file.
    let line: Int
    /// What is wrong and what to do instead.
    let message: String

    var description: String {
        "\(path)\(line > 0 ? ":\(line)" : ""): [\(rule)] \(message)"
    }
}
