import ArgumentParser
import Bookkeeping
import Causality
import Documents
import Hashing
import Records
import Store

/// `show`: one record with its history.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "一条记录和它的全部经过"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿", valueName: "登记簿"))
    var register: String

    @Argument(help: ArgumentHelp("记录号、编码或编号", valueName: "记录"))
    var id: String

    func run() async throws {
        let view = try shared.keepBooks { books, _ in
            try books.show(register, try books.find(register, id))
        }
        if shared.format == .json { return Printing.json(view.json) }
        Printing.line("\(view.definition.title)  \(view.row.id.text)")
        for field in view.row.fields where !field.value.isEmpty { printField(field) }
        if !view.offers.isEmpty {
            Printing.line("现在可以：" + view.offers.map { offer($0, view) }.joined(separator: "、"))
        }
        for conflict in view.conflicts {
            Printing.line("待决定：\(conflict.label)，用 conflicts resolve \(conflict.id)")
        }
        for attachment in view.attachments { printAttachment(attachment) }
        Printing.line("经过：")
        for entry in view.history { printEntry(entry) }
    }

    private func printField(_ field: ShownField) {
        guard case .rows(let rows) = field.value else {
            let name = field.targetName.map { "（\($0)）" } ?? ""
            let value = Printing.indented(field.masked, by: 4)
            return Printing.line("  \(field.label)：\(value)\(name)")
        }
        Printing.line("  \(field.label)：")
        for row in rows {
            let columns = row.columns.filter { !$0.value.isEmpty }.map {
                "\($0.label) \(field.isPersonal ? "****" : $0.masked)"
            }
            Printing.line("    - " + columns.joined(separator: "，"))
        }
    }

    private func printAttachment(_ attachment: ShownAttachment) {
        let kind: String
        switch AttachmentMedia(rawValue: attachment.media) {
        case .jpeg, .png: kind = "照片"
        case .pdf: kind = "扫描件"
        case nil: kind = attachment.media
        }
        let standing =
            attachment.isErased
            ? "已删除"
            : attachment.isWhole
                ? "在本机"
                : "还没有到本机（\(attachment.heldByteCount * 100 / attachment.byteCount)%），夜里传送"
        Printing.line(
            "  附件：\(kind)，\(max(1, attachment.byteCount / 1_000)) KB，\(standing)，"
                + "地址 \(attachment.address.hexadecimal.prefix(16))…"
        )
    }

    private func offer(_ offer: TransitionRules.Offer, _ view: RecordView) -> String {
        guard !offer.missing.isEmpty else { return offer.transition.name }
        let labels = offer.missing.map { view.definition.label(of: $0) }
        return "\(offer.transition.name)（先填\(labels.joined(separator: "、"))）"
    }

    private func printEntry(_ entry: HistoryEntry) {
        let who = entry.actor.isEmpty ? "本机操作员" : entry.actorName ?? entry.actor
        let place = entry.placeName ?? entry.placeCode ?? "来源未知"
        var line = "  \(Printing.moment(entry.deviceTime)) \(place) \(who) \(entry.entry.label)"
        if let move = entry.transition { line += "，\(move.name)" }
        if let reason = entry.reason { line += "，原因：\(VisibleText.oneLine(reason))" }
        if entry.hasUnseen { line += "（未看到同时的其他更改）" }
        Printing.line(line)
        for write in entry.wrote {
            let value = write.field.value.isEmpty ? "（空）" : write.field.masked
            Printing.line("      \(write.label)：\(Printing.indented(value, by: 8))")
        }
        if let clock = entry.clock { Printing.line("      注意：\(clock.sentence)。") }
        if let reason = entry.asideReason { Printing.line("      未采用：\(reason)") }
    }
}
