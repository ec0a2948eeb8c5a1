internal import Causality
internal import Merge
internal import Records

/// Sealed letters pass through places that may be what they complain of (SPEC 20.3).
extension StoreSession {
    /// Whether an event of a sealed letter counts: its place writes it once, and only that place
    /// and the one that reads it erase it.
    ///
    /// A place between may write for the village's audience, but neither put another text into a
    /// letter, nor make one in the village's name, nor have it erased.
    func letterStanding(_ event: Event) throws -> RecordStanding {
        guard let author = try description(of: event.dot.stream) else { return .unproven }
        let places = try places(of: author.node)
        let isOwn = places.contains(author.audience.place)
        switch event.type {
        case .create: return isOwn ? .proven : .wrong
        case .erase:
            if isOwn { return .proven }
            guard case .dot(let dot) = event.record else { return .wrong }
            guard let first = try self.event(dot) else { return .unproven }
            return try places.contains { try $0 == reader(of: first) } ? .proven : .wrong
        default: return .wrong
        }
    }

    /// The place that a letter is sealed to, by its one event.
    private func reader(of letter: Event) throws -> RecordID? {
        let content = try EventContent(letter)
        let write = content.writes.first { $0.cell == .field(SystemRegister.letterReaderField) }
        guard case .reference(let place)? = write?.sibling.value else { return nil }
        return place
    }
}
