internal import Yams

/// A YAML document together with the lines on which its values stand.
package struct LocatedDocument: Sendable {
    /// The document.
    package let value: DocumentValue
    private let lines: [DocumentPath: Int]

    /// Wraps a document that came from no text, so that no lines are known.
    package init(unlocated value: DocumentValue) {
        self.init(value: value, lines: [:])
    }

    /// True where lines are known.
    package var isLocated: Bool { !lines.isEmpty }

    init(value: DocumentValue, lines: [DocumentPath: Int]) {
        self.value = value
        self.lines = lines
    }

    /// The line, from 1, on which the value at the path begins: for an object's member the line of
    /// its key; for a path that the document does not have, the line of what would contain it.
    package func line(of path: DocumentPath) -> Int {
        var path = path
        while true {
            if let line = lines[path] { return line }
            guard let parent = path.parent else { return 1 }
            path = parent
        }
    }
}

/// Reads one YAML document as plain values: no anchors, no aliases, no tags.
///
/// Plain scalars are null (`null`, `~`, nothing), booleans (`true`, `false` only), numbers (where
/// they are written as JSON writes numbers) or text; quoted and block scalars are always text.
package enum YAMLReader {
    /// Largest document read, in bytes; definitions are written by people.
    package static let byteCountMax = 8 << 20

    /// Reads one document; a fault is thrown with its line.
    ///
    /// Quicker than `readLocated`.
    package static func read(_ text: String) throws(DocumentError) -> DocumentValue {
        try read(text, keepsLines: false).value
    }

    /// Reads one document and remembers on which line each value stands.
    package static func readLocated(_ text: String) throws(DocumentError) -> LocatedDocument {
        try read(text, keepsLines: true)
    }

    private static func read(
        _ text: String,
        keepsLines: Bool
    ) throws(DocumentError) -> LocatedDocument {
        guard text.utf8.count <= byteCountMax else {
            throw .tooLarge(byteCount: text.utf8.count, byteCountMax: byteCountMax)
        }
        var lines: [DocumentPath: Int] = [:]
        let value: DocumentValue
        do {
            // Anchors are held weakly by the nodes and strongly by the parser, so it must live on.
            // Which plain scalars are numbers is decided below, not by a search for patterns.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let node = try parser.singleRoot() else {
                throw DocumentError.malformed(.empty, line: 1, column: 1)
            }
            var conversion = NodeConversion(keepsLines: keepsLines)
            value = try conversion.convert(node, at: .root, depth: 0)
            lines = conversion.lines
            withExtendedLifetime(parser) {}
        } catch let error as DocumentError {
            throw error
        } catch let error as YamlError {
            throw documentError(error)
        } catch {
            throw .malformed(.yaml("\(error)"), line: 1, column: 1)
        }
        return LocatedDocument(value: value, lines: lines)
    }

    private static func documentError(_ error: YamlError) -> DocumentError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .malformed(.yaml(problem), line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(let keys, let context):
            .malformed(
                .duplicateKey(keys.first ?? ""),
                line: context.mark.line,
                column: context.mark.column
            )
        default: .malformed(.yaml("\(error)"), line: 1, column: 1)
        }
    }
}

/// Turns nodes into values and notes the line of each.
private struct NodeConversion {
    let keepsLines: Bool
    var lines: [DocumentPath: Int] = [:]

    mutating func convert(_ node: Node, at path: DocumentPath, depth: Int) throws -> DocumentValue {
        let line = node.mark?.line ?? 1
        let column = node.mark?.column ?? 1
        if keepsLines, lines[path] == nil { lines[path] = line }
        if node.anchor != nil {
            throw DocumentError.malformed(.unsupportedYAML("锚点"), line: line, column: column)
        }
        guard depth <= JSONReader.depthMax else {
            throw DocumentError.malformed(.tooDeep, line: line, column: column)
        }
        switch node {
        case .scalar(let scalar): return try value(of: scalar, line: line, column: column)
        case .sequence(let sequence):
            var values: [DocumentValue] = []
            for (index, item) in sequence.enumerated() {
                let itemPath = keepsLines ? path.appending(index: index) : path
                values.append(try convert(item, at: itemPath, depth: depth + 1))
            }
            return .list(values)
        case .mapping(let mapping): return try convert(mapping, at: path, depth: depth)
        case .alias:
            throw DocumentError.malformed(.unsupportedYAML("别名"), line: line, column: column)
        }
    }

    private mutating func convert(
        _ mapping: Node.Mapping,
        at path: DocumentPath,
        depth: Int
    ) throws -> DocumentValue {
        var object = DocumentObject()
        for (keyNode, valueNode) in mapping {
            let line = keyNode.mark?.line ?? 1
            let column = keyNode.mark?.column ?? 1
            guard case .scalar(let key) = keyNode else {
                throw DocumentError.malformed(.keyIsNotText, line: line, column: column)
            }
            let valuePath = keepsLines ? path.appending(key.string) : path
            if keepsLines { lines[valuePath] = line }
            let value = try convert(valueNode, at: valuePath, depth: depth + 1)
            guard object.append(key.string, value) else {
                let fault = DocumentFault.duplicateKey(key.string)
                throw DocumentError.malformed(fault, line: line, column: column)
            }
        }
        return .object(object)
    }

    private func value(of scalar: Node.Scalar, line: Int, column: Int) throws -> DocumentValue {
        guard scalar.style == .plain else { return .text(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: break
        }
        if let first = scalar.string.utf8.first,
            first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        {
            // The JSON reader's own grammar decides, so that both formats agree on numbers.
            let number = try? JSONReader.read(Array(scalar.string.utf8))
            if case .number? = number, let number { return number }
        }
        return .text(scalar.string)
    }
}
