import Bookkeeping
import Causality
import Records
import Store

/// Writing at the node where somebody works, against the same rows inserted through GRDB.
enum AppendRows {
    private static let appendCount = 3_000
    private static let importCount = 20_000
    private static let waitingCount = 5_000

    /// A moment's disturbance falls on one side only: the pair in the middle counts.
    private static let pairCount = 3

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        [
            row(
                "append of one record, synchronous FULL",
                try (0..<pairCount).map { _ in try appending() },
                appendCount,
                max: 1.3
            ),
            row(
                "import of 20,000 rows",
                try (0..<pairCount).map { _ in try importing() },
                importCount,
                max: 2
            ),
            try besideWaiting(),
        ]
    }

    /// A child may send what waits for ever: it must not slow down those who work here.
    private static func besideWaiting() throws -> TableRow {
        let folder = try BenchFolder()
        let world = try BenchWorld(villageCount: 1, countyFolder: folder.path + "/node")
        let village = world.villages[0]
        let place = try village.place
        let unheard = StreamDescription(
            node: village.key,
            incarnation: 7,
            audience: Audience(.at, place)
        )
        var child = CaseMaker(village, seed: 4)
        try child.appendSteps(
            waitingCount,
            of: .dot(Dot(stream: unheard.streamID, sequence: 1))
        )
        var maker = CaseMaker(world.county, seed: 3)
        func leastCPU() throws -> Double {
            let times = try (0..<pairCount).map { _ in
                try Stopwatch.measure { for _ in 0..<appendCount { try maker.appendOpenings(1) } }
                    .cpuSeconds
            }
            return times.min() ?? 0
        }
        let before = try leastCPU()
        let root = try world.county.place
        let segments = try village.store.write { session in
            let link = try session.link(node: world.county.key, incarnation: 1)
            let budget = 1 << 30
            return try session.outgoing(.agreed, of: link, place: root, byteBudget: budget).segments
        }
        _ = try world.county.store.write { try $0.merge(segments) }
        guard try world.county.store.read({ try $0.counts().waiting }) == waitingCount else {
            throw BenchFault.unequal("events that wait")
        }
        let ratio = try leastCPU() / before
        return TableRow(
            "append beside \(waitingCount) events that wait",
            "\(number(ratio, 2))× CPU of without",
            goal: "≤ 1.3×",
            isMet: ratio <= 1.3
        )
    }

    /// Both times of one piece of work.
    private struct Pair {
        let writing: Stopwatch
        let floor: Stopwatch

        var ratio: Double { writing.wallSeconds / floor.wallSeconds }
    }

    private static func appending() throws -> Pair {
        let (folder, node) = try desk()
        var maker = CaseMaker(node, seed: 3)
        let place = try node.place
        let drafts = (0..<appendCount).map { _ in maker.opening(at: place) }
        let writing = try Stopwatch.measure {
            for draft in drafts { try node.store.write { _ = try $0.append(draft) } }
        }
        return Pair(writing: writing, floor: try floor(in: folder, transactions: appendCount))
    }

    private static func importing() throws -> Pair {
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
        return Pair(writing: writing, floor: try floor(in: folder, transactions: 1))
    }

    private static func floor(in folder: BenchFolder, transactions: Int) throws -> Stopwatch {
        try InsertFloor.measure(
            copying: BenchNode.storePath(folder.path + "/node"),
            to: folder.path + "/floor.sqlite",
            transactions: transactions
        )
    }

    private static func row(
        _ measure: String,
        _ pairs: [Pair],
        _ count: Int,
        max: Double
    ) -> TableRow {
        let pair = pairs.sorted { $0.ratio < $1.ratio }[pairs.count / 2]
        let cpu = pair.writing.cpuSeconds / pair.floor.cpuSeconds
        let each = 1_000_000 / Double(count)
        return TableRow(
            measure,
            "\(number(pair.ratio, 2))× wall, \(number(cpu, 2))× CPU"
                + " (\(number(pair.writing.wallSeconds * each)) µs against"
                + " \(number(pair.floor.wallSeconds * each)) µs)",
            goal: "≤ \(number(max, 1))× of GRDB",
            isMet: pair.ratio <= max
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
