import ArgumentParser
import Bookkeeping
import Documents
import Enrolment
import NodeAssembly

/// `invite`: prints a one-time joining code, or answers a request that came by file.
struct InviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "为下级（或本级另一台机器）发一次性加入码"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("要加入的地方的区划代码", valueName: "代码"))
    var region: String?

    @Option(help: ArgumentHelp("新地方的名称（只有县能新建）", valueName: "名称"))
    var name: String?

    @Option(help: ArgumentHelp("新地方的上级代码，默认是本级", valueName: "代码"))
    var parent: String?

    @Option(help: ArgumentHelp("下级用 join --request 做的申请文件", valueName: "文件"))
    var accept: String?

    @Option(help: ArgumentHelp("给下级的回执写到哪个文件", valueName: "文件"))
    var output: String?

    func run() async throws {
        switch (region, accept, output) {
        case (let region?, nil, nil): try invite(region)
        case (nil, let accept?, let output?):
            let place = try shared.openNode(for: .invite).node.acceptJoining(accept, to: output)
            Printing.note(
                "已接受\(place.map { "\($0.name)（\($0.code)）" } ?? "")的申请，回执已写到“\(output)”；"
                    + "请拿回去用 join --accept 加入。"
            )
        default:
            throw Failure(
                status: .usage,
                sentence: "invite 有两种写法：--region 代码；--accept 申请文件 --output 回执文件。"
            )
        }
    }

    private func invite(_ region: String) throws {
        let invitation = try shared.openNode(for: .invite).node.enrolment.invite(
            code: region,
            name: name,
            parent: parent
        )
        if shared.format == .json {
            var document = DocumentObject()
            document["code"] = .text(invitation.code)
            document["expiresAt"] = Printing.momentValue(invitation.expiresAt)
            Printing.json(.object(document))
        } else {
            Printing.line("加入码：\(invitation.code)")
            Printing.line("有效期至：\(Printing.moment(invitation.expiresAt))，只能用一次")
        }
    }
}
