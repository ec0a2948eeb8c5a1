internal import Records
internal import Synchronization

/// Keeps the shelf that the last transaction went by, with the mark of the definitions that it was
/// made of: reading them anew for each transaction would cost more than most transactions do.
///
/// The mark stands for the content itself, so what is kept under one is never out of date.
final class ShelfKeeper: Sendable {
    /// What came with the program, and what came with earlier ones.
    var shipped: DefinitionShelf { remembered.withLock { $0 } }
    private let remembered: Mutex<DefinitionShelf>
    private let kept = Mutex<Kept?>(nil)

    private struct Kept {
        let mark: String
        let shelf: DefinitionShelf
    }

    init(_ shipped: DefinitionShelf) { remembered = Mutex(shipped) }

    /// Takes in what earlier programs shipped; what is kept for a mark is made anew.
    func remember(_ former: [RegisterDefinition]) {
        guard !former.isEmpty else { return }
        remembered.withLock { $0 = $0.adding(former: former) }
        kept.withLock { $0 = nil }
    }

    /// The shelf of that mark, nil if another one is kept.
    func shelf(_ mark: String) -> DefinitionShelf? {
        if mark.isEmpty { return shipped }
        return kept.withLock { $0?.mark == mark ? $0?.shelf : nil }
    }

    func keep(_ shelf: DefinitionShelf, mark: String) {
        kept.withLock { $0 = Kept(mark: mark, shelf: shelf) }
    }
}
