import Foundation
import Testing

extension SystemTests {
    /// What becomes of results and messages that nobody can take.
    @Suite("Where the output goes") struct OutputTests {
        private func run(
            _ command: String,
            as home: NodeHome
        ) throws -> (status: Int32, errors: String) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", command]
            process.environment = home.environment
            let errors = Pipe()
            process.standardError = errors
            try process.run()
            let bytes = errors.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
        }

        @Test("a result that found no room is said to be unwritten, in one sentence")
        func fullStick() throws {
            let tree = try TestTree()
            let county = try tree.county()
            for format in ["text", "json"] {
                let command = "'\(county.program)' status --format \(format) > /dev/full"
                let ended = try run(command, as: county)
                #expect(ended.status == 1, "\(ended)")
                #expect(ended.errors.contains("没有写完"), "\(ended.errors)")
                #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
            }
        }

        @Test("a node serves on when nobody takes its log")
        func lostLog() throws {
            let tree = try TestTree()
            let county = try tree.county()
            try county.must("invite", "--region", Code.village, "--name", "上村")
            let full = FileHandle(forWritingAtPath: "/dev/full")
            let served = try ServedNode(county, errors: full)
            defer { served.stop() }
            let address = served.address
            let village = try tree.join("village", region: Code.village, to: county, at: address)
            for _ in 0..<2 { try village.must("sync") }
            #expect(served.isRunning)
        }
    }
}
