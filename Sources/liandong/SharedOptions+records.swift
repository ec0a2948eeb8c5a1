import ArgumentParser
import Bookkeeping
import Foundation
import Merge
import NodeAssembly
import Records

extension SharedOptions {
    /// Works on the node's records as the person that `--actor` names, the operator without it.
    func keepBooks<Value>(
        writesTables: Bool = false,
        _ body: (Bookkeeping, ActingPerson) throws -> Value
    ) throws -> Value {
        let node = try openNode(writesTables: writesTables, readsWhenFull: true)
        let books = Bookkeeping(store: node.store)
        let person = try person(books)
        if person.roles == [] {
            Printing.note("注意：本机没有“\(person.id)”的人员记录或角色，可以登记，不能办理流转。")
        }
        do {
            return try body(books, person)
        } catch let error as Unacceptable {
            throw Failure(status: .badData, sentence: error.sentence)
        }
    }

    /// Opens the node for what only some may do, and says who acts.
    func openNode(for act: Undertaking) throws -> (node: Node, person: ActingPerson) {
        let node = try openNode()
        let person = try person(Bookkeeping(store: node.store))
        try Permission.check(person, act)
        return (node, person)
    }

    private func person(_ books: Bookkeeping) throws -> ActingPerson {
        try actor.map { try books.person(named: $0) } ?? .nodeOperator
    }
}

/// `FIELD=VALUE` as commands take it.
enum FieldArguments {
    /// Splits each at its first equals sign; anything else is wrong usage.
    static func read(_ arguments: [String]) throws -> [RecordValidation.Given] {
        try arguments.map { argument in
            guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
                throw Failure(
                    status: .usage,
                    sentence: "“\(argument)”要写成 字段=值 的形式，例如 name=张三。"
                )
            }
            return RecordValidation.Given(
                String(argument[..<sign]),
                String(argument[argument.index(after: sign)...])
            )
        }
    }
}

/// How a record is entered, as `--entry` takes it.
enum EntryOption: String, ExpressibleByArgument, CaseIterable {
    case live
    case offline
    case backfill

    var kind: EntryKind {
        switch self {
        case .live: .live
        case .offline: .offline
        case .backfill: .backfill
        }
    }
}

extension Printing {
    /// What needs attention: standard error, in every format.
    static func attention(_ warnings: [String], _ notes: [EntryFault] = []) {
        for warning in warnings { note("注意：\(warning)") }
        for each in notes { note("说明：\(each.message)") }
    }

    /// Bytes of a result as they are.
    static func raw(_ bytes: [UInt8]) {
        Output.result(bytes)
    }
}
