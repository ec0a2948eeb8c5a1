import ArgumentParser
import NodeAssembly
import Store

/// `rebuild`: makes the projections anew from the events.
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "从事件重做全部数据表"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let node = try shared.openNode()
        let progress = Progress("正在重做")
        try node.store.write { session in
            try session.rebuild { progress.show($0, of: $1) }
        }
        progress.end()
        Printing.note("数据表已全部重做。")
    }
}
