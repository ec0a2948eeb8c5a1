/// What a stream is: one incarnation of one node writing for one audience.
package struct StreamDescription: Hashable, Sendable {
    /// The node that signs the stream.
    package let node: NodeKey
    /// Drawn when the store is made and whenever it may have been copied or restored.
    package let incarnation: UInt64
    /// Who holds the stream.
    package let audience: Audience

    /// Makes a description.
    package init(node: NodeKey, incarnation: UInt64, audience: Audience) {
        self.node = node
        self.incarnation = incarnation
        self.audience = audience
    }
}
