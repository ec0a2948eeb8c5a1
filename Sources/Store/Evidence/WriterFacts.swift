package import Causality

extension StoreSession {
    /// The key of the node whose store this is.
    package var ownNode: NodeKey { identity.node }

    /// The device's clock, seconds since 1970 UTC.
    package var deviceTime: Int64 { identity.now() }
}
