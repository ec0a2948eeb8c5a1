package import Causality

/// Who wrote a message: its own streams need not be described in full.
package struct MessageSender: Hashable, Sendable {
    /// The node, known from the sealed envelope around the message.
    package let node: NodeKey
    /// The node's incarnation, which the message carries.
    package let incarnation: UInt64

    /// Names a sender.
    package init(node: NodeKey, incarnation: UInt64) {
        self.node = node
        self.incarnation = incarnation
    }
}
