extension World.Happening {
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
            }
        return UInt64(kind) << 56 | UInt64(node)
    }
}
