internal import Ambient
internal import Store

/// What strikes nodes and lines, and how it ends.
extension World {
    /// Lines are cut and clocks jump at moments of their own.
    mutating func makeTrouble() throws {
        guard !isHealing else { return }
        plan(.trouble, within: 20_000...240_000)
        if plan.strikes(.restore, using: &random) { try restore() }
        if plan.strikes(.courier, using: &random) { try sendCourier() }
        if plan.strikes(.partition, using: &random), nodes.count > 1 {
            let line = Int.random(in: 1..<nodes.count, using: &random)
            let end = now + Int64.random(in: 60_000...2_400_000, using: &random)
            network.cut(line, until: end)
        }
        if plan.strikes(.clockJump, using: &random) {
            fire(.clockJump)
            let node = Int.random(in: 0..<nodes.count, using: &random)
            let sizes: [Int64] = [600, 86_400, 31_536_000]
            let size = sizes.randomElement(using: &random) ?? 600
            nodes[node].clock.jump(bySeconds: Bool.random(using: &random) ? size : -size)
        }
        if plan.strikes(.fullDisk, using: &random) { try fillDisk() }
        if plan.strikes(.move, using: &random) { try beginMove() }
        if plan.strikes(.merger, using: &random) { try mergePlaces() }
        if plan.strikes(.revocation, using: &random) { try withdrawKey() }
        if plan.strikes(.townshipRevocation, using: &withdrawing) { try withdrawTownship() }
        if plan.strikes(.clone, using: &cloning) { try copyNode() }
    }

    /// A write found no room: nothing has happened, and the node begins anew.
    mutating func stopForLackOfRoom(_ happening: Happening) {
        fire(.fullDisk)
        if let node = happening.node { crash(node) }
    }

    /// Between any two actions of a node it may stop.
    mutating func mayCrash(_ node: Int) {
        guard plan.strikes(.crash, using: &random) else { return }
        fire(.crash)
        crash(node)
    }

    /// Takes a node's memory; what it committed stays.
    mutating func crash(_ node: Int) {
        nodes[node].memory = nil
        nodes[node].life += 1
        plan(.restart(node: node), within: 500...900_000)
    }

    mutating func restart(_ node: Int) throws {
        guard nodes[node].memory == nil, !(isHealing && nodes[node].isRevoked) else { return }
        nodes[node].memory = NodeMemory()
        if plan.strikes(.newIncarnation, using: &random) {
            fire(.newIncarnation)
            try renewIncarnation(of: node)
        }
        if nodes[node].parent != nil {
            plan(.dial(node: node, life: nodes[node].life), within: 500...60_000)
        }
    }

    mutating func renewIncarnation(of node: Int) throws {
        let next = nodes[node].store.drawIncarnation()
        try nodes[node].store.write { try $0.renewIncarnation(to: next) }
        checks.incarnations[node] = next
    }

    /// Sets a store back to what it was when this last came by; the node notices, as a real one
    /// does by its file, and takes a new incarnation before it writes.
    ///
    /// Only a node that no other dials: what those believe of it would be out of date until they
    /// compare.
    private mutating func restore() throws {
        let leaves = nodes.indices.filter { index in
            !nodes.contains { $0.parent == index } && ledger.copying?.isOne(index) != true
        }
        guard let node = leaves.randomElement(using: &random) else { return }
        let older = nodes[node].olderStore
        nodes[node].olderStore = try (older ?? nodes[node].store).copiedInMemory()
        guard let older else { return }
        fire(.restore)
        crash(node)
        try freeDisk(of: node)
        nodes[node].store = older
        try checks.noteRestore(older, at: node, &ledger)
        if defect != .reusesSequence { try renewIncarnation(of: node) }
    }

    /// Ends all faults: lines work, every node runs, people rest.
    mutating func heal() throws {
        isHealing = true
        report.healedAtStep = report.stepCount
        plan = .none
        network.heal()
        for index in nodes.indices {
            try freeDisk(of: index)
            try upgrade(index)
            if nodes[index].isRevoked { nodes[index].memory = nil }
            try restart(index)
        }
    }
}
