import Documents
import Foundation
import Testing

/// One file of `sync/vectors`, found beside the tests' sources.
struct VectorFile {
    let name: String

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sync")

    /// All files of vectors.
    static let all = [
        ByteVectors.file, HashVectors.file, MessageVectors.file, MessageVectors.damagedFile,
        SealVectors.file, SegmentVectors.file, ExchangeVectors.file, FoldVectors.file,
        MergeVectors.file, DecisionVectors.file, BundleVectors.file,
        AttachmentVectors.file, DefinitionVectors.file, LetterVectors.file,
    ]

    private var url: URL {
        VectorFile.folder.appendingPathComponent("vectors").appendingPathComponent(name)
    }

    /// The vectors of the file.
    func read() throws -> [Vector] {
        let document = try JSONReader.read(Array(try Data(contentsOf: url)))
        return (document.listValue ?? []).map(Vector.init)
    }

    /// A value as the files have it: members by name, so that their order decides nothing.
    static func line(_ value: DocumentValue) -> String {
        String(decoding: JSONWriter.canonical(value), as: UTF8.self)
    }

    /// Writes one vector a line, so that a change shows in a comparison.
    func write(_ vectors: [Vector]) throws {
        let lines = vectors.map { VectorFile.line($0.value) }
        let text = "[\n" + lines.joined(separator: ",\n") + "\n]\n"
        try Data(text.utf8).write(to: url)
    }
}

/// One vector: an object with `requirement`, `name`, `kind` and what the kind needs.
struct Vector: CustomTestStringConvertible, Sendable {
    let value: DocumentValue

    init(_ value: DocumentValue) { self.value = value }

    init(
        _ requirement: String,
        _ name: String,
        _ kind: String,
        _ members: [(String, DocumentValue)]
    ) {
        let head: [(String, DocumentValue)] = [
            ("requirement", .text(requirement)), ("name", .text(name)), ("kind", .text(kind)),
        ]
        value = .object(DocumentObject(members: head + members))
    }

    var requirement: String { text("requirement") }
    var kind: String { text("kind") }
    var testDescription: String { "\(requirement) \(text("name"))" }

    func text(_ key: String) -> String { value[key]?.textValue ?? "" }

    func bytes(_ key: String) -> [UInt8] { Hex.bytes(text(key)) }

    func number(_ key: String) -> UInt64 { UInt64(text(key)) ?? 0 }

    var expect: DocumentValue { value["expect"] ?? .null }
}

/// Hexadecimal text in lower case.
enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> DocumentValue {
        .text(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }

    static func bytes(_ text: String) -> [UInt8] {
        let digits = text.compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
