package import Records

/// Makes rankings: whoever assembles the node says how, so that the pages need not know.
package struct RankingSource: Sendable {
    /// What can be assessed at this node now; what the county changes is there without a restart.
    package let choices: @Sendable () throws -> [RankingChoice]
    /// Makes the ranking of a scheme for a period and kind of subject, from the records held now.
    ///
    /// What is missing is thrown as `PageError.noAssessment` with a sentence.
    package let make:
        @Sendable (_ scheme: String, _ period: Period, _ kind: String?) throws -> RankingSheet

    /// Names the choices and the way to make them.
    package init(
        choices: @escaping @Sendable () throws -> [RankingChoice],
        make: @escaping @Sendable (String, Period, String?) throws -> RankingSheet
    ) {
        self.choices = choices
        self.make = make
    }

    /// A node that assesses nothing.
    package static let none = RankingSource(choices: { [] }) { _, _, _ in
        throw PageError.noAssessment("本机没有考核办法，请联系信息技术人员。")
    }
}

/// One scheme with one kind of subject, as it is picked.
package struct RankingChoice: Hashable, Sendable {
    /// The scheme's id.
    package let scheme: String
    /// The scheme's title.
    package let title: String
    /// The kind of subject, nil where the scheme has one only.
    package let kind: String?
    /// The kind in words, such as `各村`.
    package let kindTitle: String?

    /// Describes a choice.
    package init(scheme: String, title: String, kind: String?, kindTitle: String?) {
        self.scheme = scheme
        self.title = title
        self.kind = kind
        self.kindTitle = kindTitle
    }
}

/// A ranking as it is shown and printed.
package struct RankingSheet: Sendable {
    /// A section with its column.
    package struct Section: Hashable, Sendable {
        /// Its id.
        package let id: String
        /// Its title.
        package let title: String
        /// Full marks, nil where there is no upper bound.
        package let fullMarks: String?

        /// Describes a section.
        package init(id: String, title: String, fullMarks: String?) {
            self.id = id
            self.title = title
            self.fullMarks = fullMarks
        }
    }

    /// One subject's row.
    package struct Row: Sendable {
        /// The subject's id.
        package let id: String
        /// Its name.
        package let name: String
        /// Points by section id, with fixed decimals; nil where open.
        package let sections: [String: String]
        /// The total with fixed decimals; nil where open.
        package let total: String?
        /// The place; nil where there is none.
        package let rank: Int?
        /// Grade, awards and flags in words.
        package let remarks: [String]
        /// How it came about; nil where nothing was scored.
        package let explanation: Sentence?

        /// Describes a row.
        package init(
            id: String,
            name: String,
            sections: [String: String],
            total: String?,
            rank: Int?,
            remarks: [String],
            explanation: Sentence?
        ) {
            self.id = id
            self.name = name
            self.sections = sections
            self.total = total
            self.rank = rank
            self.remarks = remarks
            self.explanation = explanation
        }
    }

    /// One sentence of an explanation and the sentences that it rests on.
    package struct Sentence: Sendable {
        /// The sentence.
        package let text: String
        /// The record that it speaks of, by record id or paper number.
        package let record: String?
        /// What it rests on.
        package let reasons: [Sentence]

        /// Makes a sentence.
        package init(_ text: String, record: String? = nil, reasons: [Sentence] = []) {
            self.text = text
            self.record = record
            self.reasons = reasons
        }
    }

    /// A place whose evidence is not complete.
    package struct Missing: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// What is missing, in words.
        package let why: String

        /// Names a place.
        package init(name: String, why: String) {
            self.name = name
            self.why = why
        }
    }

    /// The scheme's title.
    package let title: String
    /// The sections in order.
    package let sections: [Section]
    /// The subjects; the page puts them in the order of their places.
    package let rows: [Row]
    /// Places whose evidence has not arrived whole.
    package let missing: [Missing]
    /// Remarks on the whole.
    package let notes: [String]
    /// Versions, hashes and the cut, as term and text.
    package let provenance: [Provenance]

    /// One line of where the figures come from.
    package struct Provenance: Hashable, Sendable {
        /// What it is.
        package let label: String
        /// The text.
        package let text: String

        /// Makes a line.
        package init(_ label: String, _ text: String) {
            self.label = label
            self.text = text
        }
    }

    /// Gathers a ranking.
    package init(
        title: String,
        sections: [Section],
        rows: [Row],
        missing: [Missing],
        notes: [String],
        provenance: [Provenance]
    ) {
        self.title = title
        self.sections = sections
        self.rows = rows
        self.missing = missing
        self.notes = notes
        self.provenance = provenance
    }
}
