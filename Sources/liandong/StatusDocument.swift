import Causality
import Documents
import Enrolment
import Hashing
import NodeAssembly
import Store

/// `status` as scripts read it.
enum StatusDocument {
    static func document(of status: NodeStatus) -> DocumentValue {
        let counts = status.counts
        return .object(
            DocumentObject(members: [
                ("region", status.place.map { .text($0.code) } ?? .null),
                ("name", status.place.map { .text($0.name) } ?? .null),
                ("node", .text(Base32.encode(status.node.bytes))),
                ("incarnation", .text(String(status.incarnation))),
                ("events", number(counts.events)),
                ("records", number(counts.records)),
                ("pending", number(status.pending)),
                ("pendingRoot", number(status.pendingRoot)),
                ("attachments", document(of: status.attachments)),
                ("pendingSince", Printing.momentValue(status.pendingSince)),
                ("lastSync", Printing.momentValue(status.contact.succeededAt)),
                ("lastError", status.contact.fault.map { .text($0) } ?? .null),
                ("lastErrorAt", Printing.momentValue(status.contact.faultAt)),
                ("clockOffset", status.clockOffset.map(number) ?? .null),
                ("clockWarning", status.clockWarning.map { .text($0) } ?? .null),
                ("frontierDigest", .text(counts.frontier.digest.hexadecimal)),
                ("stateDigest", .text(counts.state.digest.hexadecimal)),
                ("conflicts", number(Int64(counts.conflicts))),
                ("quarantine", number(Int64(counts.quarantined))),
                ("stripped", number(Int64(counts.stripped))),
                ("waiting", number(Int64(counts.waiting))),
                ("openErasures", number(Int64(status.openErasures.count))),
                ("children", .list(status.children.map(document))),
            ])
        )
    }

    private static func document(of child: ChildSummary) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("region", .text(child.region)),
                ("name", .text(child.name)),
                ("lastContact", Printing.momentValue(child.lastContact)),
                ("behind", number(child.behind)),
                ("unsent", number(child.unsent)),
                ("oldestUnsent", Printing.momentValue(child.oldestUnsent)),
                ("conflicts", number(Int64(child.conflicts))),
                ("quarantine", number(Int64(child.quarantine))),
                ("clockOffset", child.clockOffset.map(number) ?? .null),
                ("lastError", child.lastError.map { .text($0) } ?? .null),
                ("withdrawn", .boolean(child.isWithdrawn)),
            ])
        )
    }

    private static func document(of counts: AttachmentCounts) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("waitingOut", number(Int64(counts.waitingOut))),
                ("waitingIn", number(Int64(counts.waitingIn))),
                ("bytes", number(Int64(counts.byteCount))),
                ("wrong", number(Int64(counts.wrongCount))),
            ])
        )
    }

    static func number(_ value: Int64) -> DocumentValue { .number(String(value)) }
}
