import ArgumentParser
import Bookkeeping
import Causality
import Documents
import NodeAssembly
import Store

/// `clock`: devices whose clock is wrong, and what a person decides of them.
struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "钟不对的电脑：有哪些登记的时间与县里的公告对不上，由人裁定",
        subcommands: [ListClocks.self, RuleClock.self, ConfirmClock.self],
        defaultSubcommand: ListClocks.self
    )
}

/// `clock list`: each spell in which bulletins contradict a device's clock.
struct ListClocks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出与公告对不上的登记，一台电脑、一段时间一行"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let spells = try shared.keepBooks { books, _ in try books.clockSpells() }
        if shared.format == .json { return Printing.json(.list(spells.map(\.json))) }
        for spell in spells { printSpell(spell) }
        Printing.line(spells.isEmpty ? "没有与公告对不上的登记。" : "共 \(spells.count) 段。")
    }

    private func printSpell(_ spell: ClockSpell) {
        let place = spell.placeName ?? spell.placeCode ?? "来源未知"
        let node = Base32.encode(spell.node.bytes).prefix(12)
        let (from, to) = (spell.span.lowerBound, spell.span.upperBound)
        Printing.line(
            "\(place)  节点 \(node)  它的钟 \(Printing.moment(from)) 至 \(Printing.moment(to))，"
                + "登记 \(spell.events.count) 笔"
        )
        if let first = spell.events.first { Printing.line("  \(first.sentence)。") }
        guard spell.ruling == nil else { return }
        Printing.line(
            "  裁定：clock rule \(node) --from \(day(from)) --to \(day(to)) "
                + "--as recorded 或 bounded --reason 理由"
        )
    }

    private func day(_ seconds: Int64) -> String {
        String((Printing.momentValue(seconds).textValue ?? "").prefix(10))
    }
}

/// `clock rule`: decides once for a device and a spell of its clock.
struct RuleClock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule",
        abstract: "裁定一台电脑在一段时间里登记的时间算不算（只有县能办）"
    )

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("节点密钥的开头，见 clock list", valueName: "节点"))
    var node: String

    @Option(help: ArgumentHelp("那台电脑的钟，从哪天或哪个时刻", valueName: "日期"))
    var from: String

    @Option(help: ArgumentHelp("到哪天或哪个时刻，含这一天", valueName: "日期"))
    var to: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("recorded 按登记的时间、bounded 不早于公告", valueName: "裁定")
    )
    var verdict: ClockVerdict

    @Option(help: ArgumentHelp("理由，如 主板电池没电，有纸质台账为证", valueName: "文字"))
    var reason: String

    func run() async throws {
        let count = try shared.keepBooks { books, actor in
            try books.ruleClock(
                of: node,
                from: from,
                to: to,
                as: verdict.verdict,
                reason: reason,
                actor: actor
            )
        }
        if shared.format == .json {
            return Printing.json([
                "node": .text(node), "as": .text(verdict.rawValue),
                "events": .number(String(count)),
            ])
        }
        Printing.line("已裁定：\(verdict.verdict.title)，涉及 \(count) 笔登记。")
        if verdict == .bounded {
            Printing.line("这些登记里填的、早于公告的日期还在；请用 change 更正，更正以前结果仍是暂定的。")
        }
    }
}

/// `clock confirm`: a person has looked at the root's clock.
struct ConfirmClock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "县里的钟看过了，是对的：写一份新公告（只在县里用）"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let node = try shared.openNode(for: .ruleClock).node
        guard try node.store.write({ try $0.writeBulletin(confirmed: true) }) else {
            throw Failure(status: .refused, sentence: "只有县里的第一台电脑写公告；本机请把钟校准，再同步一次。")
        }
        Printing.line("已写新公告，时间按本机现在的钟。")
    }
}

/// What `--as` takes.
enum ClockVerdict: String, ExpressibleByArgument, CaseIterable {
    case recorded
    case bounded

    var verdict: ClockRuling.Verdict {
        switch self {
        case .recorded: .recorded
        case .bounded: .bounded
        }
    }
}
