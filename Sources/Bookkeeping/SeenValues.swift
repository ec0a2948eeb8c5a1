internal import Causality
internal import Merge
internal import Records
internal import Store

/// A record's folded events, to ask what their authors had before them.
struct FoldedHistory {
    let events: [(event: Event, content: EventContent)]

    /// The record as the author of one of its events was shown it; nil where there was none yet, or
    /// the event is not among them.
    func state(before dot: Dot) -> RecordState? {
        let author = events.first { $0.event.dot == dot }?.event
        guard let shown = author?.context.vector(of: dot) else { return nil }
        var state = RecordState()
        var isKnown = false
        for (event, content) in events where event.dot != dot && shown.contains(event.dot) {
            state.fold(event, content)
            isKnown = true
        }
        return isKnown ? state : nil
    }
}

extension Desk {
    /// What stood in a cell when the author of an event filled it, each value once; nil where the
    /// author made the record.
    func seen(_ cell: Cell, before dot: Dot, in history: FoldedHistory) throws -> [ShownValue]? {
        guard let state = history.state(before: dot) else { return nil }
        let values = try (state[cell]?.siblings ?? []).map {
            $0.isErased ? .erased : try shown($0.value)
        }
        return values.filter { $0 == .erased || !$0.isEmpty }.sorted { $0.precedes($1) }
    }
}

extension Conflict {
    /// What the author of a value had before him, as part of a sentence; nil where the value itself
    /// or the kind of the conflict says it.
    ///
    /// Values are put into words by the caller, who knows whether personal ones are masked.
    package func seenWords(_ value: Value, _ words: (ShownValue) -> String) -> String? {
        guard !isRow, value.changes.isEmpty else { return nil }
        guard let seen = value.seen else { return "登记这一件时填的" }
        if seen.isEmpty { return "填时这一项还空着" }
        return "填时看到的是" + seen.map { "“\(words($0))”" }.joined(separator: "、")
    }
}
