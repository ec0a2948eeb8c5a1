/// How the audience of a new record follows from its author and its fields (design section 3).
package struct AudienceRule: Hashable, Sendable {
    /// Which nodes, seen from the place; raw values are the spellings of definitions.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The place and its ancestors.
        case at
        /// The place and all below it.
        case under
        /// The place alone.
        case only
        /// `under` the author's place when that is the county, `at` the place that the record is
        /// about otherwise: certificates and revocations.
        case authorOrSubject = "author-or-subject"
    }

    /// Which place; raw values are the spellings of definitions.
    package enum Place: String, Hashable, Sendable, CaseIterable {
        /// The place of the node that makes the record.
        case author
        /// That of the record which the first path names.
        case `case`
        /// The place of the unit or region that the record is about.
        case subject
        /// The place in the field `village`.
        case village
        /// The county.
        case county
    }

    /// Which nodes.
    package let kind: Kind
    /// Seen from which place.
    package let place: Place
    /// Where to look for the place (or, for `case`, the record), first value that is given; empty
    /// where `place` says all.
    package let paths: [ValuePath]
    /// The highest level that holds it; county unless the definition says otherwise.
    package let ceiling: PlaceLevel
    /// Whether the definition names the ceiling; `under` goes up only where it does.
    package let namesCeiling: Bool

    /// The paths at which the place (or, for `case`, the record that has it) is looked for, first
    /// value that is given; empty where the rule needs no value of the record.
    package var lookedAt: [ValuePath] {
        switch place {
        case .author, .county: []
        case .village: [ValuePath("village")]
        case .case: paths.isEmpty ? [ValuePath("case")] : paths
        case .subject: paths
        }
    }
}

/// States that live in another record until the record of the register is made.
package struct DraftRule: Hashable, Sendable {
    /// Who holds the draft.
    package let audience: AudienceRule
    /// The states of a draft.
    package let states: [String]
    /// The field of the final record that names the draft, if it does.
    package let reference: String?
    /// Whether the register's record may also be made at once.
    package let isOptional: Bool
}

/// The record made for a holder outside of the audience.
package struct PassOnRule: Hashable, Sendable {
    /// Who holds that record.
    package let audience: AudienceRule
    /// Its field that names the original.
    package let reference: String
    /// The fields that it leaves out.
    package let without: [String]
}

/// Where a value is found: a field of the record, or a field of the record that a field refers to.
///
/// Besides fields: `state`, `recordID`, `authorPlace` (of the node that made the record) and
/// `audiencePlace`. Written `window` or `window.region`.
package struct ValuePath: Hashable, Sendable {
    /// The reference to follow first, nil for the record's own value.
    package let reference: String?
    /// The field.
    package let field: String

    /// A field of the record itself.
    package init(_ field: String) {
        reference = nil
        self.field = field
    }

    /// A field of the record that the reference names.
    package init(reference: String, field: String) {
        self.reference = reference
        self.field = field
    }

    /// Reads one or two names with a full stop between; nil for anything else.
    package init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy(DefinitionNames.isFieldID) else {
            return nil
        }
        self =
            parts.count == 1
            ? ValuePath(parts[0]) : ValuePath(reference: parts[0], field: parts[1])
    }

    /// The text that `init(text:)` reads.
    package var text: String { reference.map { "\($0).\(field)" } ?? field }

    /// The record's own field that the path starts at.
    package var start: String { reference ?? field }

    /// Names besides fields that a path may end with.
    static let specialNames: Set<String> = ["state", "recordID", "authorPlace", "audiencePlace"]
}
