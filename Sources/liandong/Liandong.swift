import ArgumentParser

/// The command line: one file a command, names and shapes as users and scripts rely on them.
@main
struct Liandong: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "liandong",
        abstract: "联动：从县到村的政务服务节点",
        subcommands: [
            InitCommand.self, InviteCommand.self, JoinCommand.self, ServeCommand.self,
            SyncCommand.self, BundleCommand.self, StatusCommand.self, RecordCommand.self,
            ChangeCommand.self, AttachCommand.self, ListCommand.self, ShowCommand.self,
            ImportCommand.self, ExportCommand.self, ConflictsCommand.self, QuarantineCommand.self,
            ClockCommand.self, EraseCommand.self, PeriodCommand.self, DefineCommand.self,
            ScoreCommand.self, AssessCommand.self, UserCommand.self, NodeCommand.self,
            VerifyCommand.self, RebuildCommand.self, BackupCommand.self, RestoreCommand.self,
            LettersCommand.self,
        ]
    )

    @OptionGroup var shared: SharedOptions

    /// Runs the command and ends with its status: usage errors are 64 and in one sentence.
    static func main() async {
        let arguments = ArgumentOrder.commandFirst(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try parseAsRoot(arguments)
            if var running = command as? any AsyncParsableCommand {
                try await running.run()
            } else {
                try command.run()
            }
            if Output.isIncomplete { throw Failure.unwritten }
        } catch {
            Failure.end(error)
        }
    }
}
