import Foundation

/// A node's `serve` process.
final class ServedNode {
    private let process = Process()
    private let output = Pipe()
    private let log: String
    private(set) var peerPort = 0
    private(set) var pagesPort = 0

    /// Starts and waits until both listeners accept.
    init(
        _ home: NodeHome,
        port: Int = 0,
        extra: [String] = [],
        errors: FileHandle? = nil
    ) throws {
        log = NSTemporaryDirectory() + "liandong-serve-\(UUID().uuidString).log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.executableURL = URL(fileURLWithPath: Program.path ?? "")
        let pages = extra.contains("--pages") ? [] : ["--pages", "127.0.0.1:0"]
        process.arguments = ["serve", "--listen", "127.0.0.1:\(port)"] + pages + extra
        process.environment = home.environment
        process.standardOutput = output
        process.standardError = errors ?? FileHandle(forWritingAtPath: log)
        try process.run()
        try awaitListeners()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(atPath: log)
    }

    var processID: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var address: String { "http://127.0.0.1:\(peerPort)" }

    /// Reads the lines `peers URL` and `pages URL`, which stand there once each accepts.
    private func awaitListeners() throws {
        var text = ""
        while !(text.contains("peers http") && text.contains("pages http")) {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else {
                let said = FileManager.default.contents(atPath: log) ?? Data()
                throw ServeFailed(text: text + String(decoding: said, as: UTF8.self))
            }
            text += String(decoding: data, as: UTF8.self)
        }
        func port(_ listener: String) -> Int {
            let line = text.split(separator: "\n").first { $0.hasPrefix(listener + " ") } ?? ""
            return line.split(separator: ":").last.flatMap { Int($0) } ?? 0
        }
        (peerPort, pagesPort) = (port("peers"), port("pages"))
    }

    /// What it has said on standard error.
    func errorText() throws -> String { try String(contentsOfFile: log, encoding: .utf8) }

    func waitUntilExit() { process.waitUntilExit() }

    /// Ends it politely.
    func stop() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    /// Processor time that the process has used, in milliseconds.
    func processorMilliseconds() throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
        let fields = text.split(separator: " ")
        let ticks = (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0)
        return ticks * 1_000 / Int(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The most memory that it ever held, in MiB.
    func peakMemoryMiB() throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        let digits = line.filter(\.isNumber)
        return (Int(digits) ?? 0) / 1_024
    }
}

/// A `serve` that ended before it accepted.
struct ServeFailed: Error {
    let text: String
}
