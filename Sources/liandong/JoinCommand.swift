import ArgumentParser
import Documents
import Enrolment
import NodeAssembly
import SyncClient
import SyncEngine

/// `join`: makes this folder's node one of a tree, over the network or by file.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "用上级给的加入码加入；已加入的节点则改到另一个上级"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("上级节点的地址，如 http://10.0.0.1:8700", valueName: "地址"))
    var parent: String?

    @Option(help: ArgumentHelp("加入码；已用优盘加入的节点补地址时可以不写", valueName: "加入码"))
    var code: String?

    @Option(help: ArgumentHelp("没有网络：把加入申请写到文件，拿给上级", valueName: "文件"))
    var request: String?

    @Option(help: ArgumentHelp("没有网络：上级给的回执文件", valueName: "文件"))
    var accept: String?

    func run() async throws {
        switch (parent, code, request, accept) {
        case (let parent?, let code, nil, nil): try await join(parent, code)
        case (nil, let code?, let request?, nil):
            try Node.requestJoining(shared.folder, to: request, code: code)
            Printing.note("加入申请已写到“\(request)”；请拿给上级，用 invite --accept 做回执。")
        case (nil, nil, nil, let accept?): try join(from: accept)
        default:
            throw Failure(
                status: .usage,
                sentence: "join 有三种写法：--parent 地址 --code 加入码；--request 文件 --code 加入码；"
                    + "--accept 回执文件。"
            )
        }
    }

    private func join(_ parent: String, _ code: String?) async throws {
        guard parent.hasPrefix("http://") || parent.hasPrefix("https://") else {
            throw Failure(
                status: .usage,
                sentence: "--parent 应写成 http://主机:端口，如 http://10.0.0.1:8700，现在是“\(parent)”。"
            )
        }
        guard let code else {
            let node = try shared.openNode()
            let report = try await node.setParent(url: parent)
            return try say("已记下上级的地址。", report, of: node)
        }
        let joined = try await Node.join(shared.folder, parentURL: parent, code: code)
        try say(sentence(joined.admission), joined.report, of: joined.node)
    }

    private func say(_ sentence: String, _ report: SyncReport, of node: Node) throws {
        try say(sentence, received: report.received, report.notices, of: node)
        if !report.upToDate { Printing.note("还没有取完，请过一会再用 sync 同步一次。") }
    }

    private func join(from file: String) throws {
        let joined = try Node.acceptAnswer(shared.folder, from: file)
        try say(
            sentence(joined.admission),
            received: joined.imported.received,
            joined.imported.notices,
            of: joined.node
        )
    }

    private func sentence(_ admission: Admission) -> String {
        "已加入：\(admission.name)（\(admission.code)）"
    }

    private func say(
        _ sentence: String,
        received: Int,
        _ notices: [SyncNotice],
        of node: Node
    ) throws {
        if shared.format == .json {
            Printing.json(StatusDocument.document(of: try node.status()))
        } else {
            Printing.line(sentence)
            Printing.line("首次同步收到 \(received) 个事件。")
        }
        Printing.notices(notices)
    }
}
