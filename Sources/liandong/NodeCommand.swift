import Ambient
import ArgumentParser
import Bookkeeping
import Causality
import Documents
import Enrolment
import NodeAssembly
import Records
import Store

/// `node`: the nodes that this one knows.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "本级及下级的节点",
        subcommands: [
            NodeListCommand.self, NodeRevokeCommand.self, NodeCloseCommand.self,
            NodeLeadCommand.self,
        ]
    )
}

/// `node revoke`: withdraws the key of a lost computer.
struct NodeRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "停用丢失的电脑：已收到的记录照算，以后再写的都不收"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("节点密钥的开头，见 node list", valueName: "节点"))
    var node: String

    @Option(help: ArgumentHelp("原因，如 电脑被盗", valueName: "文字"))
    var reason: String

    func run() async throws {
        let withdrawn = try shared.openNode(for: .manageNodes).node.enrolment.revoke(
            node,
            reason: reason
        )
        let key = Base32.encode(withdrawn.node.bytes)
        if shared.format == .json {
            var document = DocumentObject()
            document["node"] = .text(key)
            document["region"] = withdrawn.place.map { .text($0.code) } ?? .null
            document["streams"] = .number(String(withdrawn.streamCount))
            document["events"] = .number(String(withdrawn.eventCount))
            Printing.json(.object(document))
        } else {
            let place = withdrawn.place.map { "\($0.name)（\($0.code)）的" } ?? ""
            Printing.line(
                "已停用\(place)节点 \(key.prefix(12))；它的 \(withdrawn.eventCount) 个事件照算，以后再写的都不收。"
            )
            Printing.line("那个地方的新电脑请另发加入码：invite --region 代码")
        }
    }
}

/// `node close`: ends a place; its computers may still send what is late.
struct NodeCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "撤并一个地方：写明到哪天为止、并入哪里（只有县能办）；迟到的记录仍然收"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("地方的区划代码", valueName: "代码"))
    var place: String

    @Option(help: ArgumentHelp("最后一天，如 2026-11-30；默认今天", valueName: "日期"))
    var on: String?

    @Option(help: ArgumentHelp("并入的地方的代码", valueName: "代码"))
    var successor: String?

    @Option(help: ArgumentHelp("原因，如 两村合并", valueName: "文字"))
    var reason: String

    func run() async throws {
        let today = CivilDateTime(secondsSince1970: WallClock.system.now.secondsSince1970)?.date
        let last = on ?? today?.text ?? ""
        var given = [RecordValidation.Given("to", last)]
        if let successor { given.append(.init("successor", successor)) }
        let (node, person) = try shared.openNode(for: .manageNodes)
        let home = try node.store.read { try $0.ownPlace() }
        // Whoever may end a place need not be one of those who keep the list of places.
        let entitled = ActingPerson(id: person.id, roles: nil)
        let changed = try shared.keepBooks { books, _ in
            let region = try books.find(SystemRegister.region, place)
            guard region != home else {
                throw Failure(status: .refused, sentence: "\(place) 是本机所在的地方，不能撤并；请核对代码。")
            }
            return try books.change(
                SystemRegister.region,
                region,
                given,
                reason: reason,
                actor: entitled
            )
        }
        Printing.attention(changed.warnings, changed.notes)
        if shared.format == .json {
            var document = DocumentObject()
            document["region"] = .text(place)
            document["to"] = .text(last)
            document["changed"] = .boolean(changed.dot != nil)
            Printing.json(.object(document))
        } else {
            let into = successor.map { "，并入 \($0)" } ?? ""
            Printing.line("\(place) 到 \(last) 为止\(into)；以后不再考核，它的电脑仍可送来迟到的记录。")
        }
    }
}

/// `node lead`: a standby takes the place of the county's first computer.
struct NodeLeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lead",
        abstract: "备用机接替已毁的主机：不再联系主机，由本机写县里的公告"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let store = try shared.openNode(for: .manageNodes).node.store
        do {
            try store.write { try $0.takeLead() }
        } catch StoreError.noAuthority {
            throw Failure(status: .refused, sentence: "只有与县里主机同处的备用机可以接替；本机不在那里。")
        }
        let since = try store.read { try $0.metaNumber(.leadSince) }
        if shared.format == .json {
            var document = DocumentObject()
            document["leadSince"] = since.map { .number(String($0)) } ?? .null
            Printing.json(.object(document))
        } else if since == nil {
            Printing.line("本机就是县里的主机，没有要接替的。")
        } else {
            Printing.line("本机已接替县里的主机：以后由本机写公告。乡镇请用 join --parent 改到本机。")
            Printing.line("主机与本机最后一次同步以后写的，下级也没有的，可能还缺；请对照纸质记录补登。")
        }
    }
}

/// `node list`: place, key, incarnations and last contact of each node.
struct NodeListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "列出节点")

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let nodes = try shared.openNode().store.read(KnownNode.all)
        if shared.format == .json {
            Printing.json(.list(nodes.map(\.document)))
            return
        }
        for node in nodes {
            Printing.line(
                "\(node.name)（\(node.region)）：节点 \(node.key.prefix(12))，"
                    + "写入编号 \(node.incarnations.count) 个\(node.hasWritten ? "" : "，还没有记录")，"
                    + "上次联系 \(Printing.moment(node.lastContact))"
                    + (node.isRevoked ? "，已停用" : "")
            )
        }
        Printing.line("共 \(nodes.count) 个节点")
    }
}

/// One node as `node list` shows it.
private struct KnownNode {
    let region: String
    let name: String
    let key: String
    /// Those that it wrote as or announced itself as.
    let incarnations: [UInt64]
    let hasWritten: Bool
    let lastContact: Int64?
    let isRevoked: Bool

    /// The nodes with a certificate here for this node's own place or one below, by key and place.
    static func all(_ session: StoreSession) throws -> [KnownNode] {
        let streams = try session.heldStreams().map(\.description)
        let links = try session.linkSummaries()
        let own = try session.ownPlace()
        let shown = try session.presentDescendants(of: own).union([own])
        return try Set(try session.allCertificates().map(\.node)).sorted().flatMap { node in
            let written = streams.filter { $0.node == node }.map(\.incarnation)
            // A link that was made before the other end said who it is has incarnation 0.
            let met = links.filter { $0.node == node && $0.incarnation != 0 }
            return try session.places(of: node).intersection(shown).sorted().map { id in
                let place = try session.place(id)
                return KnownNode(
                    region: place?.code ?? id.text,
                    name: place?.name ?? "尚未到达的地方",
                    key: Base32.encode(node.bytes),
                    incarnations: Set(written + met.map(\.incarnation)).sorted(),
                    hasWritten: !written.isEmpty,
                    lastContact: links.filter { $0.node == node }.compactMap(\.lastContact).max(),
                    isRevoked: try session.revocation(of: node)?.isWhole == true
                )
            }
        }
    }

    var document: DocumentValue {
        .object(
            DocumentObject(members: [
                ("region", .text(region)),
                ("name", .text(name)),
                ("node", .text(key)),
                ("incarnations", .list(incarnations.map { .text(String($0)) })),
                ("lastContact", Printing.momentValue(lastContact)),
                ("revoked", .boolean(isRevoked)),
            ])
        )
    }
}
