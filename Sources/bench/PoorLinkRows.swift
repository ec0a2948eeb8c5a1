import Foundation

/// A hundred new events over a poor line, from a process of the child's own and a new connection.
enum PoorLinkRows {
    private static let measure = "100 events at 64 kbit/s, 500 ms, 5 % loss: median of 7"
    private static let goal = "≤ 2.5 s"
    private static let runCount = 7
    private static let secondsMax = 2.5

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        guard geteuid() == 0, access("/dev/net/tun", R_OK | W_OK) == 0 else {
            return [.notMeasured(measure, goal: goal, "needs root and /dev/net/tun")]
        }
        do {
            let spaces = try Namespaces(setting.folder)
            return [try measure(setting, spaces)]
        } catch let fault as BenchFault {
            return [.notMeasured(measure, goal: goal, "\(fault)")]
        }
    }

    private static func measure(_ setting: SyncSetting, _ spaces: Namespaces) throws -> TableRow {
        let path = setting.folder.path + "/poor"
        var world = try BenchWorld(countyFolder: path + "/county")
        let village = try world.addVillage(folder: path + "/village")
        var maker = CaseMaker(village, seed: 9)
        try maker.appendCases(40)
        let parent = try ParentProcess(
            path + "/county",
            state: setting.folder,
            host: Namespaces.parentHost,
            prefix: spaces.command(0)
        )
        defer { parent.stop() }
        try village.dial(world.county, at: parent.address)
        let dial = spaces.command(1) + [OwnProgram.path, "dial", "--data", path + "/village"]
        for _ in 0..<2 { try OwnProgram.run(dial, state: setting.folder) }
        var runs: [(seconds: Double, bytes: Int, packetBytes: Int)] = []
        for seed in 1...runCount {
            try maker.appendCases(12)
            try maker.appendOpenings(4)
            spaces.line.begin(seed: UInt64(seed))
            let words = try OwnProgram.run(dial, state: setting.folder).split(separator: " ")
            let figures = words.compactMap { Double($0.trimmingCharacters(in: .newlines)) }
            // What is still under way belongs to this run: the last acknowledgements and farewells.
            sleep(2)
            let packetBytes = spaces.line.clear()
            guard figures.count == 5, figures[1] == 100 else {
                throw BenchFault.unequal("100 events sent as \(words)")
            }
            progress("  run \(seed): \(number(figures[0], 2)) s, \(packetBytes) B of packets")
            runs.append((figures[0], Int(figures[3] + figures[4]), packetBytes))
        }
        runs.sort { $0.seconds < $1.seconds }
        let middle = runs[runCount / 2]
        let range = "\(number(runs[0].seconds, 1))–\(number(runs[runCount - 1].seconds, 1))"
        return TableRow(
            measure,
            "\(number(middle.seconds, 2)) s (\(range)), \(middle.bytes) B, "
                + "\(middle.packetBytes) B of packets",
            goal: goal,
            peer: Peers.poorLine,
            isMet: middle.seconds <= secondsMax
        )
    }
}

/// Two network namespaces joined by a poor line and by nothing else.
final class Namespaces {
    static let parentHost = "10.231.77.1"
    private static let childHost = "10.231.77.2"

    let line: PoorLine
    private let names: [String]
    private let folder: BenchFolder

    init(_ folder: BenchFolder) throws {
        let mark = ProcessInfo.processInfo.processIdentifier
        names = ["liandong-a\(mark)", "liandong-b\(mark)"]
        self.folder = folder
        let devices = ["lda\(mark)", "ldb\(mark)"]
        line = try PoorLine(devices)
        let hosts = [Namespaces.parentHost, Namespaces.childHost]
        for (name, (device, host)) in zip(names, zip(devices, hosts)) {
            let length = String(PoorLine.packetByteCountMax)
            try ip("netns", "add", name)
            try ip("link", "set", device, "netns", name)
            try ip("-n", name, "link", "set", "lo", "up")
            try ip("-n", name, "link", "set", device, "addrgenmode", "none")
            try ip("-n", name, "addr", "add", host + "/24", "dev", device)
            try ip("-n", name, "link", "set", device, "mtu", length, "up")
        }
    }

    deinit {
        line.end()
        for name in names { try? ip("netns", "delete", name) }
    }

    /// What starts a program in one of the two.
    func command(_ index: Int) -> [String] { ["ip", "netns", "exec", names[index]] }

    private func ip(_ words: String...) throws {
        try OwnProgram.run(["ip"] + words, state: folder)
    }
}
