internal import Causality
internal import SyncWire

/// What was put off in an exchange because its author's certificate was not there yet.
struct UnknownAuthors: Hashable, Sendable {
    /// Whether this node put something off.
    var isHere = false
    /// Streams that the parent put off.
    var there: Set<StreamID> = []
    /// Whether something new came, here or there, since: it may have been the certificate.
    var hasLearned = false
}

extension ChildExchange {
    /// Whether what was put off is to be tried once more before the exchange ends, now that more is
    /// known: a new computer that gets thousands of events in no order of ours would else begin its
    /// work with a few.
    mutating func triesUnknownAuthorsAgain() -> Bool {
        guard unknownAuthors.hasLearned else { return false }
        excluded.subtract(unknownAuthors.there)
        unknownAuthors = UnknownAuthors()
        summary.notices.removeAll { notice in
            switch notice {
            case .refusedByParent(let refusal), .refusedHere(let refusal):
                refusal.reason == .unknownAuthor
            default: false
            }
        }
        mustAsk = true
        // The rounds to come are another try, not more of the same; each needs something new.
        idleRoundCount = 0
        return true
    }
}
