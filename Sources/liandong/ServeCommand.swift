import ArgumentParser
import Foundation
import Logging
import NodeAssembly
import SyncClient

/// `serve`: hears peers, shows pages, exchanges at regular times.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "持续运行：接待下级节点，显示网页，按时同步"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("接待下级节点的地址和端口；不写则不接待", valueName: "主机:端口"))
    var listen: String?

    @Option(help: ArgumentHelp("网页的地址和端口", valueName: "主机:端口"))
    var pages = "127.0.0.1:0"

    @Option(help: ArgumentHelp("每隔多久与上级同步一次，如 30s、5m、1h；不写则不主动同步", valueName: "时长"))
    var syncEvery: String?

    @Option(help: ArgumentHelp("照片和扫描件在几点到几点传送；00:00-24:00 是随时", valueName: "时段"))
    var attachmentsBetween = "20:00-06:00"

    func run() async throws {
        let options = ServeOptions(
            peers: try listen.map { try address($0, option: "--listen") },
            pages: try address(pages, option: "--pages"),
            syncSeconds: try syncEvery.map(seconds),
            attachments: try window(attachmentsBetween)
        )
        let node = try shared.openNode()
        // Whoever read the log may have gone; the node works on.
        signal(SIGPIPE, SIG_IGN)
        let logger = Logger(label: "liandong") { _ in ServiceLog() }
        try await node.serve(options, logger: logger) { line in
            Output.result((line + "\n").utf8)
        }
    }

    private func address(_ text: String, option: String) throws -> ListenAddress {
        guard let address = ListenAddress(text: text) else {
            throw Failure(
                status: .usage,
                sentence: "\(option) 应写成 主机:端口，如 127.0.0.1:8700，现在是“\(text)”。"
            )
        }
        return address
    }

    private func window(_ text: String) throws -> AttachmentWindow {
        guard let window = AttachmentWindow(text: text) else {
            throw Failure(
                status: .usage,
                sentence: "--attachments-between 应写成 20:00-06:00 这样的时段，现在是“\(text)”。"
            )
        }
        return window
    }

    /// Seconds of a text such as `30s`, `5m` or `1h`; a bare number counts seconds.
    private func seconds(_ text: String) throws -> Double {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard let number = Double(digits), number > 0, number.isFinite else {
            throw Failure(
                status: .usage,
                sentence: "--sync-every 应写成 30s、5m 或 1h 这样的时长，现在是“\(text)”。"
            )
        }
        return number * (unit ?? 1)
    }
}
