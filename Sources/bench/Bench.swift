import ArgumentParser

/// Measurements, each a ratio or a figure of one run: `swift run -c release bench merge`.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures the node against what its libraries reach by themselves.",
        subcommands: [MergeBench.self]
    )
}
