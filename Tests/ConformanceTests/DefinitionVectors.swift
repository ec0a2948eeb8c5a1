import Catalogue
import Causality
import Compression
import Credentials
import Documents
import Hashing
import Records
import Store

/// Section 19.7: versions of registers that an earlier program shipped.
///
/// The registers shipped now are those of this repository; a vector says only whether the version
/// is known besides them.
enum DefinitionVectors {
    static let file = VectorFile(name: "definitions.json")

    static func make() throws -> [Vector] {
        let complaint = try former("complaint", adding: "formerLine")
        let lessRegion = try former("region", adding: nil)
        let otherRegion = try former("region", adding: "formerField")
        let lessLetter = try former("sealed-letter", adding: "formerField")
        let text = try content(complaint)
        let version = complaint.version.hexadecimal
        let wrong = String(version.dropLast()) + (version.hasSuffix("0") ? "1" : "0")
        let known: [(String, RegisterDefinition, String)] = [
            ("with a field that was retired since", complaint, "known"),
            ("of places, as shipped", lessRegion, "known"),
            ("of places, with a field that is gone", otherRegion, "unknown"),
            ("of the program's own, with a field that is gone", lessLetter, "unknown"),
        ]
        let whole = try known.map { name, definition, expect in
            vector(
                name,
                definition.id,
                definition.version.hexadecimal,
                try content(definition),
                expect: expect
            )
        }
        return whole + [
            vector("of another version than its text's", "complaint", wrong, text),
            vector("of another register than its text's", "call-back", version, text),
            vector("with a text cut off", "complaint", version, String(text.dropLast(8))),
            vector("with no text", "complaint", version, ""),
            vector("of a scheme", "complaint", version, text, kind: "考核办法"),
            vector("with a number below nought", "complaint", version, text, number: "-1"),
        ]
    }

    private static func vector(
        _ name: String,
        _ register: String,
        _ version: String,
        _ content: String,
        kind: String = "登记簿",
        number: String = "0",
        expect: String = "unknown"
    ) -> Vector {
        Vector(
            "SYNC-19.7",
            "former version \(name)",
            "formerVersion",
            [
                ("of", .text(kind)), ("register", .text(register)), ("version", .text(version)),
                ("number", .text(number)), ("content", .text(content)), ("expect", .text(expect)),
            ]
        )
    }

    /// A register as an earlier program might have shipped it.
    private static func former(
        _ id: String,
        adding field: String?
    ) throws -> RegisterDefinition {
        let shipped = try ShippedCatalogue.registers().first { $0.id == id }
        var text = String(decoding: shipped?.canonicalBytes ?? [], as: UTF8.self)
        if let field {
            let added = #""fields":[{"id":"\#(field)","label":"旧","type":"text"},"#
            text = text.replacing(#""fields":["#, with: added, maxReplacements: 1)
        }
        return try DefinitionReader.read(yaml: text)
    }

    private static func content(_ definition: RegisterDefinition) throws -> String {
        Base32.encode(Zstandard.compress(definition.canonicalBytes, level: 19))
    }

    static func result(of vector: Vector) throws -> DocumentValue {
        let world = try VectorWorld()
        let shipped = DefinitionShelf(current: try ShippedCatalogue.registers())
        let store = try Store.inMemory(
            identity: NodeIdentity(
                node: world.county.nodeKey,
                sign: { world.county.sign($0) },
                random: { [UInt8](repeating: 1, count: $0) },
                now: { 1_793_500_000 }
            ),
            shelf: shipped,
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
        let root = world.rootPlace
        let writes = [
            CellWrite(.field("kind"), .text(vector.text("of"))),
            CellWrite(.field("register"), .text(vector.text("register"))),
            CellWrite(.field("version"), .text(vector.text("version"))),
            CellWrite(.field("number"), .integer(Int64(vector.text("number")) ?? 0)),
            CellWrite(.field("from"), .text("2000-01-01")),
            CellWrite(.field("content"), .text(vector.text("content"))),
        ]
        try store.write { session in
            try session.found(rootKey: world.county.nodeKey, place: root, incarnation: 1)
            _ = try session.append(
                Draft(
                    register: SystemRegister.definition,
                    audience: Audience(.under, root),
                    record: nil,
                    type: .create,
                    actor: "",
                    entry: .live
                ) { _ in (EventPayload(writes: writes), []) }
            )
        }
        let versions = try store.read { try $0.definitionVersions() }
        return versions.contains { shipped.definition(of: $0) != nil } ? "known" : "unknown"
    }
}
