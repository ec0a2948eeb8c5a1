internal import Hashing
internal import Records
internal import Store

/// Checks the rows of a file on another thread, while those before them are being taken over.
///
/// Rows are asked for one after the other.
final class RowsAhead {
    /// A row that was checked.
    struct Row: Sendable {
        let entry: CheckedEntry
        let digest: Digest256
    }

    private static let pieceLength = 256

    private let rows: [SourceRow]
    private let check: EntryCheck
    private var piece: (start: Int, rows: [Row]) = (0, [])
    private var next: Ahead<[Row]>

    init(_ rows: [SourceRow], _ check: EntryCheck) {
        self.rows = rows
        self.check = check
        next = RowsAhead.checking(rows.prefix(RowsAhead.pieceLength), check)
    }

    /// The row at a place in the order given, which is the one behind the last or the same again.
    func row(_ place: Int) -> Row {
        if place >= piece.start + piece.rows.count {
            piece = (piece.start + piece.rows.count, next.result())
            let end = piece.start + piece.rows.count
            next = RowsAhead.checking(rows[end...].prefix(RowsAhead.pieceLength), check)
        }
        return piece.rows[place - piece.start]
    }

    private static func checking(
        _ source: ArraySlice<SourceRow>,
        _ check: EntryCheck
    ) -> Ahead<[Row]> {
        Ahead(isWorthIt: !source.isEmpty) {
            source.map { row in
                let entry = check.check(row.given, for: .importRow)
                let digest = RowDigest.digest(entry.checked, register: check.definition.id)
                return Row(entry: entry, digest: digest)
            }
        }
    }
}
