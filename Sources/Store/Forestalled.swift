internal import Causality
internal import Merge
internal import Records

/// What others say that they had seen of this node before it was written.
///
/// Those below are not believed where they speak of it (SPEC 11.15), but their events are folded: a
/// context that names what this node has yet to write makes that pass for seen and replaced as soon
/// as it comes. A person's correction would vanish, with no conflict to show for it.
extension StoreSession {
    /// So many incarnations at most are taken in a month for this cause: those above take no more
    /// than 40 of one node, and whoever is below could use them up.
    private static let forestalledCountMax = 10

    /// Whether a write by the next event of a stream would pass for seen in any of its cells.
    func isForestalled(_ event: Event, _ content: EventContent) throws -> Bool {
        guard let state = try state(of: event.record, register: event.register) else {
            return false
        }
        return content.writes.contains { write in
            state[write.cell]?.seen.contains(event.dot) ?? false
        }
    }

    /// Goes on under another name, which nobody has spoken of.
    ///
    /// Throws `forestalled` where that was done too often in this month.
    func stepAside() throws {
        let day = CivilDateTime(secondsSince1970: identity.now())?.date ?? .earliest
        let month = String(day.text.prefix(7))
        let before = (try meta(.forestalled) ?? "").split(separator: " ")
        let isSameMonth = before.first.map(String.init) == month
        let count = isSameMonth ? before.last.flatMap { Int($0) } ?? 0 : 0
        guard count < StoreSession.forestalledCountMax else { throw StoreError.forestalled }
        try setMeta(.forestalled, "\(month) \(count + 1)")
        try renewIncarnation()
    }
}
