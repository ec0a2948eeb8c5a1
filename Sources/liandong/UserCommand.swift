import ArgumentParser
import Bookkeeping
import Documents
import Foundation
import NodeAssembly
import Records
import Store
import WebPages

/// `user`: the accounts of this node's pages.
///
/// A password is read from standard input and shown nowhere.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "本节点网页的账号",
        subcommands: [UserAddCommand.self, UserResetCommand.self, UserListCommand.self]
    )

    /// Lets an error of the accounts end the command with its sentence.
    static func named<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as PageError {
            throw Failure(status: .refused, sentence: error.sentence)
        }
    }

    /// The first line of standard input.
    static func password() throws -> String {
        if isatty(STDIN_FILENO) == 1 { Printing.note("请输入密码，回车结束：") }
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw Failure(status: .usage, sentence: "没有读到密码，请从标准输入给出一行密码。")
        }
        return line
    }
}

extension Node {
    fileprivate var accounts: AccountDesk {
        AccountDesk(store: store, clock: clock, random: random)
    }
}

/// `user add`: makes an account.
struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "新建账号")

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("账号名", valueName: "账号"))
    var name: String

    @Option(help: ArgumentHelp("角色", valueName: "角色"))
    var role: String

    @Option(help: ArgumentHelp("工号", valueName: "工号"))
    var staff: String?

    func run() async throws {
        let node = try shared.openNode(for: .manageAccounts).node
        guard let role = Role(rawValue: role) else {
            let known = AccountDesk.roles.map { "\($0.rawValue)（\($0.label)）" }
            throw Failure(
                status: .usage,
                sentence: "没有“\(role)”这个角色，可用的有：\(known.joined(separator: "、"))。"
            )
        }
        let password = try UserCommand.password()
        try UserCommand.named {
            try node.accounts.add(name: name, role: role, staff: staff, password: password)
        }
        Printing.note("已新建账号“\(name)”（\(role.label)）。")
        guard let staff, !staff.isEmpty else { return }
        if try !Bookkeeping(store: node.store).unknownStaff([staff]).isEmpty {
            Printing.note("注意：本机没有工号“\(staff)”的人员记录，账号已建；请核对工号，或补登人员、等同步后再用。")
        }
    }
}

/// `user reset`: gives an account another password.
struct UserResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reset", abstract: "重设密码")

    @OptionGroup var shared: SharedOptions

    @Argument(help: ArgumentHelp("账号名", valueName: "账号"))
    var name: String

    func run() async throws {
        let node = try shared.openNode(for: .manageAccounts).node
        let password = try UserCommand.password()
        try UserCommand.named { try node.accounts.reset(name: name, password: password) }
        Printing.note("已重设账号“\(name)”的密码。")
    }
}

/// `user list`: all accounts, without anything secret.
struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "列出账号")

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let node = try shared.openNode()
        let accounts = try node.accounts.list()
        let unknown = try Bookkeeping(store: node.store).unknownStaff(accounts.compactMap(\.staff))
        if shared.format == .json {
            Printing.json(.list(accounts.map { document(of: $0, unknown) }))
            return
        }
        for account in accounts {
            let staff =
                account.staff.map {
                    "，工号 \($0)" + (unknown.contains($0) ? "（本机没有这个人的人员记录）" : "")
                } ?? ""
            Printing.line("\(account.name)：\(account.role.label)\(staff)")
        }
        Printing.line("共 \(accounts.count) 个账号")
    }

    private func document(
        of account: UserAccount,
        _ unknown: Set<String>
    ) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("name", .text(account.name)),
                ("role", .text(account.role.rawValue)),
                ("staff", account.staff.map { .text($0) } ?? .null),
                (
                    "staffHeld",
                    account.staff.map { .boolean(!unknown.contains($0)) } ?? .null
                ),
                ("changedAt", Printing.momentValue(account.changedAt)),
            ])
        )
    }
}
