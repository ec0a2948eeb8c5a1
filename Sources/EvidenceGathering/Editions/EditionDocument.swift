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
            let key = fields.prefix(3).map { Optional($0.1) }
            try session.append(
                Draft(
                    register: EditionDocument.register,
                    audience: audience,
                    record: .keyed(
                        register: EditionDocument.register,
                        audience: audience,
                        key: key
                    ),
                    type: .create,
                    actor: actor,
                    entry: .live
                ) { _ in
                    (EventPayload(writes: fields.map { CellWrite(.field($0.0), $0.1) }), [])
                }
            )
        }
    }

    /// Reads the document of an edition; nil if a part is absent, in conflict or damaged.
    func read(of edition: RecordID, _ session: StoreSession) throws -> DocumentValue? {
        var parts: [Int64: String] = [:]
        var count: Int64?
        var hash: String?
        try session.forEachRecord(
            of: EditionDocument.register,
            where: [("edition", .reference(edition)), ("kind", .text(rawValue))]
        ) { record in
            guard case .integer(let part)? = record.state["part"]?.value,
                case .integer(let all)? = record.state["parts"]?.value
            else { return true }
            parts[part] = record.state["content"]?.value?.text
            hash = record.state["hash"]?.value?.text
            count = all
            return true
        }
        guard let count, count > 0, count <= EditionDocument.partCountMax else { return nil }
        var text = ""
        for part in 1...count {
            guard let content = parts[part] else { return nil }
            text += content
        }
        guard let frame = Base32.decode(text),
            let bytes = try? Zstandard.decompress(
                frame,
                outputByteCountMax: EditionDocument.byteCountMax
            ), SHA256Hasher.hash(bytes).hexadecimal == hash
        else { return nil }
        return try? JSONReader.read(bytes)
    }
}
