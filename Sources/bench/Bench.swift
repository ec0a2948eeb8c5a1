import ArgumentParser

/// Measurements: `swift run -c release bench sync`.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures the node against its goals and against comparable systems.",
        subcommands: [
            MergeBench.self, SyncBench.self, AssessBench.self, CountyYear.self, ServedParent.self,
            DialOnce.self, AssessOnce.self,
        ]
    )
}
