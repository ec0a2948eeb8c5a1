import Ambient
import ArgumentParser
import Documents
import Enrolment
import Hashing
import NodeAssembly
import Records
import Store

/// `status`: what this node is, what waits, and whom it has met.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "本节点的情况：有什么待发、何时与上级联系过"
    )

    @OptionGroup var shared: SharedOptions

    @Option(help: ArgumentHelp("只看一个地方（及其下）的记录", valueName: "代码"))
    var region: String?

    func run() async throws {
        let node = try shared.openNode(readsWhenFull: true)
        if let region {
            try printPlace(try node.status(code: region))
        } else {
            try printNode(try node.status())
        }
    }

    private func printPlace(
        _ status: (place: Place, counts: StoreCounts, isPartial: Bool)
    ) throws {
        let digest = status.counts.state.digest.hexadecimal
        if shared.format == .json {
            var members: [(String, DocumentValue)] = [
                ("region", .text(status.place.code)),
                ("name", .text(status.place.name)),
                ("events", StatusDocument.number(status.counts.events)),
                ("records", StatusDocument.number(status.counts.records)),
                ("conflicts", StatusDocument.number(Int64(status.counts.conflicts))),
                ("stateDigest", .text(digest)),
            ]
            if status.isPartial { members.append(("partial", .boolean(true))) }
            Printing.json(.object(DocumentObject(members: members)))
            return
        }
        Printing.line("\(status.place.name)（\(status.place.code)）及其下")
        Printing.line(
            "记录 \(status.counts.records) 条，事件 \(status.counts.events) 个，"
                + "冲突 \(status.counts.conflicts) 处"
        )
        Printing.line("校验码：\(digest)")
        if status.isPartial { Printing.line("注意：这个地方不在本级之下，本机只有其中一部分。") }
    }

    private func printNode(_ status: NodeStatus) throws {
        if shared.format == .json { return Printing.json(StatusDocument.document(of: status)) }
        let place = status.place.map { "\($0.name)（\($0.code)，\($0.level.label)）" }
        Printing.line("我在：\(place ?? "地方信息尚未从上级到达")")
        Printing.line("记录 \(status.counts.records) 条，事件 \(status.counts.events) 个")
        printWaiting(status)
        if let warning = status.clockWarning { Printing.line("注意：\(warning)") }
        if status.counts.conflicts > 0 {
            Printing.line("有 \(status.counts.conflicts) 条记录的内容互相冲突，请用 conflicts list 查看并决定")
        }
        if status.counts.quarantined > 0 {
            Printing.line("有 \(status.counts.quarantined) 个事件被隔离，请用 quarantine list 查看")
        }
        if status.counts.stripped > 0 {
            Printing.line(
                "有 \(status.counts.stripped) 个事件的个人信息没有送到（不是按规定删除的，是路上被去掉的），"
                    + "请登记的地方用 bundle export --full 做一个优盘直接送来"
            )
        }
        if status.counts.waiting > 0 {
            Printing.line("有 \(status.counts.waiting) 个事件在等待所缺内容，到达后自动处理")
        }
        if let oldest = status.openErasures.first {
            Printing.line(
                "有 \(status.openErasures.count) 条记录的个人信息已要求删除，还有电脑没有回执"
                    + "（最早的从 \(Printing.moment(oldest.erasedAt)) 起），用 erase status 查看是哪些"
            )
        }
        for child in status.children { printChild(child) }
        Printing.line("校验码：\(status.counts.state.digest.hexadecimal)")
    }

    private func printAttachments(_ counts: AttachmentCounts) {
        if counts.waitingOut > 0 || counts.waitingIn > 0 {
            Printing.line(
                "附件：待发 \(counts.waitingOut) 个，待收 \(counts.waitingIn) 个，"
                    + "共 \(max(1, counts.byteCount / 1_000)) KB；照片和扫描件夜里传送"
            )
        }
        if counts.wrongCount > 0 {
            Printing.line("附件内容与登记不符、没有保存：\(counts.wrongCount) 次，会再取；请告诉信息技术人员")
        }
    }

    private func printWaiting(_ status: NodeStatus) {
        guard status.contact.hasParent else {
            Printing.line("本机是最上级，没有要往上送的")
            printAttachments(status.attachments)
            return printLead(status)
        }
        let since = status.pendingSince.map { "，最早的从 \(Printing.moment($0)) 起等待" } ?? ""
        Printing.line(
            status.pending == 0
                ? "待发：没有，上级都已收到" : "待发：\(status.pending) 个事件\(since)，联网后自动发送"
        )
        if status.pendingRoot > 0 {
            Printing.line("县里尚未确认：\(status.pendingRoot) 个事件；几天不减少，请问上级，或用优盘直接送到县里")
        }
        printAttachments(status.attachments)
        Printing.line("上次与上级联系成功：\(Printing.moment(status.contact.succeededAt))")
        if let fault = status.contact.fault {
            let moment = status.contact.faultAt.map { "（\(Printing.moment($0))）" } ?? ""
            Printing.line("最近一次没有成功\(moment)：\(fault)")
        }
    }

    private func printLead(_ status: NodeStatus) {
        guard let since = status.leadSince else { return }
        Printing.line(
            "本机从 \(Printing.moment(since)) 起接替县里的主机；"
                + "主机那以前没有同步给本机、下级也没有的内容可能还缺，请对照纸质记录补登"
        )
    }

    /// What to do about a child that has not called for days, empty if it has.
    private func silence(since contact: Int64) -> String {
        let days = (WallClock.system.now.secondsSince1970 - contact) / 86_400
        return days > 3 ? "，已经 \(days) 天没有联系，请打电话问一问" : ""
    }

    private func printChild(_ child: ChildSummary) {
        let oldest = child.oldestUnsent.map { "（最早的是 \(Printing.moment($0)) 的）" } ?? ""
        var words = [
            child.lastContact.map { "上次联系 \(Printing.moment($0))" + silence(since: $0) }
                ?? "还没有联系过"
        ]
        if child.isWithdrawn { words.append("那里的电脑都已停用，等新电脑加入") }
        if child.behind > 0 {
            words.append("封账时有、这里还没有 \(child.behind) 个事件，请催它同步")
        }
        // What it has and has not sent nobody here can know: only what it got is told as done.
        if child.lastContact != nil {
            words.append(
                child.unsent > 0 ? "等它确认收到的 \(child.unsent) 个\(oldest)" : "这里有的它都已收到"
            )
        }
        if child.conflicts > 0 { words.append("冲突 \(child.conflicts) 处") }
        if child.quarantine > 0 { words.append("隔离 \(child.quarantine) 个") }
        if let clock = child.clockOffset.flatMap(ClockOffset.words) {
            words.append("它的钟比本机\(clock)，请叫它校准")
        }
        Printing.line("下级 \(child.name)（\(child.region)）：" + words.joined(separator: "，"))
        if let error = child.lastError { Printing.line("  最近一次：\(error)") }
    }
}
