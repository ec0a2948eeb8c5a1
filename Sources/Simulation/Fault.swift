internal import Ambient

/// What can go wrong in a world.
package enum Fault: String, CaseIterable, Comparable, Sendable {
    /// A message does not arrive.
    case loss
    /// A message arrives twice, the second time minutes later.
    case repetition
    /// A message is overtaken by later ones.
    case reordering
    /// A line is cut for a while.
    case partition
    /// A node stops between two actions and begins anew with what it had committed.
    case crash
    /// A node stops inside a transaction, which is rolled back.
    case lostCommit
    /// A node begins anew under another incarnation, as one does whose folder was copied.
    case newIncarnation
    /// A node's store is set back to an older copy; what no other node holds is gone.
    case restore
    /// A node's clock jumps by minutes or years.
    case clockJump
    /// Messages carry so little that an exchange takes many rounds.
    case smallMessages
    /// Two people change one record without having seen each other's change.
    case concurrentEdit
    /// A child sends rightly signed events for a place that it may not write for.
    case forgery
    /// Somebody carries a bundle on a stick: late, twice, or after newer ones.
    case courier
    /// A node's disk is full for a while: nothing can be written.
    case fullDisk
    /// A node runs an older program, which does not understand all that comes, and is upgraded.
    case olderProgram
    /// Somebody erases a record's personal data.
    case erasure
    /// A key is withdrawn while its computer goes on writing and dialling.
    case revocation
    /// The key of a township's computer is withdrawn; its villages go to another township.
    case townshipRevocation
    /// A village is moved to another township.
    case move
    /// A village is merged into another one.
    case merger
    /// A node's store is copied while it runs, and both go on as that node.
    case clone
    /// A place between passes the digests of personal payloads on instead of the payloads.
    case stripping

    package static func < (left: Fault, right: Fault) -> Bool { left.rawValue < right.rawValue }
}

/// Which faults a world has, and how often: swarm testing, where each seed leaves some faults out
/// entirely, because a world with all of them hides what few of them would show.
struct FaultPlan {
    /// Chances in a thousand, of each message or step.
    private(set) var chances: [Fault: Int] = [:]
    /// The most bytes of events in one message.
    private(set) var eventByteCountMax = 1 << 20
    /// Chance in a thousand that a person edits what others edit too.
    private(set) var sharedEditChance = 100

    /// The faults that this world has.
    private(set) var chosen: Set<Fault> = []

    /// Faults that were thought of later: drawn by themselves, so that the worlds without them are
    /// what they were before.
    private static let drawnApart: Set<Fault> = [.clone, .stripping, .townshipRevocation]

    /// No faults.
    static let none = FaultPlan()

    private init() {}

    /// Draws which faults there are.
    init(using random: inout SeededGenerator) {
        let most: [Fault: Int] = [
            .loss: 300, .repetition: 300, .reordering: 500, .partition: 60, .crash: 60,
            .lostCommit: 60, .newIncarnation: 500, .clockJump: 30,
            .forgery: 200, .restore: 200, .courier: 450, .fullDisk: 300, .olderProgram: 700,
            .erasure: 300, .revocation: 60, .move: 60, .merger: 60,
        ]
        for fault in Fault.allCases
        where !FaultPlan.drawnApart.contains(fault) && Bool.random(using: &random) {
            chosen.insert(fault)
            if let chance = most[fault] {
                chances[fault] = Int.random(in: chance / 5...chance, using: &random)
            }
            if fault == .smallMessages {
                eventByteCountMax = Int.random(in: 150...1_500, using: &random)
            }
            if fault == .concurrentEdit {
                sharedEditChance = Int.random(in: 400...900, using: &random)
            }
        }
    }

    /// Adds that a store runs twice.
    mutating func chooseClone(using random: inout SeededGenerator) {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return }
        chosen.insert(.clone)
        chances[.clone] = Int.random(in: 40...200, using: &random)
    }

    /// Adds a place between that takes personal payloads out.
    mutating func chooseStripping(using random: inout SeededGenerator) {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return }
        chosen.insert(.stripping)
        chances[.stripping] = Int.random(in: 100...700, using: &random)
    }

    /// Adds that a township's key is withdrawn.
    mutating func chooseTownshipRevocation(using random: inout SeededGenerator) {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return }
        chosen.insert(.townshipRevocation)
        chances[.townshipRevocation] = Int.random(in: 20...80, using: &random)
    }

    /// Whether a node begins with the older program.
    func isOlder(using random: inout SeededGenerator) -> Bool {
        strikes(.olderProgram, using: &random)
    }

    /// Whether a fault strikes this time.
    func strikes(_ fault: Fault, using random: inout SeededGenerator) -> Bool {
        guard let chance = chances[fault] else { return false }
        return Int.random(in: 0..<1_000, using: &random) < chance
    }
}
