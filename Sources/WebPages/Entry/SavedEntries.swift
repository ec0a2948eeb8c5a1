internal import Causality
internal import Synchronization

/// Which forms were saved already, so that a second press of the button makes no second record.
final class SavedEntries: Sendable {
    private struct Shelf {
        var records: [String: RecordID] = [:]
        var order: [String] = []
    }

    /// A form is pressed twice within seconds; so many presses lie far apart.
    private static let countMax = 1_000

    private let shelf = Mutex(Shelf())

    /// The record that a form made, nil if it has not been saved.
    func record(of mark: String) -> RecordID? { shelf.withLock { $0.records[mark] } }

    /// Notes what a form made.
    func note(_ mark: String, _ record: RecordID) {
        shelf.withLock { shelf in
            if shelf.order.count >= SavedEntries.countMax {
                shelf.records[shelf.order.removeFirst()] = nil
            }
            if shelf.records.updateValue(record, forKey: mark) == nil { shelf.order.append(mark) }
        }
    }
}
