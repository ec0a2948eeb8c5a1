internal import Records

/// How the last contacts with the parent went, by message or by stick.
package struct ContactState: Hashable, Sendable {
    /// Whether there is a parent; the root, and whoever took its place, has none.
    package let hasParent: Bool
    /// When one succeeded last, seconds since 1970 UTC; nil if none ever did.
    package let succeededAt: Int64?
    /// What was not all right at the last one, one sentence; nil if nothing.
    package let fault: String?
    /// When that was, seconds since 1970 UTC; nil where nobody noted it.
    package let faultAt: Int64?

    /// As given; of a node that never had contact.
    package init(
        hasParent: Bool = false,
        succeededAt: Int64? = nil,
        fault: String? = nil,
        faultAt: Int64? = nil
    ) {
        self.hasParent = hasParent
        self.succeededAt = succeededAt
        self.fault = fault
        self.faultAt = faultAt
    }
}

extension StoreSession {
    /// How the last contacts with the parent went.
    package func contactState() throws -> ContactState {
        let fault = try meta(.lastError).flatMap { $0.isEmpty ? nil : $0 }
        return ContactState(
            hasParent: try parentNode() != nil,
            succeededAt: try metaNumber(.lastSync),
            fault: fault,
            faultAt: try fault.flatMap { _ in try metaNumber(.lastErrorAt) }
        )
    }

    /// Notes that a contact succeeded just now; `fault` says what was not taken all the same.
    package func noteContact(fault: String? = nil) throws {
        try setMeta(.lastSync, String(now))
        try noteFault(fault)
    }

    /// Notes what went wrong just now, nil if nothing.
    package func noteFault(_ sentence: String?) throws {
        try setMeta(.lastError, sentence ?? "")
        if sentence != nil { try setMeta(.lastErrorAt, String(now)) }
    }
}
