import Foundation

/// One line of the table.
struct TableRow {
    let measure: String
    let measured: String
    let goal: String
    var peer = ""
    /// Nil where nothing could be measured.
    let isMet: Bool?

    init(_ measure: String, _ measured: String, goal: String, peer: String = "", isMet: Bool?) {
        self.measure = measure
        self.measured = measured
        self.goal = goal
        self.peer = peer
        self.isMet = isMet
    }

    /// A line that says why there is no figure.
    static func notMeasured(_ measure: String, goal: String, _ reason: String) -> TableRow {
        TableRow(measure, "not measured: \(reason)", goal: goal, isMet: nil)
    }

    private var cells: [String] {
        [measure, measured, goal, peer, isMet.map { $0 ? "yes" : "NO" } ?? "-"]
    }

    /// The table, each column as wide as its longest cell.
    static func table(_ rows: [TableRow]) -> String {
        let heading = ["measure", "measured", "goal", "best peer", "met"]
        let lines = [heading] + rows.map(\.cells)
        let widths = heading.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return padded.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// A number as the table has it.
func number(_ value: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f", value) }

/// Tells on standard error what is being prepared: some of it takes minutes.
func progress(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
}
