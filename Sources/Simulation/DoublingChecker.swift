internal import Causality
internal import Store

/// Nothing is stored, counted or projected twice.
enum DoublingChecker {
    /// Holds the store's own counts against the streams held and the records in them.
    static func check(
        _ session: StoreSession,
        view: HeldView,
        ledger: Ledger
    ) throws -> [String] {
        let counts = try session.counts()
        let events = ledger.eventCount(in: view)
        let records = ledger.records.count { !ledger.events(of: $0, in: view).isEmpty }
        var faults: [String] = []
        if counts.events != Int64(events) {
            faults.append("counts \(counts.events) events where its streams have \(events)")
        }
        if counts.quarantined == 0, counts.waiting == 0, counts.records != Int64(records) {
            faults.append("counts \(counts.records) records where its events make \(records)")
        }
        if counts.quarantined > 0, ledger.withdrawal == nil {
            faults.append("put \(counts.quarantined) good events into quarantine")
        }
        return faults
    }
}
