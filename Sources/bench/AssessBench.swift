import ArgumentParser
import Assessment
import Catalogue
import Documents
import EvidenceGathering
import Foundation
import Store

/// How long a county's assessments take from its store, by the same path as `assess run`.
struct AssessBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "Measures a county's month and year: 33 windows, 320 places."
    )

    @Option(help: "Keeps the filled stores in this folder, and uses those that are there.")
    var keep: String?

    @Option(help: "Records of the year, by how many stores.")
    var records = "10000,100000,1080000"

    private static let monthSecondsMax = 1.0
    private static let yearSecondsMax = 5.0
    private static let megabytesMax = 200.0

    func run() async throws {
        let folder = try BenchFolder(keeping: keep)
        let counts = records.split(separator: ",").compactMap { Int($0) }
        var rows: [TableRow] = []
        for count in counts.sorted() {
            let store = folder.path + "/assess-\(count)"
            try CountyRecords.prepare(count, in: store)
            let isGoal = count == counts.max()
            rows.append(try month(store, count, isGoal, folder))
            rows.append(try year(store, count, isGoal, folder))
        }
        print(TableRow.table(rows))
    }

    /// The month as the office asks for it: villages, townships, windows.
    private func month(
        _ store: String,
        _ count: Int,
        _ isGoal: Bool,
        _ folder: BenchFolder
    ) throws -> TableRow {
        let asked = [
            "village-monthly/village", "village-monthly/township", "district-2022-window-month",
            "county-window-staff",
        ]
        let figures = try measure(asked, period: CountyRecords.month, store, folder)
        return row(
            "month of \(count / 12) records: villages, townships, two of windows",
            figures,
            AssessBench.monthSecondsMax,
            isGoal
        )
    }

    private func year(
        _ store: String,
        _ count: Int,
        _ isGoal: Bool,
        _ folder: BenchFolder
    ) throws -> TableRow {
        let asked = ["village-monthly/village"]
        let figures = try measure(asked, period: CountyRecords.year, store, folder)
        return row(
            "year of \(count) records: villages",
            figures,
            AssessBench.yearSecondsMax,
            isGoal
        )
    }

    private func row(
        _ measure: String,
        _ figures: AssessOnce.Figures,
        _ secondsMax: Double,
        _ isGoal: Bool
    ) -> TableRow {
        let isMet = figures.seconds <= secondsMax && figures.megabytes <= AssessBench.megabytesMax
        return TableRow(
            measure,
            "\(number(figures.seconds, 2)) s, \(number(figures.cpuSeconds, 2)) s CPU, "
                + "\(number(figures.megabytes)) MB",
            goal: isGoal ? "≤ \(number(secondsMax)) s, ≤ 200 MB" : "",
            isMet: isGoal ? isMet : nil
        )
    }

    private func measure(
        _ asked: [String],
        period: String,
        _ store: String,
        _ folder: BenchFolder
    ) throws -> AssessOnce.Figures {
        let arguments =
            [OwnProgram.path, "assess-once", "--data", store, "--period", period] + asked
        let output = try OwnProgram.run(arguments, state: folder)
        for line in output.split(separator: "\n").dropLast() { progress("  \(line)") }
        let last = output.split(separator: "\n").last ?? ""
        let figures = last.split(separator: " ").compactMap { Double($0) }
        guard figures.count == 3 else { throw BenchFault.failed(arguments, output) }
        return AssessOnce.Figures(
            seconds: figures[0],
            cpuSeconds: figures[1],
            megabytes: figures[2]
        )
    }
}

/// What `bench` runs as to assess once, in a process of its own: peak memory is a process's.
struct AssessOnce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess-once",
        shouldDisplay: false
    )

    @Option var data: String
    @Option var period: String
    @Argument var asked: [String]

    struct Figures {
        let seconds: Double
        let cpuSeconds: Double
        let megabytes: Double
    }

    func run() async throws {
        let schemes = try ShippedCatalogue.schemes()
        let store = try BenchNode(seed: CountyRecords.seed, folder: data).store
        var (seconds, cpuSeconds) = (0.0, 0.0)
        for each in asked {
            let parts = each.split(separator: "/").map(String.init)
            guard let shipped = schemes.first(where: { $0.id == parts[0] }) else {
                throw ValidationError("no scheme \(each)")
            }
            let request = try EvidenceRequest(
                scheme: try SchemeReader.read(yaml: shipped.text),
                period: period,
                kind: parts.count > 1 ? parts[1] : nil
            )
            var scored = 0
            let time = try Stopwatch.measure {
                let run = try store.read { try AssessmentRun.run(request, $0) }
                scored = run.document["subjects"]?.listValue?.count ?? 0
            }
            print("\(each) \(period): \(scored) subjects, \(time.text)")
            seconds += time.wallSeconds
            cpuSeconds += time.cpuSeconds
        }
        let peak = try OwnProgram.peakMegabytes(getpid())
        print(number(seconds, 3), number(cpuSeconds, 3), number(peak, 1))
    }
}
