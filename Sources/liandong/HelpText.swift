/// The parser's help in Chinese: its headings and its own few sentences are English.
enum HelpText {
    private static let words = [
        ("OVERVIEW: ", "说明："), ("USAGE: ", "用法："), ("OPTIONS:", "选项："),
        ("ARGUMENTS:", "参数："), ("SUBCOMMANDS:", "命令："), ("<subcommand>", "<命令>"),
        ("Show help information.", "显示用法"), ("(values: ", "（可选："), ("(default: ", "（默认："),
        ("; default: ", "；默认："),
    ]

    /// The help as people read it.
    static func chinese(_ help: String) -> String {
        var isOpen = false
        var lines = help.split(separator: "\n", omittingEmptySubsequences: false).map {
            line($0, &isOpen)
        }
        // The last sentence names the program and the command asked about.
        if let hint = lines.lastIndex(where: { $0.hasSuffix("for detailed help.") }) {
            lines[hint] = "  用 liandong help 命令 查看一个命令的用法。"
        }
        return lines.joined(separator: "\n")
    }

    /// `isOpen` tells whether a bracket that was made Chinese waits for its end on a later line.
    private static func line(_ line: Substring, _ isOpen: inout Bool) -> String {
        let replaced = words.reduce(String(line)) { $0.replacing($1.0, with: $1.1) }
        isOpen = isOpen || replaced.contains("（可选：") || replaced.contains("（默认：")
        guard isOpen, replaced.hasSuffix(")") else { return replaced }
        isOpen = false
        return replaced.dropLast() + "）"
    }
}
