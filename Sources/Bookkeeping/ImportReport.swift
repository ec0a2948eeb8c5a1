package import Causality
package import Documents

/// How rows of a file are written.
package enum RowFormat: String, Hashable, Sendable, CaseIterable {
    /// Comma separated, RFC 4180, with a header.
    case csv
    /// A JSON object a line.
    case jsonl
}

/// One fault of one row.
package struct RowFault: Hashable, Sendable {
    /// The physical line on which the row begins, from 1; the header counts.
    package let line: Int
    /// What is wrong.
    package let fault: EntryFault

    /// The fault for programs.
    package var json: DocumentValue {
        [
            "line": .number(String(line)), "field": .text(fault.field),
            "reason": .text(fault.reason), "message": .text(fault.message),
        ]
    }
}

/// What became of a file: all of it was taken over, or nothing.
package struct ImportReport: Hashable, Sendable {
    /// Rows that were written, or would be in a dry run; 0 if any row was at fault.
    package internal(set) var accepted = 0
    /// Rows that were there already.
    package internal(set) var unchanged = 0
    /// Rows at fault.
    package internal(set) var rejected = 0
    /// The faults by line, at most 1,000.
    package internal(set) var errors: [RowFault] = []
    /// Values that were left aside, by line, at most 1,000.
    package internal(set) var notes: [RowFault] = []
    /// Sentences on what needs attention, each once, with how many rows it concerns.
    package internal(set) var warnings: [String] = []
    /// The records in the order of the rows; empty after a fault and in a dry run.
    package internal(set) var ids: [RecordID] = []
    /// Whether nothing was to be written.
    package internal(set) var isDryRun = false

    /// The report for programs.
    package var json: DocumentValue {
        [
            "accepted": .number(String(accepted)), "unchanged": .number(String(unchanged)),
            "rejected": .number(String(rejected)), "errors": .list(errors.map(\.json)),
            "notes": .list(notes.map(\.json)), "warnings": .list(warnings.map { .text($0) }),
            "ids": .list(ids.map { .text($0.text) }),
        ]
    }
}
