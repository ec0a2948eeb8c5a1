internal import Ambient
internal import Causality
internal import Exchange
internal import Records
internal import Store
internal import SyncWire

/// A stick on its way: the messages of one bundle, not sealed.
struct CourierBag {
    let sender: Int
    let receiver: Int
    /// How often stores had been set back when it was written.
    let restoreCount: Int
    /// The sender's certificates, as the header of the file has them.
    let chain: [NodeCertificate]
    let messages: [[UInt8]]
}

/// People who carry bundles between nodes, beside the network: late, twice, or in another order.
extension World {
    /// Makes a bundle at a random node for another one above or below it, and sends it off.
    mutating func sendCourier() throws {
        // A stick begins at what its receiver is known to hold: of two stores, the last caller.
        let ways = nodes.indices.filter { ledger.copying?.isOne($0) != true }.flatMap { lower in
            ancestors(of: lower).flatMap { [(lower, $0), ($0, lower)] }
        }
        guard let (sender, receiver) = ways.randomElement(using: &random),
            nodes[sender].memory != nil
        else { return }
        let timeCount = Int.random(in: 0...2, using: &random)
        guard timeCount > 0 else { return }
        guard let bag = try bag(from: sender, to: receiver, isFull: false) else { return }
        for _ in 0..<timeCount {
            plan(.courier(bag), within: 60_000...1_800_000)
        }
    }

    /// What a node puts on a stick for another one: what that is not known to hold, or all.
    func bag(from sender: Int, to receiver: Int, isFull: Bool) throws -> CourierBag? {
        let store = nodes[sender].store
        let place = nodes[receiver].place
        let (chain, messages): ([NodeCertificate], [[UInt8]]) = try store.read { session in
            let chain = try session.bundleChain(of: nodes[sender].key)
            guard let certificate = try session.nodes(at: place).first else {
                return (chain, [[UInt8]]())
            }
            var messages: [[UInt8]] = []
            var export = try BundleExport(
                session: session,
                node: nodes[sender].key,
                place: place,
                start: isFull ? [:] : try session.bundleStart(for: [certificate]),
                partByteCountMax: nil,
                eventByteCountMax: min(plan.eventByteCountMax, MessageLimits.eventByteCountMax),
                sink: { step in
                    if case .message(let bytes) = step { messages.append(bytes) }
                    return 0
                }
            )
            _ = try export.run()
            return (chain, messages)
        }
        guard !messages.isEmpty else { return nil }
        return CourierBag(
            sender: sender,
            receiver: receiver,
            restoreCount: report.fired[.restore, default: 0],
            chain: chain,
            messages: messages
        )
    }

    func ancestors(of node: Int) -> [Int] {
        var found: [Int] = []
        var next = nodes[node].parent
        while let parent = next {
            found.append(parent)
            next = nodes[parent].parent
        }
        return found
    }

    /// Takes a bundle that came.
    ///
    /// A stick that was written before some store was set back is left on the shelf: it says what
    /// its maker held, and the checkers do not know stores that are no more. When all is healing,
    /// the couriers rest, too.
    mutating func take(_ bag: CourierBag) throws {
        let index = bag.receiver
        let restoreCount = report.fired[.restore, default: 0]
        guard !isHealing, nodes[index].memory != nil, bag.restoreCount == restoreCount else {
            return
        }
        fire(.courier)
        do {
            try take(bag, from: nodes[bag.sender].key)
        } catch BundleFault.gap where restoreCount > 0 {
            // What the sender believes held is what a store had before it was set back.
            return
        } catch let fault as BundleFault {
            find("a stick was refused: \(fault)", at: index)
        }
        let (lower, upper) = (max(index, bag.sender), min(index, bag.sender))
        if nodes[lower].parent == upper { try check(index, child: lower) }
    }

    mutating func take(_ bag: CourierBag, from sender: NodeKey) throws {
        let index = bag.receiver
        var intake = BundleIntake(
            store: nodes[index].store,
            sender: BundleSender(
                node: sender,
                places: [nodes[bag.sender].place],
                keys: [],
                isAbove: ancestors(of: index).contains(bag.sender),
                chain: bag.chain
            ),
            isSigned: { key, statement, signature in
                signature == SimulatedNode.signature(of: statement, by: key)
            }
        )
        let messages = try bag.messages.map { try BundleMessage($0, sender: sender) }
        for message in messages { try intake.check(.message(message)) }
        for message in messages {
            try intake.take(.message(message))
            try checkHeld(index)
        }
        _ = try intake.finish()
    }
}
