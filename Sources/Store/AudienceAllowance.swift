internal import Causality
internal import Records

extension RegisterDefinition {
    /// Whether records of the register may have this audience, by the definition alone: the kind must
    /// be one that it names, and what belongs to the county must be the root place's.
    func allows(_ audience: Audience, root: RecordID) -> Bool {
        let rules = [self.audience, draft?.audience, passOn?.audience].compactMap { $0 }
        return rules.contains { rule in
            switch rule.kind {
            case .at: audience.kind == .at && rule.allows(audience.place, root: root)
            case .under: audience.kind == .under && rule.allows(audience.place, root: root)
            case .only: audience.kind == .only && rule.allows(audience.place, root: root)
            case .authorOrSubject:
                audience == Audience(.under, root) || audience.kind == .at
            }
        }
    }
}

extension AudienceRule {
    fileprivate func allows(_ place: RecordID, root: RecordID) -> Bool {
        self.place != .county || place == root
    }
}
