/// Lets `--data`, `--format` and `--actor` stand before the command word: they are moved behind it,
/// where the command reads them.
enum ArgumentOrder {
    private static let shared = ["--data", "--format", "--actor"]

    static func commandFirst(_ arguments: [String]) -> [String] {
        var leading: [String] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            if shared.contains(argument), index + 1 < arguments.count {
                leading += [argument, arguments[index + 1]]
                index += 2
            } else if shared.contains(where: { argument.hasPrefix($0 + "=") }) {
                leading.append(argument)
                index += 1
            } else {
                break
            }
        }
        let rest = Array(arguments[index...])
        guard !leading.isEmpty, let first = rest.first, !first.hasPrefix("-") else {
            return arguments
        }
        // Behind every word of the command, before a `--` that ends the options.
        let end = rest.firstIndex(of: "--") ?? rest.count
        return Array(rest[..<end]) + leading + Array(rest[end...])
    }
}
