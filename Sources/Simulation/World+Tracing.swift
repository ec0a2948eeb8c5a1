extension World.Happening {
    /// The node at which it happens; nil if it happens to the world.
    var node: Int? {
        switch self {
        case .dial(let node, _), .childStep(let node, _), .parentStep(let node, _, _),
            .timeout(let node, _, _), .flush(let node, _), .person(let node), .restart(let node),
            .diskFreed(let node), .upgrade(let node), .removal(let node, _):
            node
        case .arrival(let parcel): parcel.receiver
        case .courier(let bag): bag.receiver
        case .trouble: nil
        }
    }

    /// A number for the trace: what, and at which node.
    var mark: UInt64 {
        let (kind, node): (Int, Int) =
            switch self {
            case .dial(let node, _): (1, node)
            case .childStep(let node, _): (2, node)
            case .parentStep(let node, _, let child): (3, node * 16 + child)
            case .timeout(let node, _, let request): (4, node * 1_024 + request)
            case .arrival(let parcel): (5, parcel.receiver * 1_048_576 + parcel.bytes.count)
            case .flush(let node, _): (6, node)
            case .person(let node): (7, node)
            case .trouble: (8, 0)
            case .restart(let node): (9, node)
            case .courier(let bag): (10, bag.receiver * 1_024 + bag.messages.count)
            case .diskFreed(let node): (11, node)
            case .upgrade(let node): (12, node)
            case .removal(let node, let parent): (13, node * 16 + parent)
            }
        return UInt64(kind) << 56 | UInt64(node)
    }
}
