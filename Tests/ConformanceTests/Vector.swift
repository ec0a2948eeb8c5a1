import Foundation
import Testing

/// One example that two implementations must agree on.
struct Vector: Sendable, CustomTestStringConvertible {
    /// The requirement of `sync/SPEC.md` that it shows.
    let requirement: String
    let name: String
    /// Which rule of `Conformance` reads `input`.
    let operation: String
    let input: [String: String]
    /// The byte form, or the bytes that are hashed or signed.
    let hex: String
    /// `valid`, the word of the fault, or what the bytes hash or sign to.
    let expected: String

    init(
        _ requirement: String,
        _ name: String,
        _ operation: String,
        _ input: [String: String],
        _ bytes: [UInt8],
        _ expected: String = "valid"
    ) {
        self.requirement = requirement
        self.name = name
        self.operation = operation
        self.input = input
        hex = Hex.text(bytes)
        self.expected = expected
    }

    init(json: [String: Any]) throws {
        requirement = try #require(json["requirement"] as? String)
        name = try #require(json["name"] as? String)
        operation = try #require(json["operation"] as? String)
        input = try #require(json["input"] as? [String: String])
        hex = try #require(json["hex"] as? String)
        expected = try #require(json["expected"] as? String)
    }

    var json: [String: Any] {
        [
            "requirement": requirement, "name": name, "operation": operation, "input": input,
            "hex": hex, "expected": expected,
        ]
    }

    var bytes: [UInt8] {
        get throws { try Hex.bytes(hex) }
    }

    var testDescription: String { "\(requirement) \(name)" }

    func value(_ key: String) throws -> String {
        try #require(input[key], "\(name) lacks \(key)")
    }
}

enum Hex {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static func bytes(_ text: String) throws -> [UInt8] {
        let digits = try text.map { try #require($0.hexDigitValue) }
        try #require(digits.count.isMultiple(of: 2))
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}

/// The files in `sync`, found from where this source stands.
enum SyncFolder {
    static let files: [(name: String, make: @Sendable () throws -> [Vector])] = [
        ("primitives", { try PrimitiveVectors.all() }),
        ("names", { try NameVectors.all() }),
        ("payloads", { try PayloadVectors.all() }),
        ("events", { try EventVectors.all() }),
        ("digests", { try DigestVectors.all() }),
        ("certificates", { try CertificateVectors.all() }),
        ("messages", { try MessageVectors.all() }),
    ]

    static var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("sync")
    }

    static func file(_ name: String) -> URL {
        root.appendingPathComponent("vectors/\(name).json")
    }

    static func read(_ name: String) throws -> [Vector] {
        let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: file(name)))
        return try (try #require(json as? [[String: Any]])).map { try Vector(json: $0) }
    }

    static func write(_ vectors: [Vector], _ name: String) throws {
        var data = try JSONSerialization.data(
            withJSONObject: vectors.map(\.json),
            options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        )
        data.append(10)
        try data.write(to: file(name))
    }
}
