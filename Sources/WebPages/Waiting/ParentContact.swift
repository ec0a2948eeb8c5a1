/// How this node reaches its parent: whoever assembles the node says so, since the pages never
/// dial.
package struct ParentContact: Sendable {
    /// What one try came to.
    package enum Outcome: Hashable, Sendable {
        /// The exchange went well; counts of changes that were sent and that were new here.
        case done(sent: Int, received: Int)
        /// It did not; why, and what to do, in one sentence.
        case failed(String)
    }

    /// Whether the node sends by itself while it serves.
    package let isAutomatic: Bool
    /// Makes one exchange now; returns within the time limits of the connection.
    package let exchange: @Sendable () async -> Outcome

    /// Describes the way.
    package init(isAutomatic: Bool, exchange: @escaping @Sendable () async -> Outcome) {
        self.isAutomatic = isAutomatic
        self.exchange = exchange
    }

    /// A node that cannot send from its pages.
    package static let none = ParentContact(isAutomatic: false) {
        .failed("本机不能从网页上发送，请联系信息技术人员。")
    }
}
