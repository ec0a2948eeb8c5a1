package import Causality
internal import Foundation
internal import GRDB
internal import Records

extension Store {
    /// A copy of what the store held at a cut, folded anew from the events up to there.
    ///
    /// Streams that the cut does not name are left out. Returns nil where the cut is not held as a
    /// whole: then nothing can be folded up to it. The copy takes the room of the whole store, on
    /// the disk where the store is in a file; it is read, and never written to again.
    package func refolded(upTo cut: VersionVector) throws -> Store? {
        let isHeld = try read { session in
            try cut.entries.allSatisfy { entry in
                try session.position(of: entry.stream)?.sequence ?? 0 >= entry.sequence
            }
        }
        guard isHeld else { return nil }
        let copy = try scratchCopy()
        // Apart from the folding, so that nothing is remembered of what was removed.
        try copy.write { try $0.removeEvents(after: cut) }
        try copy.write { try $0.rebuild() }
        return copy
    }
}

extension StoreSession {
    /// Removes every event that a cut does not name, and what is known of nodes by records.
    fileprivate func removeEvents(after cut: VersionVector) throws {
        keepsLookups = false
        try removeRecordedCertificates()
        for number in try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM stream WHERE sequence > 0")
        ) {
            let row = try stream(number)
            let last = cut[row.name]
            guard last < row.sequence else { continue }
            let hash = try self.hash(stream: number, at: last)
            try db.cachedStatement(sql: "DELETE FROM event WHERE id BETWEEN ? AND ?").execute(
                arguments: [
                    try LocalNumber(stream: number, sequence: last + 1).rawValue,
                    try LocalNumber(stream: number, sequence: row.sequence).rawValue,
                ]
            )
            try db.cachedStatement(sql: "DELETE FROM earlierHead WHERE stream = ? AND sequence > ?")
                .execute(arguments: [number, Int64(last)]
                )
            // Bytes are counted anew with the folding.
            let end = StreamEnd(sequence: last, hash: hash, byteCount: 0)
            let head = try takeEarlierHead(at: end, of: row)
            try db.cachedStatement(
                sql: "UPDATE stream SET sequence = ?, hash = ?, signature = ? WHERE id = ?"
            ).execute(arguments: [
                Int64(last), last == 0 ? nil : hash.data, head.map { Data($0.signature) }, number,
            ])
        }
    }
}
