internal import Causality
internal import Records

extension RegisterDefinition {
    /// Whether records of the register may have this audience, by the definition alone: the kind
    /// must be one that it names, and what belongs to the county must be the root place's.
    func allows(_ audience: Audience, root: RecordID) -> Bool {
        if self.audience.allows(audience, root: root) { return true }
        if let draft, draft.audience.allows(audience, root: root) { return true }
        return passOn?.audience.allows(audience, root: root) ?? false
    }
}

extension AudienceRule {
    fileprivate func allows(_ audience: Audience, root: RecordID) -> Bool {
        switch kind {
        case .at: audience.kind == .at && allows(audience.place, root: root)
        case .under: audience.kind == .under && allows(audience.place, root: root)
        case .only: audience.kind == .only && allows(audience.place, root: root)
        case .authorOrSubject: audience == Audience(.under, root) || audience.kind == .at
        }
    }

    private func allows(_ place: RecordID, root: RecordID) -> Bool {
        self.place != .county || place == root
    }
}
