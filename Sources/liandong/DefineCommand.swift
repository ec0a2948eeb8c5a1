import Ambient
import ArgumentParser
import Bookkeeping
import Catalogue
import Defining
import Documents
import EvidenceGathering
import Hashing
import NodeAssembly
import Records
import Store

/// `define`: registers and schemes as an office changes them.
struct DefineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "define",
        abstract: "加载或修改登记簿、考核办法；查看现行的各版"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("登记簿或考核办法（YAML）", valueName: "文件"))
    var file: String?

    @Option(help: ArgumentHelp("考核办法从哪个期间起执行；不写则从下一期起", valueName: "期间"))
    var from: String?

    @Flag(help: "只检查、只看会改什么，不保存")
    var dryRun = false

    @Flag(help: "列出现行的登记簿和考核办法")
    var list = false

    @Option(help: ArgumentHelp("打印现行的内容（YAML），改好后可以再加载", valueName: "编号"))
    var show: String?

    @Option(help: ArgumentHelp("编号两边都有时写明哪一种：register、scheme", valueName: "种类"))
    var kind: KindOption?

    func run() async throws {
        let asked = [file != nil, list, show != nil].count { $0 }
        guard asked == 1, file != nil || (from == nil && !dryRun) else {
            throw Failure(
                status: .usage,
                sentence: "请写一个文件，或 --list，或 --show 编号，三者选一；--from、--dry-run 只同文件一起用。"
            )
        }
        if let file { return try load(file) }
        let node = try shared.openNode()
        let listing = try node.store.read { session in
            try DefinitionListing(
                try SchemeLibrary(),
                registerTexts: try ShippedCatalogue.registerTexts(),
                on: try DefineCommand.today,
                session
            )
        }
        if let show { return try print(show, listing) }
        print(listing)
    }

    private static var today: CivilDate {
        get throws {
            let now = WallClock.system.now.secondsSince1970
            guard let date = CivilDateTime(secondsSince1970: now)?.date else {
                throw Failure(status: .refused, sentence: "本机时钟不对，请先校准日期和时间。")
            }
            return date
        }
    }

    // MARK: - Loading

    private func load(_ file: String) throws {
        let period = try from.map { text in
            guard let period = Period(text: text) else {
                let sentence = "“\(text)”不是期间，请写成 2024、2024-H1、2024-Q1 或 2024-03。"
                throw Failure(status: .usage, sentence: sentence)
            }
            return period
        }
        guard let bytes = TextDecoding.utf8(try FileBytes.read(file)) else {
            throw Failure(status: .badData, sentence: "“\(file)”不是文字文件，请另存为 UTF-8 后再试。")
        }
        let (node, person) = try shared.openNode(for: .define)
        let defining = Defining(
            store: node.store,
            library: try SchemeLibrary(),
            today: try DefineCommand.today,
            actor: person.id
        )
        let change = try defining.define(
            String(decoding: bytes, as: UTF8.self),
            from: period,
            isTrial: dryRun
        )
        Printing.attention(change.warnings)
        if shared.format == .json {
            return Printing.json(change.document)
        }
        report(change)
    }

    private func report(_ change: DefinitionChange) {
        let name = "\(change.kind.rawValue)“\(change.title)”（\(change.id)）"
        let version = change.version.hexadecimal.prefix(12)
        guard change.effect != .unchanged else {
            return Printing.line("\(name)同现行的一样（版本 \(version)），没有要改的。")
        }
        let replaced = change.replaced.map { "原版本 \($0.hexadecimal.prefix(12))，" } ?? ""
        let verb = change.effect == .new ? "新设" : "修改"
        Printing.line("\(verb)\(name)：\(replaced)新版本 \(version)。")
        change.differences.forEach { Printing.line("· \($0)") }
        let since = change.from?.text ?? ""
        switch change.kind {
        case .register: Printing.line("新登记的从现在起按新版本，原有记录不变。")
        case .scheme: Printing.line("从 \(since) 起的期间按新版本，以前的期间仍按以前的版本。")
        }
        if dryRun {
            Printing.line("这是检查，没有保存；去掉 --dry-run 再运行一次就保存。")
        } else {
            Printing.line("已保存，随同步发给各级。")
        }
    }

    // MARK: - Looking

    private func print(_ id: String, _ listing: DefinitionListing) throws {
        let text = try listing.text(of: id, kind?.kind)
        Printing.raw(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    private func print(_ listing: DefinitionListing) {
        let entries = listing.entries.filter { kind == nil || kind?.kind == $0.kind }
        if shared.format == .json {
            return Printing.json(.list(entries.map(\.document)))
        }
        let head = ["种类", "编号", "名称", "版本", "从何时起", "来源", "说明"]
        // What counted once is for programs; people look for what counts now and what will.
        let shown = entries.filter { entry in
            entry.isInForce || !entry.remarks.isEmpty
                || (entry.kind == .scheme && entry.number > 0)
        }
        let rows = shown.map { entry in
            [
                entry.kind.rawValue, entry.id, entry.title,
                String(entry.version.hexadecimal.prefix(12)), entry.from?.text ?? "—",
                entry.number == 0 ? "随程序" : "第 \(entry.number) 次修改",
                ((entry.isInForce ? ["现行"] : []) + entry.remarks).joined(separator: "；"),
            ]
        }
        TextTable.lines([head] + rows).forEach { Printing.line($0) }
    }
}

/// A register or a scheme, as `--kind` takes it.
enum KindOption: String, ExpressibleByArgument, CaseIterable {
    case register
    case scheme

    var kind: DefinitionVersion.Kind {
        switch self {
        case .register: .register
        case .scheme: .scheme
        }
    }
}
