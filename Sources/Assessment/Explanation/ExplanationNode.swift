package import Documents
package import ExactNumbers

/// One sentence of an explanation, with the sentences that it rests on.
///
/// Where a node has a value and children with values, these add up to it exactly. Children without
/// a value are remarks: what was not counted, and why.
package struct ExplanationNode: Sendable {
    /// What the node is about.
    package enum Subject: String, Sendable {
        /// The subject's total.
        case total
        /// A section.
        case section
        /// Marks that a section starts from, a share, or a sub-period.
        case share
        /// A rule, over all its findings.
        case rule
        /// One finding that counts.
        case finding
        /// What a limit keeps from being taken off.
        case limit
        /// Something that does not enter the total: a finding that does not count, or a remark.
        case remark
    }

    /// What the node is about.
    package let subject: Subject
    /// The id of the section or rule, where the node is about one.
    package let id: String?
    /// What the node adds to its parent; nil for remarks, and where the value is open.
    package let value: ExactNumber?
    /// The sentence, in Chinese.
    package let sentence: String
    /// The reference that the evidence gives for a finding.
    package let ref: String?
    /// What the sentence rests on.
    package let children: [ExplanationNode]

    init(
        _ subject: Subject,
        id: String? = nil,
        value: ExactNumber? = nil,
        ref: String? = nil,
        _ sentence: String,
        children: [ExplanationNode] = []
    ) {
        self.subject = subject
        self.id = id
        self.value = value
        self.sentence = sentence
        self.ref = ref
        self.children = children
    }

    /// The sentences of the node and everything below it, indented by two spaces per level.
    package var lines: [String] { lines(depth: 0) }

    private func lines(depth: Int) -> [String] {
        [String(repeating: "  ", count: depth) + sentence]
            + children.flatMap { $0.lines(depth: depth + 1) }
    }

    /// The tree as a document, for programs.
    package var document: DocumentValue {
        var object = DocumentObject()
        object["about"] = .text(subject.rawValue)
        object["id"] = id.map(DocumentValue.text)
        object["value"] = value.map { .text($0.text) } ?? .null
        object["sentence"] = .text(sentence)
        object["ref"] = ref.map(DocumentValue.text)
        object["children"] = .list(children.map(\.document))
        return .object(object)
    }
}

extension ExactNumber {
    /// The number as a sentence shows it: exact, and where it never ends with two decimals beside.
    var spoken: String {
        decimalPlaceCount == nil ? "\(text)（约 \(rounded(decimals: 2))）" : text
    }
}
