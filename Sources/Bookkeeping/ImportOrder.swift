internal import Records

/// In which order the rows of a file are taken over: a row that others of the file refer to before
/// those, so that a place can name its parent wherever it stands in the file.
enum ImportOrder {
    /// Indexes of the rows.
    ///
    /// Rows that refer to each other in a circle keep the order of the file.
    static func order(_ rows: [SourceRow], _ definition: RegisterDefinition) -> [Int] {
        let references = definition.fields.filter {
            $0.type == .reference && $0.references.contains(definition.id)
        }.map(\.id)
        guard !references.isEmpty else { return Array(rows.indices) }
        let naming = Desk.namingFields(of: definition).map(\.id)
        var named: [String: Int] = [:]
        for (index, row) in rows.enumerated() {
            for item in row.given where naming.contains(item.field) {
                named[canonical(item.text)] = index
            }
        }
        let causes = rows.map { row in
            row.given.filter { references.contains($0.field) }.compactMap {
                named[canonical($0.text)]
            }
        }
        return sorted(causes)
    }

    private static func canonical(_ text: String) -> String {
        RegionCode(text: text)?.text ?? text
    }

    /// A depth-first order with its own stack: a file may hold a chain of any length.
    private static func sorted(_ causes: [[Int]]) -> [Int] {
        var order: [Int] = []
        order.reserveCapacity(causes.count)
        var isMet = [Bool](repeating: false, count: causes.count)
        for start in causes.indices where !isMet[start] {
            var stack = [(row: start, next: 0)]
            isMet[start] = true
            while let top = stack.last {
                if top.next < causes[top.row].count {
                    stack[stack.count - 1].next += 1
                    let cause = causes[top.row][top.next]
                    if !isMet[cause] {
                        isMet[cause] = true
                        stack.append((cause, 0))
                    }
                } else {
                    order.append(top.row)
                    stack.removeLast()
                }
            }
        }
        return order
    }
}
