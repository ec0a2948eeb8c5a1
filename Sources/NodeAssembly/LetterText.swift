package import Causality
package import Credentials
internal import Documents
package import Records

/// What a sealed letter's record carries (SPEC 20): the sealed text, then a line for each node that
/// can read it.
///
/// The text is sealed once, under a key of the letter's own, and the key to each reader: the whole
/// is one personal value, so that a letter can be erased everywhere.
package enum LetterText {
    /// The text is filled up with spaces to a multiple of so many bytes: its length tells the
    /// places between little.
    private static let paddedByteCount = 512

    /// Seals a letter's bytes to some nodes, under a fresh key (`BundleSeal.drawKey`).
    package static func seal(
        _ letter: [UInt8],
        key: [UInt8],
        from author: NodeKey,
        to readers: [(NodeKey, AgreementKey)]
    ) -> String {
        let gap = (paddedByteCount - letter.count % paddedByteCount) % paddedByteCount
        let padded = letter + [UInt8](repeating: UInt8(ascii: " "), count: gap)
        let text = Base32.encode(BundleSeal(key: key).seal(padded, number: 1, isLast: true))
        let lines = readers.map { reader, agreement in
            let context = context(from: author, to: reader)
            let sealed = Sealing.sealAnonymously(key, to: agreement, context: context)
            return Base32.encode(reader.bytes) + " " + Base32.encode(sealed)
        }
        return ([text] + lines).joined(separator: "\n")
    }

    /// The register and the fields of a letter; nil where no line of it is for this node, or it is
    /// not what its author sealed.
    package static func open(
        _ text: String,
        from author: NodeKey,
        by reader: NodeKey,
        with identity: AgreementIdentity
    ) -> (register: String, fields: [RecordValidation.Given])? {
        let lines = text.split(separator: "\n")
        guard let first = lines.first, let sealed = Base32.decode(String(first)) else { return nil }
        let own = Base32.encode(reader.bytes)
        for line in lines.dropFirst() {
            let parts = line.split(separator: " ")
            guard parts.count == 2, parts[0] == own, let box = Base32.decode(String(parts[1])),
                let key = try? Sealing.openAnonymous(
                    box,
                    by: identity,
                    context: context(from: author, to: reader)
                ),
                key.count == BundleSeal.keyByteCount,
                let bytes = try? BundleSeal(key: key).open(sealed, number: 1, isLast: true),
                let letter = try? JSONReader.read(bytes),
                let register = letter["register"]?.textValue,
                let values = letter["fields"]?.objectValue
            else { continue }
            return (
                register,
                values.keys.map { RecordValidation.Given($0, values[$0]?.textValue ?? "") }
            )
        }
        return nil
    }

    /// Binds a letter to who wrote it and who reads it: nobody can send another's as his own.
    private static func context(from author: NodeKey, to reader: NodeKey) -> [UInt8] {
        Array("liandong letter 1".utf8) + [0] + author.bytes + reader.bytes
    }
}
