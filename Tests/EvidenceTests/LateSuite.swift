import Causality
import Documents
import EvidenceGathering
import Records

/// What the suites on late data begin with: a county's two windows, and the months of one scheme.
class LateSuite {
    let tree: TestTree
    let window: RecordID
    let scheme = "district-2022-window-month"
    let march = "2024-03"
    let april = "2024-04"

    init() throws {
        tree = try TestTree()
        window = try tree.unit("甲", "single")
        _ = try tree.unit("乙", "single")
    }

    /// What a window has now for a month.
    func total(
        _ period: String,
        _ id: String = "甲",
        at node: TestNode? = nil
    ) throws -> String? {
        try tree.run(scheme, period, at: node).document.subject(id)?["total"]?.textValue
    }
}
