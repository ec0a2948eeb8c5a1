import CDispatch
import Foundation

/// A node's `serve` in a process of its own: this program, started anew.
final class ParentProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    let address: String

    /// Starts and waits until the peers' listener accepts; `prefix` is a command that starts it.
    init(
        _ folder: String,
        state: BenchFolder,
        host: String = "127.0.0.1",
        prefix: [String] = []
    ) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            prefix + [OwnProgram.path, "parent", "--data", folder, "--host", host]
        process.environment = OwnProgram.environment(state)
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.contains("peers http") || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchFault.noParent }
            text += String(decoding: data, as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("peers ") } ?? ""
        address = String(line.dropFirst("peers ".count))
    }

    deinit { stop() }

    var port: Int { address.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// Processor time that the process has used, of all its threads.
    func cpuSeconds() throws -> Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process.processIdentifier, &clock) == 0,
            clock_gettime(clock, &time) == 0
        else { throw BenchFault.noParent }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most memory that it ever held, in MB.
    func peakMegabytes() throws -> Double {
        try OwnProgram.peakMegabytes(process.processIdentifier)
    }

    /// Ends it politely.
    func stop() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }
}

/// This program, as another process runs it.
enum OwnProgram {
    static var path: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }

    /// Positions are kept beside the measurement, never in the user's home.
    static func environment(_ state: BenchFolder) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["XDG_STATE_HOME"] = state.path + "/state"
        return environment
    }

    /// Runs a program to its end and gives what it printed; throws if it fails.
    @discardableResult
    static func run(_ arguments: [String], state: BenchFolder) throws -> String {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = environment(state)
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchFault.failed(arguments, String(decoding: said, as: UTF8.self))
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func peakMegabytes(_ process: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Double(line.filter(\.isNumber)) ?? 0) / 1_024
    }
}

enum BenchFault: Error, CustomStringConvertible {
    case noParent
    case failed([String], String)
    case unequal(String)

    var description: String {
        switch self {
        case .noParent: "the node below measurement did not start"
        case .failed(let arguments, let said):
            "\(arguments.joined(separator: " ")): \(said.split(separator: "\n").last ?? "")"
        case .unequal(let what): "not equal at the end: \(what)"
        }
    }
}
