package import Causality
package import Credentials
internal import Documents
package import Records

/// What a sealed letter's record carries (SPEC 20): a line for each node that can read it.
package enum LetterText {
    /// Seals a letter's bytes to some nodes.
    package static func seal(
        _ letter: [UInt8],
        from author: NodeKey,
        to readers: [(NodeKey, AgreementKey)]
    ) -> String {
        readers.map { reader, key in
            let bytes = Sealing.sealAnonymously(
                letter,
                to: key,
                context: context(from: author, to: reader)
            )
            return Base32.encode(reader.bytes) + " " + Base32.encode(bytes)
        }
        .joined(separator: "\n")
    }

    /// The register and the fields of a letter; nil where no line of it is for this node, or it is
    /// not what its author sealed.
    package static func open(
        _ text: String,
        from author: NodeKey,
        by reader: NodeKey,
        with identity: AgreementIdentity
    ) -> (register: String, fields: [RecordValidation.Given])? {
        let own = Base32.encode(reader.bytes)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 2, parts[0] == own, let sealed = Base32.decode(String(parts[1])),
                let bytes = try? Sealing.openAnonymous(
                    sealed,
                    by: identity,
                    context: context(from: author, to: reader)
                ),
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
