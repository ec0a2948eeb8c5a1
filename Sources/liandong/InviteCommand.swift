import ArgumentParser
import Documents
import Enrolment
import NodeAssembly

/// `invite`: prints a one-time joining code.
struct InviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "为下级（或本级另一台机器）发一次性加入码"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("要加入的地方的区划代码", valueName: "代码"))
    var region: String

    @Option(help: ArgumentHelp("新地方的名称（只有县能新建）", valueName: "名称"))
    var name: String?

    @Option(help: ArgumentHelp("新地方的上级代码，默认是本级", valueName: "代码"))
    var parent: String?

    func run() async throws {
        let invitation = try shared.openNode().enrolment.invite(
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
