import ArgumentParser
import Bookkeeping
import Causality
import Documents

/// `quarantine`: what is kept and passed on but not taken over.
struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "收到了、留着、但没有采用的内容",
        subcommands: [ListQuarantine.self, ReleaseQuarantine.self],
        defaultSubcommand: ListQuarantine.self
    )
}

/// `quarantine list`: each event kept aside, and why.
struct ListQuarantine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出隔离的和等待的内容"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let entries = try shared.keepBooks { books, _ in try books.quarantine() }
        if shared.format == .json { return Printing.json(.list(entries.map(\.json))) }
        for entry in entries {
            let place = entry.placeName ?? entry.placeCode ?? "来源未知"
            let state = entry.counts ? "要看" : entry.isQuarantined ? "隔离" : "等待"
            Printing.line(
                "\(state)  \(entry.id)  \(entry.register)  \(place)  \(Printing.moment(entry.at))"
            )
            Printing.line("  \(entry.reason)")
            if entry.counts { Printing.line("  要核对的记录：\(entry.record.text)") }
        }
        Printing.line(entries.isEmpty ? "没有隔离或等待的内容。" : "共 \(entries.count) 个。")
    }
}

/// `quarantine release`: judges one of them once more.
struct ReleaseQuarantine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "重新核对一个隔离的内容，符合定义就采用；只是要人看一看的，看过就不再列出"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("编号，见 quarantine list", valueName: "编号"))
    var id: String

    @Option(help: ArgumentHelp("为什么重新核对", valueName: "原因"))
    var reason: String

    func run() async throws {
        let released = try shared.keepBooks { books, actor in
            try books.release(id, reason: reason, actor: actor)
        }
        if shared.format == .json {
            Printing.json(["id": .text(id), "released": true])
        } else {
            Printing.line(released == .taken ? "已采用。" : "已看过，不再列出。")
        }
    }
}
