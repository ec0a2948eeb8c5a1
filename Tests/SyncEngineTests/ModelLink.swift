import Ambient
import Causality
import Hashing
import Records
import SyncEngine
import SyncWire

/// Drives two model nodes over their real messages, with what a network does to them.
struct ModelLink {
    enum Fault: CaseIterable {
        case none
        case requestLost
        case answerLost
        case requestTwice
        case olderRequestFirst
    }

    var child: ModelNode
    var parent: ModelNode
    var budget = MessageLimits.eventByteCountMax
    var requests: [Request] = []

    init(child: ModelNode, parent: ModelNode) {
        self.child = child
        self.parent = parent
    }

    /// One whole exchange; `fault` is asked before each message.
    mutating func sync(
        random: RandomSource = .seeded(7),
        fault: (Int) -> Fault = { _ in .none }
    ) throws -> ExchangeSummary {
        var exchange = ChildExchange(
            node: child.node,
            incarnation: child.incarnation,
            clock: .standing(at: Instant(secondsSince1970: child.seconds)),
            random: random
        )
        var action = exchange.start()
        var round = 0
        while true {
            let event: ChildEvent
            switch action {
            case .finish(let summary): return summary
            case .readOutlook(var query):
                query.eventByteCountMax = min(query.eventByteCountMax, budget)
                event = .outlook(child.outlook("parent", query, isChild: true))
            case .compare(let range, let dots):
                event = .compared(child.compare("parent", range, dots))
            case .renewIncarnation:
                child.incarnation += 1
                event = .renewed(child.incarnation)
            case .commit(let commit):
                event = .committed(try child.commit("parent", commit, isChild: true))
            case .send(let request):
                event = try deliver(request, fault(round))
                round += 1
            }
            guard let next = exchange.handle(event) else { return ExchangeSummary() }
            action = next
        }
    }

    private mutating func deliver(_ request: Request, _ fault: Fault) throws -> ChildEvent {
        if fault == .requestLost { return .failed(.unreachable) }
        if fault == .olderRequestFirst, let older = requests.randomElement(using: &replay) {
            _ = try answer(older)
        }
        requests.append(request)
        let result = try answer(request)
        if fault == .requestTwice { _ = try answer(request) }
        return fault == .answerLost ? .failed(.unreachable) : .answered(result)
    }

    private var replay = SeededGenerator(seed: 3)

    /// The parent's side, through the bytes of both messages.
    mutating func answer(_ request: Request) throws -> Answer {
        let bytes = request.encoded(sender: child.node)
        let read = try Request(bytes, sender: child.node)
        let name = "\(read.incarnation)"
        var exchange = ParentExchange(
            request: read,
            incarnation: parent.incarnation,
            clock: .standing(at: Instant(secondsSince1970: parent.seconds)),
            eventByteCountMax: budget
        )
        var action = exchange.start()
        while true {
            let event: ParentEvent
            switch action {
            case .answer(let answer):
                let sealed = answer.encoded(sender: parent.node)
                return try Answer(sealed, sender: parent.node)
            case .readOutlook(let query):
                event = .outlook(parent.outlook(name, query, isChild: false))
            case .compare(let range, let dots):
                event = .compared(parent.compare(name, range, dots))
            case .commit(let commit):
                event = .committed(try parent.commit(name, commit, isChild: false))
            }
            guard let next = exchange.handle(event) else {
                throw ExchangeFault.stalled
            }
            action = next
        }
    }

    /// Whether both hold the same of every stream that is not hidden from the other.
    var isConverged: Bool {
        let names = Set(child.streams.keys).union(parent.streams.keys)
            .subtracting(child.hidden).subtracting(parent.hidden)
        return names.allSatisfy {
            child.position($0, at: .max) == parent.position($0, at: .max)
        }
    }
}
