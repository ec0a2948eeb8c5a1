import Bookkeeping
import Causality
import Store

/// Writing at the node where somebody works, against the same rows inserted through GRDB.
enum AppendRows {
    private static let appendCount = 3_000
    private static let importCount = 20_000

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        [try appending(), try importing()]
    }

    private static func appending() throws -> TableRow {
        let (folder, node) = try desk()
        var maker = CaseMaker(node, seed: 3)
        let writing = try Stopwatch.measure {
            for _ in 0..<appendCount { try maker.appendOpenings(1) }
        }
        let floor = try InsertFloor.measure(
            copying: BenchNode.storePath(folder.path + "/node"),
            to: folder.path + "/floor.sqlite",
            transactions: appendCount
        )
        return row("append of one record, synchronous FULL", writing, floor, appendCount, max: 1.3)
    }

    private static func importing() throws -> TableRow {
        let (folder, node) = try desk()
        let bytes = Array(table(village: "330126000001").utf8)
        let books = Bookkeeping(store: node.store)
        var report: ImportReport?
        let writing = try Stopwatch.measure {
            report = try books.importRows("village-agency", bytes, format: .csv)
        }
        guard let report, report.accepted == importCount else {
            throw BenchFault.unequal("rows accepted, \(report?.errors.first?.fault.message ?? "")")
        }
        let floor = try InsertFloor.measure(
            copying: BenchNode.storePath(folder.path + "/node"),
            to: folder.path + "/floor.sqlite",
            transactions: 1
        )
        return row("import of 20,000 rows", writing, floor, importCount, max: 2)
    }

    private static func row(
        _ measure: String,
        _ writing: Stopwatch,
        _ floor: Stopwatch,
        _ count: Int,
        max: Double
    ) -> TableRow {
        let ratio = writing.wallSeconds / floor.wallSeconds
        let cpu = writing.cpuSeconds / floor.cpuSeconds
        let each = 1_000_000 / Double(count)
        return TableRow(
            measure,
            "\(number(ratio, 2))× wall, \(number(cpu, 2))× CPU"
                + " (\(number(writing.cpuSeconds * each)) µs CPU each)",
            goal: "≤ \(number(max, 1))× of GRDB",
            isMet: ratio <= max
        )
    }

    /// A node in a file, at which records of a village are written.
    private static func desk() throws -> (BenchFolder, BenchNode) {
        let folder = try BenchFolder()
        let world = try BenchWorld(villageCount: 1, countyFolder: folder.path + "/node")
        return (folder, world.county)
    }

    private static func table(village: String) -> String {
        var text = "villager,phone,village,group,acceptedAt,question\n"
        for number in 0..<importCount {
            let day = 10 + number % 19
            text += "王甲\(number),138\(10_000_000 + number),\(village),缴费报销,"
            text += "2025-10-\(day)T09:00,第\(number)件医保报销\n"
        }
        return text
    }
}
