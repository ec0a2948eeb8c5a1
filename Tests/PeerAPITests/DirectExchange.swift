import Credentials
import Exchange
import SyncClient
import SyncEngine
import SyncWire
import Testing

/// Exchanges without a network.
extension PeerTestNode {
    /// Exchanges, as a schedule would, until one ends with both sides equal.
    func settle(with parent: PeerTestNode) throws {
        for _ in 0..<4 {
            let summary = try exchangeDirectly(with: parent)
            if summary?.isUpToDate == true { return }
        }
        Issue.record("four exchanges did not settle it")
    }

    /// One exchange; nil if it was cut off after so many answers.
    @discardableResult
    func exchangeDirectly(with parent: PeerTestNode, cut: Int? = nil) throws -> ExchangeSummary? {
        var round = try ChildRound(
            store: store,
            parent: parent.secrets.signing.nodeKey,
            clock: PeerTestNode.clock,
            random: random
        )
        let parentRound = ParentRound(store: parent.store, clock: PeerTestNode.clock)
        var step = try round.start()
        var answerCount = 0
        while case .send(let request, _) = step {
            let result = try parentRound.answer(
                request,
                from: secrets.signing.nodeKey,
                places: [place]
            )
            if answerCount == cut { return nil }
            answerCount += 1
            let answer = try Answer(result.encoded, sender: parent.secrets.signing.nodeKey)
            step = try round.resume(.answered(answer))
        }
        guard case .finish(let summary) = step else { return nil }
        return summary
    }
}
