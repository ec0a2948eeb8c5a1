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

/// What the two columns of `SubjectColumns` hold of a row.
struct SubjectNumbers: Hashable {
    private let record: Int64?
    private let author: Int64?

    /// Reads the first two columns.
    init(_ row: Row) { (record, author) = (row[0], row[1]) }

    /// The place or unit; nil if there is none, or none that can be told.
    func subject(_ session: StoreSession) throws -> RecordID? {
        if let record { return try session.recordID(LocalNumber(rawValue: record)) }
        return try author.flatMap(session.authorPlace)
    }
}

extension StoreSession {
    /// The place of a stream's author: that of the stream's audience if the author serves it, else
    /// the first of the author's places.
    func authorPlace(_ stream: Int64) throws -> RecordID? {
        guard let author = try self.stream(stream).description else { return nil }
        let served = try places(of: author.node)
        return served.contains(author.audience.place) ? author.audience.place : served.min()
    }
}
