internal import Causality
internal import Synchronization

/// Which forms were saved already, so that a second press of the button makes no second record.
final class SavedEntries: Sendable {
    private struct Shelf {
        var records: [String: RecordID] = [:]
        var order: [String] = []
    }

    /// A form is pressed twice within seconds; a thousand saved forms lie far apart.
    private static let countMax = 1_000

    private let shelf = Mutex(Shelf())

    /// The record that the form with this mark made; saves it now if it has made none.
    ///
    /// Saving happens under the lock: the second press waits for the first.
    func once(_ mark: String, _ save: () throws -> RecordID) throws -> RecordID {
        try shelf.withLock { shelf in
            if let known = shelf.records[mark] { return known }
            let record = try save()
            if shelf.order.count >= SavedEntries.countMax {
                shelf.records[shelf.order.removeFirst()] = nil
            }
            shelf.records[mark] = record
            shelf.order.append(mark)
            return record
        }
    }
}
