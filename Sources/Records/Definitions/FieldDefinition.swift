/// One field of a register, or one column of a list.
package struct FieldDefinition: Hashable, Sendable {
    /// The permanent id.
    package let id: String
    /// The Chinese label.
    package let label: String
    /// What it holds; never changed.
    package let type: FieldType
    /// Whether every record must have a value.
    package let isRequired: Bool
    /// Whether the value is kept apart, so that it can be erased.
    package let isPersonal: Bool
    /// Whether a person's name is that of an office holder, shown unmasked.
    package let isOfficial: Bool
    /// Whether it is our completion and stands in no seed.
    package let isDefault: Bool
    /// Whether it is no longer written.
    package let isRetired: Bool
    /// The choices, in order; empty unless the type is `choice`.
    package let choices: [String]
    /// Choices that old records may have and new ones may not take.
    package let retiredChoices: [String]
    /// What people read for choices that are codes; a choice without one is read as it stands.
    package let choiceLabels: [String: String]
    /// The registers that a reference may name; empty unless the type is `reference`.
    package let references: [String]
    /// The columns; empty unless the type is `list`.
    package let items: [FieldDefinition]
    /// The unit of a number, as it is shown.
    package let unit: String?
    /// In words, what the node computes; a field with words or rule is never entered.
    package let computed: String?
    /// What the node computes, where that is decided.
    package internal(set) var rule: ComputedRule?

    /// Whether the value is given by the node and not by a person.
    package var isComputed: Bool { computed != nil || rule != nil }

    /// Choices that a person may pick.
    package var offeredChoices: [String] { choices.filter { !retiredChoices.contains($0) } }

    /// A choice in the words that people read.
    package func words(for choice: String) -> String { choiceLabels[choice] ?? choice }

    /// The column of that id, nil if there is none.
    package func item(_ id: String) -> FieldDefinition? { items.first { $0.id == id } }
}
