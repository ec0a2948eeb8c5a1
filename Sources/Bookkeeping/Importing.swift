internal import Causality
package import Records
internal import Store

extension Bookkeeping {
    /// Takes over the rows of a file: all of them, or none if any is at fault.
    ///
    /// A row equal to one that was imported before (the n-th of its kind to the n-th) is left alone
    /// unless `again`; a keyed row whose record exists changes it. References to rows of the same
    /// file hold. Faults of rows are in the report, not thrown.
    ///
    /// `bytes` are the whole file, UTF-8 or GB18030. `dryRun` reports what would become of it and
    /// writes nothing. `progress` gets the rows done and the rows in all.
    @discardableResult
    package func importRows(
        _ register: String,
        _ bytes: [UInt8],
        format: RowFormat,
        entry: EntryKind = .offline,
        dryRun: Bool = false,
        again: Bool = false,
        actor: ActingPerson = .nodeOperator,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> ImportReport {
        let definition = try store.read { session in
            try Desk(session).writableDefinition(register, actor)
        }
        try Permission.check(actor, .record(definition))
        let source = SourceRows(bytes, format, definition)
        do {
            return try store.write { session in
                var run = try ImportRun(
                    desk: Desk(session),
                    definition: definition,
                    entry: entry,
                    again: again,
                    actor: actor,
                    source: source
                )
                try run.takeAll(progress)
                let report = run.finished(isDryRun: dryRun)
                // Thrown so that the transaction leaves nothing behind.
                if dryRun || !report.errors.isEmpty { throw ImportStop(report: report) }
                return report
            }
        } catch let stop as ImportStop {
            return stop.report
        }
    }
}

/// Ends an import without writing anything.
private struct ImportStop: Error {
    let report: ImportReport
}
