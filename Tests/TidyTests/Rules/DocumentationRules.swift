/// Every declaration that another target can see has a doc comment.
enum DocumentationRules {
    private enum Scope {
        /// An enum seen by other targets: its cases need comments.
        case visibleEnum
        /// A protocol or an extension whose access level makes all its members visible.
        case visibleMembers
        /// An extension that adds a conformance: its members carry the protocol's comments.
        case conformance
        case other
    }

    private static let modifiers: Set<String> = [
        "static", "final", "mutating", "nonmutating", "override", "convenience", "required",
        "indirect", "lazy", "weak", "unowned", "nonisolated", "prefix", "infix", "postfix",
        "consuming", "borrowing", "dynamic", "private", "fileprivate", "internal",
    ]
    private static let kinds: Set<String> = [
        "func", "init", "var", "let", "struct", "enum", "class", "protocol", "actor", "typealias",
        "subscript", "case", "extension", "associatedtype",
    ]
    /// Requirements of the standard library's protocols: their meaning is written there.
    private static let witnesses: Set<String> = [
        "hash", "encode", "description", "debugDescription", "errorDescription", "next",
        "makeIterator", "startIndex", "endIndex", "index",
    ]

    /// A declaration at the beginning of a line.
    private struct Declaration {
        let isVisible: Bool
        let kind: String
        let name: String
        let words: [String]
    }

    /// Every `package` and `public` declaration and every case of such an enum is explained.
    static func documented(_ source: SourceText) -> [Violation] {
        guard source.isSwift, source.isProduct else { return [] }
        var scopes: [Scope] = []
        var pending: Scope?
        var violations: [Violation] = []
        for (number, line) in source.code.enumerated() {
            if let declaration = declaration(line) {
                pending = scope(opened: declaration) ?? pending
                if needsComment(declaration, in: scopes.last ?? .other),
                    !hasComment(source, above: number)
                {
                    violations.append(violation(declaration, source.path, number + 1))
                }
            }
            follow(line, &scopes, &pending)
        }
        return violations
    }

    private static func violation(
        _ declaration: Declaration,
        _ path: String,
        _ line: Int
    ) -> Violation {
        Violation(
            rule: "doc-comment",
            path: path,
            line: line,
            message: "\(declaration.kind) \(declaration.name) is seen by others and not explained"
        )
    }

    private static func declaration(_ line: String) -> Declaration? {
        var words = CodeSearch.words(of: line)[...]
        var isVisible = false
        while let word = words.first, !kinds.contains(word) || isClassModifier(words) {
            words.removeFirst()
            switch word {
            case "package", "public", "open":
                // `package(set)` restricts the setter and says nothing of the declaration.
                if words.first == "(" { words = words.dropFirst(3) } else { isVisible = true }
            case "private" where words.first == "(", "internal" where words.first == "(":
                words = words.dropFirst(3)
            case "@": words = afterAttribute(words)
            case "class": break
            default:
                guard modifiers.contains(word) else { return nil }
            }
        }
        guard let kind = words.popFirst() else { return nil }
        let name = kind == "init" || kind == "subscript" ? kind : words.first ?? ""
        return Declaration(isVisible: isVisible, kind: kind, name: name, words: Array(words))
    }

    private static func isClassModifier(_ words: ArraySlice<String>) -> Bool {
        guard words.first == "class", let next = words.dropFirst().first else { return false }
        return next == "func" || next == "var"
    }

    /// The words after an attribute's name and its parenthesised arguments.
    private static func afterAttribute(_ words: ArraySlice<String>) -> ArraySlice<String> {
        var rest = words.dropFirst()
        guard rest.first == "(" else { return rest }
        var depth = 0
        while let word = rest.popFirst() {
            if word == "(" { depth += 1 }
            if word == ")" { depth -= 1 }
            if depth == 0 { break }
        }
        return rest
    }

    private static func scope(opened declaration: Declaration) -> Scope? {
        switch declaration.kind {
        case "enum": declaration.isVisible ? .visibleEnum : .other
        case "extension" where declaration.words.contains(":"): .conformance
        case "extension", "protocol": declaration.isVisible ? .visibleMembers : .other
        case "struct", "class", "actor": .other
        default: nil
        }
    }

    private static func needsComment(_ declaration: Declaration, in scope: Scope) -> Bool {
        switch declaration.kind {
        case "case": return scope == .visibleEnum
        case "extension": return false
        default: break
        }
        let isVisible = declaration.isVisible || scope == .visibleMembers
        guard isVisible, scope != .conformance else { return false }
        if declaration.kind == "init" {
            return !declaration.words.starts(with: ["(", "from", "decoder"])
        }
        guard let first = declaration.name.utf8.first else { return false }
        let isOperator = !CodeSearch.isNameByte(first) && first != UInt8(ascii: "`")
        if declaration.kind == "func", isOperator { return false }
        return !witnesses.contains(declaration.name)
    }

    private static func hasComment(_ source: SourceText, above number: Int) -> Bool {
        var index = number - 1
        while index >= 0 {
            let line = CodeSearch.trimmed(source.lines[index])
            if line.hasPrefix("///") || line.hasSuffix("*/") { return true }
            guard line.hasPrefix("@") || line.hasPrefix("#if") else { return false }
            index -= 1
        }
        return false
    }

    private static func follow(_ line: String, _ scopes: inout [Scope], _ pending: inout Scope?) {
        for byte in line.utf8 {
            if byte == UInt8(ascii: "{") {
                scopes.append(pending ?? .other)
                pending = nil
            } else if byte == UInt8(ascii: "}"), !scopes.isEmpty {
                scopes.removeLast()
            }
        }
    }

    /// Every test says in a sentence what it shows.
    static func testNames(_ source: SourceText) -> [Violation] {
        guard source.isSwift, !source.isProduct else { return [] }
        return source.code.enumerated().compactMap { number, line in
            guard CodeSearch.contains("@Test", in: line), !line.contains("@Test(\""),
                !nextOpensName(source.code, number, line)
            else { return nil }
            return Violation(
                rule: "test-name",
                path: source.path,
                line: number + 1,
                message: "give the test a sentence about behaviour"
            )
        }
    }

    private static func nextOpensName(_ code: [String], _ number: Int, _ line: String) -> Bool {
        guard line.hasSuffix("@Test("), number + 1 < code.count else { return false }
        return CodeSearch.trimmed(code[number + 1]).hasPrefix("\"")
    }
}
