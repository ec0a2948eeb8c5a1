internal import Causality
internal import Compression
internal import Documents
internal import Hashing
internal import Merge
internal import Records
internal import Store

/// What an edition keeps; raw values are the choices of the register.
enum EditionDocument: String, CaseIterable {
    case evidence = "证据"
    case scheme = "办法"
    case result = "结果"
    case provenance = "出处"

    static let register = "edition-document"
    /// Characters of one part: with its other fields below the bound of an event.
    private static let partLength = 48_000
    /// A document that needs more parts than this is no document of a county.
    private static let partCountMax = 400
    private static let byteCountMax = 1 << 27

    /// Writes the document in parts that an event can carry.
    func append(
        _ document: DocumentValue,
        to edition: RecordID,
        audience: Audience,
        actor: String,
        _ session: StoreSession
    ) throws {
        // In its own order: of a scheme's kinds the first is the one that it takes by itself.
        let bytes = JSONWriter.write(document, sortedKeys: false)
        let text = Array(Base32.encode(Zstandard.compress(bytes, level: 9)).utf8)
        let length = EditionDocument.partLength
        let parts = stride(from: 0, to: text.count, by: length).map {
            String(decoding: text[$0..<min(text.count, $0 + length)], as: UTF8.self)
        }
        guard parts.count <= EditionDocument.partCountMax else { throw EditionError.tooLarge }
        let hash = SHA256Hasher.hash(bytes).hexadecimal
        for (index, content) in parts.enumerated() {
            let fields: [(String, FieldValue)] = [
                ("edition", .reference(edition)), ("kind", .text(rawValue)),
                ("part", .integer(Int64(index + 1))), ("parts", .integer(Int64(parts.count))),
                ("hash", .text(hash)), ("content", .text(content)),
            ]
            let record = part(index + 1, of: edition, audience)
            try session.append(
                Draft(
                    register: EditionDocument.register,
                    audience: audience,
                    record: record,
                    type: .create,
                    actor: actor,
                    entry: .live
                ) { _ in
                    (EventPayload(writes: fields.map { CellWrite(.field($0.0), $0.1) }), [])
                }
            )
        }
    }

    /// The record of one part of the document, from 1.
    func part(_ number: Int, of edition: RecordID, _ audience: Audience) -> RecordID {
        .keyed(
            register: EditionDocument.register,
            audience: audience,
            key: [.reference(edition), .text(rawValue), .integer(Int64(number))]
        )
    }

    /// A document with the events that it was read from.
    struct Kept {
        let document: DocumentValue
        let source: EditionSource
    }

    /// Reads the document of an edition from its events, not from the tables; nil if a part is
    /// absent, in conflict or damaged.
    func read(
        of edition: RecordID,
        _ audience: Audience,
        _ session: StoreSession
    ) throws -> Kept? {
        var text = ""
        var hash: String?
        var source = EditionSource(title: rawValue)
        var number = 1
        var count = 1
        while number <= count {
            guard let part = try session.signedRecord(part(number, of: edition, audience)),
                case .integer(let all)? = part.record.state["parts"]?.value,
                (1...Int64(EditionDocument.partCountMax)).contains(all),
                let content = part.record.state["content"]?.value?.text
            else { return nil }
            count = Int(all)
            text += content
            hash = part.record.state["hash"]?.value?.text
            source.add(part)
            number += 1
        }
        guard let frame = Base32.decode(text),
            let bytes = try? Zstandard.decompress(
                frame,
                outputByteCountMax: EditionDocument.byteCountMax
            ), SHA256Hasher.hash(bytes).hexadecimal == hash,
            let document = try? JSONReader.read(bytes)
        else { return nil }
        return Kept(document: document, source: source)
    }
}
