import Bookkeeping
import Causality
import EvidenceGathering
import Records

extension TestTree {
    /// Freezes what comes out now.
    func freeze(
        _ scheme: String,
        _ period: String,
        kind: String? = nil,
        replaces: String? = nil
    ) throws -> Edition {
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme(scheme),
            period: period,
            kind: kind
        )
        let freezing = Freezing(request, reason: "先定", actor: "S9", replaces: replaces)
        return try clock.afterTheYear { try freezing.freeze(in: county.store) }
    }

    /// Moves a draft to its decision.
    func decide(_ edition: Edition) throws {
        let steps: [(String, [(String, String)])] = [
            ("初评", [("proposedBy", "S9")]), ("审核", [("reviewedBy", #"[{"person": "S8"}]"#)]),
            ("决定", [("decidedBy", "主任会议"), ("decidedAt", "2025-01-06")]),
        ]
        for (transition, fields) in steps {
            _ = try Bookkeeping(store: county.store).change(
                "publication",
                edition.record,
                fields.map { RecordValidation.Given($0.0, $0.1) },
                reason: "按会议决定",
                transition: transition
            )
        }
    }

    /// Ends a decided edition, as the manual has it: by the one that takes its place.
    func correct(_ edition: Edition, by newer: Edition) throws {
        try county.change(
            edition.record,
            "publication",
            Audience(.only, county.place),
            ["replaces": .reference(newer.record)]
        )
    }
}
