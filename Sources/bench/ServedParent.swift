import SyncClient
import ArgumentParser
import Foundation
import Logging
import NodeAssembly

/// What `bench` runs as when it starts itself as a node: the same `serve` as the program's.
struct ServedParent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "parent", shouldDisplay: false)

    @Option var data: String
    @Option var host = "127.0.0.1"

    func run() async throws {
        guard let peers = ListenAddress(text: "\(host):0"),
            let pages = ListenAddress(text: "127.0.0.1:0")
        else { throw ValidationError("no address: \(host)") }
        // Its standard input ends with whoever started it, however that came about.
        Thread.detachNewThread {
            _ = FileHandle.standardInput.readDataToEndOfFile()
            kill(getpid(), SIGTERM)
        }
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let node = try Node.open(NodeFolder(path: data))
        try await node.serve(
            ServeOptions(peers: peers, pages: pages, syncSeconds: nil),
            logger: logger
        ) { line in
            FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
    }
}

/// What `bench` runs as when it starts itself as a child that dials once, over a new connection.
struct DialOnce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "dial", shouldDisplay: false)

    @Option var data: String

    func run() async throws {
        let node = try Node.open(NodeFolder(path: data))
        let client = node.client
        let clock = ContinuousClock()
        let start = clock.now
        let report = try await client.sync()
        let seconds = start.duration(to: clock.now).seconds
        print(seconds, report.sent, report.roundTrips, report.bytesSent, report.bytesReceived)
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
