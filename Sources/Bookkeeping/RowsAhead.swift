internal import Dispatch
internal import Hashing
internal import Records
internal import Synchronization

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
    private var next: RowsBeingChecked

    init(_ rows: [SourceRow], _ check: EntryCheck) {
        self.rows = rows
        self.check = check
        next = RowsBeingChecked(rows.prefix(RowsAhead.pieceLength), check)
    }

    /// The row at a place in the order given, which is the one behind the last or the same again.
    func row(_ place: Int) -> Row {
        if place >= piece.start + piece.rows.count {
            piece = (piece.start + piece.rows.count, next.rows)
            let end = piece.start + piece.rows.count
            next = RowsBeingChecked(rows[end...].prefix(RowsAhead.pieceLength), check)
        }
        return piece.rows[place - piece.start]
    }
}

/// Some rows that are being checked.
private final class RowsBeingChecked: Sendable {
    private enum Progress {
        case waiting
        case begun
        case done([RowsAhead.Row])
    }

    private let source: ArraySlice<SourceRow>
    private let check: EntryCheck
    private let progress = Mutex(Progress.waiting)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ source: ArraySlice<SourceRow>, _ check: EntryCheck) {
        self.source = source
        self.check = check
        if !source.isEmpty { DispatchQueue.global().async { self.begin() } }
    }

    /// The rows; whoever asks checks them himself if no thread was free to begin.
    var rows: [RowsAhead.Row] {
        if !begin() { isDone.wait() }
        return progress.withLock { progress in
            if case .done(let rows) = progress { rows } else { [] }
        }
    }

    /// Checks the rows if nobody else has begun to.
    @discardableResult
    private func begin() -> Bool {
        let isMine = progress.withLock { progress in
            guard case .waiting = progress else { return false }
            progress = .begun
            return true
        }
        guard isMine else { return false }
        let rows = source.map { row in
            let entry = check.check(row.given, for: .importRow)
            let digest = RowDigest.digest(entry.checked, register: check.definition.id)
            return RowsAhead.Row(entry: entry, digest: digest)
        }
        progress.withLock { $0 = .done(rows) }
        isDone.signal()
        return true
    }
}
