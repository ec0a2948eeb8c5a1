internal import Ambient
internal import Store

/// Disks that are full for a while, and programs that are older for a while.
extension World {
    /// A node's disk has room for a few pages more, or for none.
    mutating func fillDisk() throws {
        let node = Int.random(in: 0..<nodes.count, using: &random)
        guard !nodes[node].isDiskFull else { return }
        let spare = Int.random(in: 0...3, using: &random)
        try nodes[node].store.limitDisk(toSparePages: spare)
        nodes[node].isDiskFull = true
        plan(.diskFreed(node: node), within: 60_000...1_800_000)
    }

    mutating func freeDisk(of node: Int) throws {
        guard nodes[node].isDiskFull else { return }
        try nodes[node].store.limitDisk(toSparePages: nil)
        nodes[node].isDiskFull = false
    }

    /// Installs the newer program: what waited for it is folded.
    mutating func upgrade(_ node: Int) throws {
        guard nodes[node].isOlder else { return }
        fire(.olderProgram)
        try freeDisk(of: node)
        crash(node)
        nodes[node].store = try nodes[node].store.reopened(with: WorldRegisters.newer())
        nodes[node].olderStore = try nodes[node].olderStore?.reopened(with: WorldRegisters.newer())
        nodes[node].isOlder = false
        try checkRecords(at: node, before: [:], held: checks.held[node])
    }
}
