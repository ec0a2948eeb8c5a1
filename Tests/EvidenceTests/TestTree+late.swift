import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import Records
import Store

extension TestTree {
    /// A finding of an inspector against a window.
    @discardableResult
    func patrol(
        _ rule: String,
        _ date: String,
        of window: RecordID,
        by node: TestNode? = nil
    ) throws -> RecordID {
        try (node ?? county).record(
            "hall-patrol",
            Audience(.at, county.place),
            [
                "date": .text(date), "state": .text("登记"), "rule": .text(rule),
                "window": .reference(window),
            ]
        )
    }

    /// What came after an edition.
    func late(_ edition: Edition, at node: TestNode? = nil) throws -> LateReview {
        try clock.afterTheYear {
            try (node ?? county).store.read { try LateReview(edition.name, $0) }
        }
    }

    /// Decides on a late record as the command does, as the node's operator.
    @discardableResult
    func decide(
        _ handling: LateHandling,
        _ record: RecordID,
        of edition: Edition,
        target: String? = nil,
        reason: String = "主任会议同意",
        at node: TestNode? = nil
    ) throws -> RecordID {
        let store = (node ?? county).store
        return try clock.afterTheYear {
            let choice = LatePlan.Choice(handling, target: target, reason: reason, actor: "S8")
            let plan = try store.read {
                try LatePlan.plans(edition.name, records: [record.text], choice, $0)[0]
            }
            let books = Bookkeeping(store: store)
            guard let held = plan.held else {
                return try books.record(LateDecision.register, plan.fields).id
            }
            return try books.change(
                LateDecision.register,
                held,
                plan.changes,
                reason: reason,
                transition: "改定"
            ).id
        }
    }
}
