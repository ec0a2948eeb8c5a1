internal import Causality
internal import GRDB
internal import Records

/// The columns that say whom a record is charged to.
struct SubjectColumns {
    /// The local number of a record, or NULL.
    let record: String
    /// The local number of a stream whose author's place is meant, or NULL.
    let author: String

    init(_ paths: [ValuePath], in query: inout EvidenceSQL) {
        let beforeAuthor = paths.prefix { $0 != ValuePath("authorPlace") }
        let numbers = beforeAuthor.compactMap { query.recordNumber($0) }
        record = numbers.isEmpty ? "NULL" : "COALESCE(\(numbers.joined(separator: ", ")), NULL)"
        // Only where nothing stands before it: else each stream would make groups of its own.
        author =
            beforeAuthor.count == paths.count
            ? "NULL"
            : "CASE WHEN \(record) IS NULL THEN \(EvidenceSQL.authorStream(alias: "m")) END"
    }
}

extension StoreSession {
    /// The place or unit of a row whose first two columns are those of `SubjectColumns`.
    func subject(_ row: Row, at index: Int = 0) throws -> RecordID? {
        if let number = row[index] as Int64? {
            return try recordID(LocalNumber(rawValue: number))
        }
        guard let stream = row[index + 1] as Int64? else { return nil }
        return try authorPlace(stream)
    }

    /// The place of a stream's author: that of the stream's audience if the author serves it, else
    /// the first of the author's places.
    func authorPlace(_ stream: Int64) throws -> RecordID? {
        guard let author = try self.stream(stream).description else { return nil }
        let served = try places(of: author.node)
        return served.contains(author.audience.place) ? author.audience.place : served.min()
    }
}
