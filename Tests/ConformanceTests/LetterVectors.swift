import Causality
import Credentials
import Documents
import NodeAssembly
import Records

/// Section 20: letters that the places between cannot read.
///
/// The author is the village of `VectorWorld`, the reader its county, whose private key is 32 bytes
/// of 03.
enum LetterVectors {
    static let file = VectorFile(name: "letters.json")

    private static let letter =
        #"{"fields":{"about":"镇里不受理","received":"2026-11-20"},"register":"complaint"}"#

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        let (village, county) = (world.village.nodeKey, world.county.nodeKey)
        let readers = [
            (village, world.villageSealing.agreementKey),
            (county, world.countySealing.agreementKey),
        ]
        let lines = seal(letter, world, to: readers).split(separator: "\n").map(String.init)
        let (text, own) = (lines[0] + "\n", lines[2])
        let run = own.replacing(" ", with: "")
        let foreign = seal(letter, world, to: readers, key: 8)
        let last = own.last == "0" ? "1" : "0"
        let opened: DocumentValue = [
            "register": "complaint",
            "fields": ["about": "镇里不受理", "received": "2026-11-20"],
        ]
        let toCounty = [readers[1]]
        let cases: [(String, String, String, NodeKey, DocumentValue)] = [
            ("SYNC-20.1", "two readers", lines.joined(separator: "\n"), village, opened),
            ("SYNC-20.1", "only the reader's line", text + own, village, opened),
            ("SYNC-20.1", "only another's line", text + lines[1], village, "closed"),
            ("SYNC-20.1", "no space between", text + run, village, "closed"),
            ("SYNC-20.1", "no sealed key", text + own.prefix(53), village, "closed"),
            ("SYNC-20.1", "no sealed text", own, village, "closed"),
            ("SYNC-20.1", "nothing", "", village, "closed"),
            ("SYNC-20.2", "copied by another author", text + own, county, "closed"),
            ("SYNC-20.2", "key cut off", text + own.dropLast(8), village, "closed"),
            ("SYNC-20.2", "first digit of the key changed", text + changed(own), village, "closed"),
            ("SYNC-20.2", "digit added to the key", text + own + last, village, "closed"),
            (
                "SYNC-20.2", "another's sealed key under the reader's name",
                text + own.prefix(52) + lines[1].dropFirst(52), village, "closed"
            ),
            (
                "SYNC-20.2", "another letter's text",
                foreign.prefix(while: { $0 != "\n" }) + "\n" + own, village, "closed"
            ),
            ("SYNC-20.2", "text cut off", lines[0].dropLast(8) + "\n" + own, village, "closed"),
            (
                "SYNC-20.2", "no object of fields",
                seal(#"{"register":"complaint","fields":[]}"#, world, to: toCounty), village,
                "closed"
            ),
            (
                "SYNC-20.2", "no register", seal(#"{"fields":{}}"#, world, to: toCounty), village,
                "closed"
            ),
            ("SYNC-20.2", "not JSON", seal("letter", world, to: toCounty), village, "closed"),
        ]
        return cases.map { requirement, name, text, author, expect in
            Vector(
                requirement,
                name,
                "letter",
                [
                    ("author", Hex.text(author.bytes)), ("sealed", .text(text)),
                    ("expect", expect),
                ]
            )
        }
    }

    private static func seal(
        _ letter: String,
        _ world: VectorWorld,
        to readers: [(NodeKey, AgreementKey)],
        key: UInt8 = 7
    ) -> String {
        LetterText.seal(
            Array(letter.utf8),
            key: [UInt8](repeating: key, count: BundleSeal.keyByteCount),
            from: world.village.nodeKey,
            to: readers
        )
    }

    /// With another first digit of the sealed key.
    private static func changed(_ line: String) -> String {
        let sealed = line.dropFirst(53)
        return line.prefix(53) + (sealed.hasPrefix("4") ? "5" : "4") + sealed.dropFirst()
    }

    static func result(of vector: Vector) throws -> DocumentValue {
        let world = try VectorWorld()
        guard let author = NodeKey(bytes: vector.bytes("author")),
            let opened = LetterText.open(
                vector.text("sealed"),
                from: author,
                by: world.county.nodeKey,
                with: world.countySealing
            )
        else { return "closed" }
        let fields = opened.fields.map { ($0.field, DocumentValue.text($0.text)) }
        return [
            "register": .text(opened.register),
            "fields": .object(DocumentObject(members: fields)),
        ]
    }
}
