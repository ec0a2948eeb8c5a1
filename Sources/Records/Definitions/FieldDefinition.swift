/// One field of a register, or one column of a list.
///
/// A class, though it never changes: every value of every event and row hands fields on, and a
/// structure of this size costs more to copy than what is asked of it.
package final class FieldDefinition: Hashable, Sendable {
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
    package let rule: ComputedRule?

    init(
        id: String,
        label: String,
        type: FieldType,
        isRequired: Bool,
        isPersonal: Bool,
        isOfficial: Bool,
        isDefault: Bool,
        isRetired: Bool,
        choices: [String],
        retiredChoices: [String],
        choiceLabels: [String: String],
        references: [String],
        items: [FieldDefinition],
        unit: String?,
        computed: String?,
        rule: ComputedRule?
    ) {
        self.id = id
        self.label = label
        self.type = type
        self.isRequired = isRequired
        self.isPersonal = isPersonal
        self.isOfficial = isOfficial
        self.isDefault = isDefault
        self.isRetired = isRetired
        self.choices = choices
        self.retiredChoices = retiredChoices
        self.choiceLabels = choiceLabels
        self.references = references
        self.items = items
        self.unit = unit
        self.computed = computed
        self.rule = rule
    }

    /// Whether the value is given by the node and not by a person.
    package var isComputed: Bool { computed != nil || rule != nil }

    /// Choices that a person may pick.
    package var offeredChoices: [String] { choices.filter { !retiredChoices.contains($0) } }

    /// A choice in the words that people read.
    package func words(for choice: String) -> String { choiceLabels[choice] ?? choice }

    /// The column of that id, nil if there is none.
    package func item(_ id: String) -> FieldDefinition? { items.first { $0.id == id } }
}

extension FieldDefinition {
    /// The field with a rule, which is read once all fields are known.
    func ruled(by rule: ComputedRule) -> FieldDefinition {
        FieldDefinition(
            id: id,
            label: label,
            type: type,
            isRequired: isRequired,
            isPersonal: isPersonal,
            isOfficial: isOfficial,
            isDefault: isDefault,
            isRetired: isRetired,
            choices: choices,
            retiredChoices: retiredChoices,
            choiceLabels: choiceLabels,
            references: references,
            items: items,
            unit: unit,
            computed: computed,
            rule: rule
        )
    }

    package static func == (left: FieldDefinition, right: FieldDefinition) -> Bool {
        left === right
            || (left.entry == right.entry && left.offer == right.offer)
                && left.items == right.items && left.computed == right.computed
                && left.rule == right.rule
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(label)
        hasher.combine(type)
    }

    /// Names and flags, to be compared.
    private var entry: [String] {
        let flags = [isRequired, isPersonal, isOfficial, isDefault, isRetired].map(String.init)
        return [id, label, type.rawValue, unit ?? ""] + flags
    }

    /// What may be chosen or named, to be compared.
    private var offer: [[String]] {
        let labels = choiceLabels.sorted { $0.key < $1.key }
        return [choices, retiredChoices, references, labels.map(\.key), labels.map(\.value)]
    }
}
