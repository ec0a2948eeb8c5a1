import ArgumentParser
import Bookkeeping
import Causality
import Documents
import NodeAssembly
import Records
import Store

/// `erase`: takes the personal data of one record away, everywhere.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "删除一条记录里的个人信息，所有存有它的节点都删；不能恢复",
        subcommands: [EraseRecordCommand.self, EraseStatusCommand.self],
        defaultSubcommand: EraseRecordCommand.self
    )
}

/// `erase REGISTER ID`.
struct EraseRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "删除一条记录里的个人信息"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Argument(help: ArgumentHelp("记录号、编码或编号", valueName: "记录"))
    var id: String

    @Option(help: ArgumentHelp("为什么删除，如 本人申请", valueName: "原因"))
    var reason: String

    func run() async throws {
        let node = try shared.openNode()
        let (id, dot) = try shared.keepBooks { books, actor in
            let id = try books.find(register, self.id)
            return (id, try books.erase(register, id, reason: reason, actor: actor))
        }
        try node.scrub()
        if shared.format == .json {
            var document = DocumentObject()
            document["recordID"] = .text(id.text)
            document["erased"] = .boolean(dot != nil)
            return Printing.json(.object(document))
        }
        Printing.line(
            dot == nil
                ? "这条记录的个人信息以前已经删除。"
                : "已删除本机上这条记录的个人信息；其他节点在下次同步时删除，用 erase status 查看回执。"
        )
        if try node.store.read({ try $0.needsScrub() }) {
            Printing.line("有别的程序正在读写，或者磁盘不够，数据库文件里的残留稍后自动清除，清除以后才有本机的回执。")
        }
        Printing.line("原因会一直留着；里面若有要删除的姓名、电话等，已改成“＊＊”。")
        Printing.line(id.text)
    }
}

/// `erase status [ID]`: who has done it.
struct EraseStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "一条记录哪些节点已经删净；不写记录：哪些删除还有电脑没有回执"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("记录号或编号", valueName: "记录"))
    var id: String?

    func run() async throws {
        guard let id else { return try printOpen() }
        let status = try shared.keepBooks { books, _ in
            guard let found = try books.find(anywhere: id) else {
                throw StoreError.unknownRecord(id)
            }
            return try books.erasureStatus(of: found.id)
        }
        if shared.format == .json { return Printing.json(status.document) }
        guard status.isErased else {
            return Printing.line("本机上这条记录的个人信息没有删除。")
        }
        for holder in status.holders {
            let place = holder.placeCaption
            let node = Base32.encode(holder.node.bytes).prefix(12)
            guard let receipt = holder.receipt else {
                Printing.line(
                    holder.isWithdrawn
                        ? "\(place) 节点 \(node)：已作废，不会有回执；那台电脑里可能还有"
                        : "\(place) 节点 \(node)：还没有回执"
                )
                continue
            }
            Printing.line("\(place) 节点 \(node)：\(Printing.moment(receipt.doneAt)) 已删净")
            for backup in receipt.backups.split(separator: "\n") {
                Printing.line("  备份或优盘里可能还有：\(backup)")
            }
        }
    }
}

extension EraseStatusCommand {
    /// The erasures that a receipt is missing of.
    private func printOpen() throws {
        let open = try shared.keepBooks { books, _ in try books.unconfirmedErasures() }
        if shared.format == .json { return Printing.json(.list(open.map(\.document))) }
        guard !open.isEmpty else { return Printing.line("没有等回执的删除。") }
        for erasure in open {
            Printing.line(
                "\(erasure.title) \(erasure.record.text)："
                    + "\(Printing.moment(erasure.erasedAt)) 删除，还没有回执："
                    + erasure.lacking.map(\.placeCaption).joined(separator: "、")
            )
        }
    }
}

extension ErasureStatus.Holder {
    fileprivate var placeCaption: String { "\(placeName ?? "尚未到达的地方")（\(placeCode ?? "—")）" }
}

extension UnconfirmedErasure {
    fileprivate var document: DocumentValue {
        .object(
            DocumentObject(members: [
                ("recordID", .text(record.text)),
                ("erasedAt", Printing.momentValue(erasedAt)),
                (
                    "lacking",
                    .list(
                        lacking.map { holder in
                            .object(
                                DocumentObject(members: [
                                    ("region", holder.placeCode.map(DocumentValue.text) ?? .null),
                                    ("node", .text(Base32.encode(holder.node.bytes))),
                                ])
                            )
                        }
                    )
                ),
            ])
        )
    }
}

extension ErasureStatus {
    fileprivate var document: DocumentValue {
        .object(
            DocumentObject(members: [
                ("recordID", .text(record.text)),
                ("erased", .boolean(isErased)),
                (
                    "nodes",
                    .list(
                        holders.map { holder in
                            let backups = holder.receipt?.backups.split(separator: "\n") ?? []
                            return .object(
                                DocumentObject(members: [
                                    ("region", holder.placeCode.map(DocumentValue.text) ?? .null),
                                    ("node", .text(Base32.encode(holder.node.bytes))),
                                    ("doneAt", Printing.momentValue(holder.receipt?.doneAt)),
                                    ("withdrawn", .boolean(holder.isWithdrawn)),
                                    ("backups", .list(backups.map { .text(String($0)) })),
                                ])
                            )
                        }
                    )
                ),
            ])
        )
    }
}
