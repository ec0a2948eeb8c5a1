/// What became of the texts that a person or a file gave for one record.
package struct CheckedRecord: Hashable, Sendable {
    /// Fields that are no lists; nil clears one.
    package internal(set) var values: [String: FieldValue?] = [:]
    /// Edits of lists.
    package internal(set) var rows: [String: [ListEdit]] = [:]
    /// Lists that a change clears, every row that was shown.
    package internal(set) var clearedLists: Set<String> = []
    /// The state: of a new record where it begins, of a change the one asked for, else nil.
    package internal(set) var state: String?
    /// What must be mended before anything is written; all faults, in the order of the fields
    /// given.
    package internal(set) var faults: [FieldFault] = []
    /// What was left aside, for the person to know.
    package internal(set) var notes: [FieldFault] = []

    /// The value as it will stand: given here, or as it was; of a list the count of its rows, which
    /// `before` gives too, or nil for none.
    package func value(_ field: String, before: (String) -> FieldValue?) -> FieldValue? {
        if clearedLists.contains(field) { return nil }
        if let edits = rows[field] {
            var count: Int64 = 0
            if case .integer(let held)? = before(field) { count = held }
            for edit in edits {
                switch edit {
                case .add: count += 1
                case .remove: count -= 1
                case .change: break
                }
            }
            return count > 0 ? .integer(count) : nil
        }
        if let given = values[field] { return given }
        return before(field)
    }
}

/// Checks given texts against a definition, field by field.
///
/// `needs` bind transitions only: a first state, whichever it is, wants the required fields.
package enum RecordValidation {
    /// For what the texts are given.
    package enum Purpose: Hashable, Sendable {
        /// A record that a person makes now; it begins in a starting state.
        case record
        /// A record from a file; it may begin in any state.
        case importRow
        /// A change of a record.
        case change
    }

    /// One text for one field, as typed; an empty one clears the field in a change.
    package struct Given: Hashable, Sendable {
        /// The field's id, or `state`.
        package let field: String
        /// The text.
        package let text: String

        /// Makes one.
        package init(_ field: String, _ text: String) {
            self.field = field
            self.text = text
        }
    }

    /// Checks all that was given.
    package static func check(
        _ given: [Given],
        for purpose: Purpose,
        in definition: RegisterDefinition
    ) -> CheckedRecord {
        var checked = CheckedRecord()
        var seen: Set<String> = []
        var stateText: String?
        for item in given {
            guard seen.insert(item.field).inserted else {
                let label = definition.label(of: item.field)
                checked.fault(item.field, .duplicateField, "“\(label)”给了两次，请只留一个。")
                continue
            }
            if item.field == RegisterDefinition.stateField, definition.workflow != nil {
                stateText = TextRules.trimmed(item.text)
            } else {
                checked.take(item, for: purpose, in: definition)
            }
        }
        if purpose != .change { checked.requireFields(of: definition) }
        if let workflow = definition.workflow {
            checked.takeState(stateText, for: purpose, in: workflow)
        }
        return checked
    }
}

extension CheckedRecord {
    fileprivate mutating func fault(
        _ field: String,
        _ reason: FieldFaultReason,
        _ message: String
    ) {
        faults.append(FieldFault(field: field, reason: reason, message: message))
    }

    fileprivate mutating func take(
        _ item: RecordValidation.Given,
        for purpose: RecordValidation.Purpose,
        in definition: RegisterDefinition
    ) {
        guard let field = definition.field(item.field) else {
            let message = "“\(definition.title)”没有字段“\(item.field)”，请检查拼写。"
            fault(item.field, .unknownField, message)
            return
        }
        if field.isComputed {
            let message = "“\(field.label)”由系统计算，给出的值没有采用。"
            notes.append(FieldFault(field: field.id, reason: .computedIgnored, message: message))
            return
        }
        if field.isRetired, !TextRules.trimmed(item.text).isEmpty {
            fault(field.id, .retiredField, "“\(field.label)”已停用，请不要再填。")
            return
        }
        do {
            try take(FieldParser.parse(item.text, as: field), for: purpose, field)
        } catch {
            faults.append(error)
        }
    }

    private mutating func take(
        _ parsed: ParsedValue,
        for purpose: RecordValidation.Purpose,
        _ field: FieldDefinition
    ) throws(FieldFault) {
        switch parsed {
        case .value(let value): values[field.id] = .some(value)
        case .rows(let edits):
            if purpose != .change, edits.contains(where: { $0.row != nil }) {
                throw FieldLabel(field).fault(.badRow, "是新记录的列表，不能写行号 row")
            }
            rows[field.id] = edits
        case .empty where purpose != .change: break
        case .empty where field.isRequired:
            throw FieldLabel(field).fault(.required, "是必填项，不能清空")
        case .empty where field.type == .list:
            clearedLists.insert(field.id)
        case .empty: values[field.id] = .some(nil)
        }
    }

    fileprivate mutating func requireFields(of definition: RegisterDefinition) {
        let faulty = Set(faults.map(\.field))
        for field in definition.fields where field.isRequired && !field.isRetired {
            if values[field.id] == nil, !faulty.contains(field.id) {
                fault(field.id, .required, "缺少“\(field.label)”，请填写。")
            }
        }
    }

    fileprivate mutating func takeState(
        _ text: String?,
        for purpose: RecordValidation.Purpose,
        in workflow: Workflow
    ) {
        let named = text.flatMap { $0.isEmpty ? nil : $0 }
        if let named, !workflow.states.contains(named) || workflow.retiredStates.contains(named) {
            let known = workflow.states.filter { !workflow.retiredStates.contains($0) }
            let message = "没有状态“\(named)”，可用的有：\(known.joined(separator: "、"))。"
            fault(RegisterDefinition.stateField, .unknownState, message)
            return
        }
        switch purpose {
        case .change: state = named
        case .importRow where named != nil: state = named
        case .record, .importRow:
            let given = self
            let facts = Condition.Facts(fields: { given.value($0, before: { _ in nil }) })
            state = TransitionRules.firstState(named: named, facts: facts, in: workflow)
            if state == nil, let named {
                let message = "新记录不能从状态“\(named)”开始，请先录入，再逐步流转。"
                fault(RegisterDefinition.stateField, .badFirstState, message)
            }
        }
    }
}
