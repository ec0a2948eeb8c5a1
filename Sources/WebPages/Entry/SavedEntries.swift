internal import Causality
internal import Synchronization

/// Which forms were saved already, so that a second press of the button makes no second record.
final class SavedEntries: Sendable {
    /// The form made this record before, and has been changed since.
    struct Changed: Error {
        let record: RecordID
    }

    private struct Saved {
        let record: RecordID
        /// Tells contents apart within this process; citizens' data is not kept for it.
        let contents: Int
    }

    private struct Shelf {
        var records: [String: Saved] = [:]
        var order: [String] = []
    }

    /// A form is pressed twice within seconds; a thousand saved forms lie far apart.
    private static let countMax = 1_000

    private let shelf = Mutex(Shelf())

    /// The record that the form with this mark made; saves it now if it has made none.
    ///
    /// Saving happens under the lock: the second press waits for the first. Throws `Changed` where
    /// the form comes again with other contents: neither is it the record that it made, nor may
    /// what was changed be lost unsaid.
    func once(
        _ mark: String,
        contents: Int = 0,
        _ save: () throws -> RecordID
    ) throws -> RecordID {
        try shelf.withLock { shelf in
            if let known = shelf.records[mark] {
                guard known.contents == contents else { throw Changed(record: known.record) }
                return known.record
            }
            let record = try save()
            if shelf.order.count >= SavedEntries.countMax {
                shelf.records[shelf.order.removeFirst()] = nil
            }
            shelf.records[mark] = Saved(record: record, contents: contents)
            shelf.order.append(mark)
            return record
        }
    }
}
