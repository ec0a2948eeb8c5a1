internal import Causality
internal import Merge
internal import Records
internal import Store

/// No silent overwrite: in each cell stands exactly what no later author had been shown.
enum StandingChecker {
    /// Holds a record's cells in the store against the ledger.
    static func check(
        _ record: RecordID,
        in session: StoreSession,
        _ view: HeldView,
        _ ledger: Ledger
    ) throws -> [String] {
        let state = try session.record(ledger.trueRecord(record))?.state
        // A change that overtook the stream of the record's first event waits for it, unfolded.
        if case .dot(let first) = record, view.streams[first.stream] == nil,
            view.streams[ledger.trueDot(first).stream] == nil
        {
            return state == nil
                ? [] : ["folded a change of \(record.text) before its audience was known"]
        }
        let expected = ledger.standing(of: record, in: view)
        guard let state else {
            let events = ledger.events(of: record, in: view)
            if case .dot(let first) = record, !events.contains(first) { return [] }
            // All of it is beyond a withdrawal's limit.
            if events.isEmpty { return [] }
            return ["has events of record \(record.text), but not the record"]
        }
        var faults: [String] = []
        for (cell, writers) in expected.sorted(by: { $0.key < $1.key }) {
            let dots = writers.map(ledger.trueDot).sorted()
            let siblings = state[cell]?.siblings ?? []
            if siblings.map(\.dot) != dots {
                let missing = dots.filter { dot in !siblings.contains { $0.dot == dot } }
                let what = missing.isEmpty ? "stands though it was replaced" : "was overwritten"
                faults.append("a write of \(cell.field) in \(record.text) \(what) unseen")
            }
            for sibling in siblings {
                guard let entry = ledger.entry(ledger.dot(sibling.dot, in: view)) else { continue }
                let isErased = ledger.isErased(record, in: view)
                if isErased, entry.personal.contains(cell), !sibling.isErased {
                    faults.append("erased data of \(record.text) is here again")
                }
                if sibling.isErased
                    ? !ledger.wasErased(record) && !ledger.losesPayloads
                    : entry.values[cell] != sibling.value
                {
                    faults.append(
                        "a value of \(cell.field) in \(record.text) is not what was written"
                    )
                }
            }
        }
        if Set(state.cells.entries.map(\.cell)) != Set(expected.keys) {
            faults.append("record \(record.text) has cells that nobody wrote, or lacks some")
        }
        return faults
    }
}
