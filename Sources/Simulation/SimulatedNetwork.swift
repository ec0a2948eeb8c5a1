internal import Ambient

/// Bytes on their way between two nodes.
struct Parcel {
    enum Kind {
        case request
        case answer
    }

    let kind: Kind
    let sender: Int
    let receiver: Int
    /// When it was sent, in milliseconds.
    let sentAt: Int64
    let bytes: [UInt8]

    /// The line that it travels on, named by the lower end.
    var line: Int { kind == .request ? sender : receiver }
}

/// The lines of a world: each message may be lost, doubled, delayed; each line may be cut.
struct SimulatedNetwork {
    /// Lower than on real lines: a world has time for little, and any level is read alike.
    static let compressionLevel: Int32 = 1

    var plan: FaultPlan
    private var cutUntil: [Int: Int64] = [:]
    private(set) var fired: [Fault: Int] = [:]

    init(plan: FaultPlan) {
        self.plan = plan
    }

    /// When the parcel arrives, in milliseconds: never, once or several times.
    mutating func arrivals(
        of parcel: Parcel,
        at now: Int64,
        using random: inout SeededGenerator
    ) -> [Int64] {
        if let end = cutUntil[parcel.line], now < end {
            fired[.partition, default: 0] += 1
            return []
        }
        if strikes(.loss, &random) { return [] }
        var delay = Int64.random(in: 20...200, using: &random)
        if strikes(.reordering, &random) {
            delay += Int64.random(in: 1_000...300_000, using: &random)
        }
        guard strikes(.repetition, &random) else { return [now + delay] }
        let later = delay + Int64.random(in: 1...900_000, using: &random)
        return [now + delay, now + later]
    }

    /// Cuts a line until a time.
    mutating func cut(_ line: Int, until time: Int64) { cutUntil[line] = time }

    /// Ends all faults; what is under way still arrives.
    mutating func heal() {
        plan = .none
        cutUntil = [:]
    }

    private mutating func strikes(_ fault: Fault, _ random: inout SeededGenerator) -> Bool {
        guard plan.strikes(fault, using: &random) else { return false }
        fired[fault, default: 0] += 1
        return true
    }
}
