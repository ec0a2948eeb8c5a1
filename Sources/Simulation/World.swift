internal import Ambient
internal import Causality
internal import Records
internal import Store
internal import SyncEngine

/// A county with its townships and villages in one thread and in virtual time: production engine,
/// merge and store; simulated network, clocks and people; everything follows from the seed.
///
/// Two phases: while faults strike, checkers look at every step; then the faults end, and all nodes
/// must come to rest at one state within a bounded number of exchanges.
struct World {
    /// What is planned to happen.
    enum Happening {
        case dial(node: Int, life: Int)
        case childStep(node: Int, life: Int)
        case parentStep(node: Int, life: Int, child: Int)
        case timeout(node: Int, life: Int, request: Int)
        case arrival(Parcel)
        case flush(node: Int, life: Int)
        case person(node: Int)
        case trouble
        case restart(node: Int)
        case courier(CourierBag)
        case diskFreed(node: Int)
        case upgrade(node: Int)
        case removal(node: Int, to: Int)
    }

    /// How long the first phase lasts, in milliseconds.
    static let faultyMilliseconds: Int64 = 150 * 60_000
    private static let cloningMask: UInt64 = 0x0C10_4E09
    private static let withdrawingMask: UInt64 = 0x317D_12A0
    private static let strippingMask: UInt64 = 0x5712_199E
    private static let cityMask: UInt64 = 0xC17_0000
    let seed: UInt64
    let defect: PlantedDefect?
    let time = VirtualTime()
    var random: SeededGenerator
    /// Decides of what concerns a store that runs twice.
    var cloning: SeededGenerator
    /// Decides of the withdrawal of a township's key.
    var withdrawing: SeededGenerator
    /// Decides of what is taken out on the way.
    var stripping: SeededGenerator
    var plan: FaultPlan
    var network: SimulatedNetwork
    var nodes: [SimulatedNode] = []
    var ledger = Ledger()
    var tree = WorldTree()
    /// Whether the root is a city: it gets nothing of what is at the counties below, so that
    /// nothing of a village's past comes to another county but what the village itself brings.
    let isBelowCity: Bool
    var queue = EventQueue<Happening>()
    var isHealing = false
    var checks: Checks
    var report: SimulationReport
    var healing = Healing()
    var commitCount = 0
    var textCount = 0

    init(seed: UInt64, defect: PlantedDefect?) throws {
        self.seed = seed
        self.defect = defect
        random = SeededGenerator(seed: seed)
        plan = FaultPlan(using: &random)
        cloning = SeededGenerator(seed: seed ^ World.cloningMask)
        plan.chooseClone(using: &cloning)
        stripping = SeededGenerator(seed: seed ^ World.strippingMask)
        plan.chooseStripping(using: &stripping)
        withdrawing = SeededGenerator(seed: seed ^ World.withdrawingMask)
        plan.chooseTownshipRevocation(using: &withdrawing)
        var choosing = SeededGenerator(seed: seed ^ World.cityMask)
        isBelowCity = Int.random(in: 0..<8, using: &choosing) == 0
        network = SimulatedNetwork(plan: plan)
        report = SimulationReport(seed: seed, chosen: plan.chosen)
        checks = Checks()
        try found()
    }

    var now: Int64 { time.now }

    /// Runs both phases; ends early at the first finding.
    mutating func run() throws {
        begin()
        while report.findings.isEmpty, !healing.isOver, let (moment, happening) = queue.next() {
            if !isHealing, moment > World.faultyMilliseconds { try heal() }
            time.advance(to: moment)
            report.stepCount += 1
            do {
                try happen(happening)
            } catch StoreError.diskFull {
                stopForLackOfRoom(happening)
            }
        }
        if report.findings.isEmpty { try checkRest() }
        finishReport()
    }

    private mutating func begin() {
        for index in nodes.indices {
            if nodes[index].parent != nil {
                plan(.dial(node: index, life: 0), within: 1_000...600_000)
            }
            plan(.person(node: index), within: 1_000...300_000)
        }
        plan(.trouble, within: 1_000...300_000)
        for index in nodes.indices where nodes[index].isOlder {
            plan(.upgrade(node: index), within: 600_000...World.faultyMilliseconds)
        }
    }

    mutating func plan(_ happening: Happening, within delay: ClosedRange<Int64>) {
        queue.plan(happening, at: now + Int64.random(in: delay, using: &random))
    }

    private mutating func happen(_ happening: Happening) throws {
        report.trace(happening.mark, at: now)
        switch happening {
        case .dial(let node, let life): if isAlive(node, life) { try dial(node) }
        case .childStep(let node, let life): if isAlive(node, life) { try stepChild(node) }
        case .parentStep(let node, let life, let child):
            if isAlive(node, life) { try stepParent(node, child: child) }
        case .timeout(let node, let life, let request):
            if isAlive(node, life) { giveUp(node, request: request) }
        case .arrival(let parcel): try take(parcel)
        case .flush(let node, let life): if isAlive(node, life) { try flush(node) }
        case .person(let node): try personActs(at: node)
        case .trouble: try makeTrouble()
        case .restart(let node): try restart(node)
        case .courier(let bag): try take(bag)
        case .diskFreed(let node): try freeDisk(of: node)
        case .upgrade(let node): try upgrade(node)
        case .removal(let node, let parent): try join(node, movedTo: parent)
        }
    }

    private func isAlive(_ node: Int, _ life: Int) -> Bool {
        nodes[node].life == life && nodes[node].memory != nil
    }

    mutating func fire(_ fault: Fault) { report.fired[fault, default: 0] += 1 }

    mutating func find(_ sentence: String, at node: Int? = nil) {
        let place = node.map { "\(nodes[$0].name): " } ?? ""
        report.findings.append("\(place)\(sentence) (at \(now) ms, step \(report.stepCount))")
    }
}
