import ArgumentParser
import Documents
import NodeAssembly
import SyncClient
import SyncEngine

/// `sync`: one exchange with the parent now.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "现在与上级同步一次；在根节点上是写公告"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let node = try shared.openNode()
        try node.upkeep()
        let report = try await node.client.sync()
        // What came may have asked for an erasure.
        try node.upkeep()
        if shared.format == .json {
            Printing.json(document(of: report))
        } else {
            Printing.line("已发送 \(report.sent) 个事件，收到 \(report.received) 个事件。")
            Printing.line(report.upToDate ? "双方内容一致。" : "还有内容没有传完，请再同步一次。")
        }
        if shared.format != .json { printAttachments(report) }
        if let warning = try node.clockWarning() { Printing.note(warning) }
        Printing.notices(report.notices)
        if let refusal = report.refusal { throw Failure(status: .refused, sentence: refusal) }
        if let fault = report.attachmentFault {
            throw Failure(
                status: Failure.Status(rawValue: fault.exitStatus) ?? .refused,
                sentence: "事件已同步，附件没有传完，下次接着传。" + fault.sentence
            )
        }
    }

    private func printAttachments(_ report: SyncReport) {
        if report.attachmentsSent + report.attachmentsReceived > 0 {
            Printing.line(
                "附件：送出 \(report.attachmentsSent) 个，收到 \(report.attachmentsReceived) 个。"
            )
        }
    }

    private func document(of report: SyncReport) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("sent", StatusDocument.number(Int64(report.sent))),
                ("received", StatusDocument.number(Int64(report.received))),
                ("roundTrips", StatusDocument.number(Int64(report.roundTrips))),
                ("bytesSent", StatusDocument.number(Int64(report.bytesSent))),
                ("bytesReceived", StatusDocument.number(Int64(report.bytesReceived))),
                (
                    "attachments",
                    [
                        "sent": StatusDocument.number(Int64(report.attachmentsSent)),
                        "received": StatusDocument.number(Int64(report.attachmentsReceived)),
                    ]
                ),
                ("refused", StatusDocument.number(Int64(report.refused))),
                ("clockOffset", report.clockOffset.map(StatusDocument.number) ?? .null),
                ("upToDate", .boolean(report.upToDate)),
                ("notices", .list(report.notices.map { .text($0.sentence) })),
            ])
        )
    }
}
