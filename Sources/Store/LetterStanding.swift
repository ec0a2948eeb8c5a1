internal import Causality
internal import Merge
internal import Records

/// Sealed letters pass through places that may be what they complain of (SPEC 20.3).
extension StoreSession {
    /// Whether an event of a sealed letter counts: its place writes it once, and only the computer
    /// that wrote it and the place that reads it erase it.
    ///
    /// A place between may write for the village's audience, but neither put another text into a
    /// letter, nor have it erased. What hangs on certificates waits for them: they may come later,
    /// and a verdict that depends on when they came would differ from node to node.
    func letterStanding(_ event: Event, _ content: EventContent) throws -> RecordStanding {
        guard let author = try description(of: event.dot.stream) else { return .unproven }
        switch event.type {
        case .create:
            guard reader(of: content) != nil, hasText(content) else { return .wrong }
            let isHome = try places(of: author.node).contains(author.audience.place)
            return isHome ? .proven : .unproven
        case .erase:
            guard case .dot(let dot) = event.record else { return .wrong }
            if try description(of: dot.stream)?.node == author.node { return .proven }
            guard let first = try self.event(dot), let content = try? EventContent(first),
                let reader = reader(of: content)
            else { return .unproven }
            return try places(of: author.node).contains(reader) ? .proven : .unproven
        default: return .wrong
        }
    }

    /// The place that a letter is sealed to, by its first event.
    private func reader(of content: EventContent) -> RecordID? {
        let write = content.writes.first { $0.cell == .field(SystemRegister.letterReaderField) }
        guard case .reference(let place)? = write?.sibling.value else { return nil }
        return place
    }

    private func hasText(_ content: EventContent) -> Bool {
        content.writes.contains { $0.cell == .field(SystemRegister.letterTextField) }
    }
}
