internal import Bookkeeping
internal import Causality
internal import Credentials
internal import Records

extension PagesNode {
    /// The form for a correction, of one field where `only` names it, or for a step of that name,
    /// filled with what stands now, or with what was sent.
    func changeModel(
        _ register: String,
        _ record: String,
        step: String?,
        only: String? = nil,
        sent: SentForm?,
        for visitor: Visitor
    ) async throws -> ChangeModel {
        let model = try await recordModel(register, record, for: visitor)
        let definition = model.definition
        let transition = step.flatMap { definition.workflow?.transition(named: $0) }
        if step != nil {
            guard let transition else { throw PageError.unknownPage }
            guard visitor.person.may(transition.role) else {
                throw PageError.notAllowed("办理“\(transition.name)”")
            }
        } else {
            guard model.isHandler else { throw PageError.notAllowed("更改“\(definition.title)”") }
        }
        let all = ChangeModel.fields(
            definition,
            for: transition,
            without: model.view.conflicts,
            sent: sent
        )
        let named = transition == nil ? sent?[PostForm.onlyField] ?? only : nil
        let asked = all.first { $0.id == named }
        let fields = asked.map { [$0] } ?? all
        let choices = try await withBooks { try ReferenceChoices(for: [definition], in: $0) }
        var form: EntryForm
        if let sent {
            form = EntryForm(definition, asking: fields, sent: sent)
        } else {
            form = EntryForm(definition, asking: fields)
            form.fill(from: model.view.row)
            if transition != nil { form.prefillTimes(now: now, transition?.needs ?? []) }
            form.addSpareRows()
        }
        return ChangeModel(
            record: model,
            transition: transition,
            only: asked,
            choices: choices,
            form: form,
            mark: sent.flatMap { $0[PostForm.shownField] == nil ? nil : $0.digest },
            shown: sent?[PostForm.shownField] ?? ShownVersion.text(model.view.version),
            reason: sent?[PostForm.reasonField] ?? ""
        )
    }

    /// Writes what the form changed, in the light of what it showed.
    ///
    /// The same form of the same version with the same contents is one change, however often it is
    /// sent: a change would have made another version.
    func change(_ model: ChangeModel, by visitor: Visitor) async throws -> RecordID {
        let saved = savedEntries
        return try await withBooks { books in
            guard let mark = model.mark else {
                return try PagesNode.write(model, by: visitor, in: books)
            }
            return try saved.once("\(visitor.token.text) \(model.path.text) \(mark)") {
                try PagesNode.write(model, by: visitor, in: books)
            }
        }
    }

    private static func write(
        _ model: ChangeModel,
        by visitor: Visitor,
        in books: Bookkeeping
    ) throws -> RecordID {
        let shown = try ShownVersion.read(model.shown)
        // What nobody has here cannot have been shown: a forged version would hide values.
        guard model.record.view.version.dominates(shown) else {
            throw BookkeepingError.badShownVersion
        }
        return try books.change(
            model.record.definition.id,
            model.record.view.row.id,
            model.form.given(isNew: false),
            reason: model.reason,
            transition: model.transition?.name,
            actor: visitor.person,
            shown: shown
        ).id
    }
}

extension ChangeModel {
    /// The fields that are asked for; those in conflict are decided on the record's own page.
    ///
    /// A conflict that began after the form was opened drops nothing of what was typed: the value
    /// joins those that stand side by side.
    fileprivate static func fields(
        _ definition: RegisterDefinition,
        for transition: Transition?,
        without conflicts: [Conflict],
        sent: SentForm?
    ) -> [FieldDefinition] {
        let typed = Set((sent?.items ?? []).map { String($0.name.prefix { $0 != "." }) })
        let undecided = Set(conflicts.map(\.cell.field)).subtracting(typed)
        return definition.fields.filter { field in
            guard !field.isComputed, !field.isRetired, !undecided.contains(field.id) else {
                return false
            }
            return transition.map { $0.needs.contains(field.id) } ?? true
        }
    }
}

extension EntryForm {
    /// Fills in what stands in a record.
    fileprivate mutating func fill(from record: RecordRow) {
        for field in fields {
            let value = record[field.id]
            if case .rows(let shown) = value {
                rows[field.id] = shown.map { row in
                    let columns = row.columns.map { ($0.id, $0.value.entered) }
                    return Row(id: row.id.text, columns: Dictionary(columns) { first, _ in first })
                }
            } else {
                values[field.id] = value.entered
            }
        }
    }

    /// The hour of a step is now, unless it stands already.
    fileprivate mutating func prefillTimes(now: Int64, _ needs: [String]) {
        for field in fields where field.type == .dateTime && needs.contains(field.id) {
            guard (values[field.id] ?? "").isEmpty else { continue }
            values[field.id] = CivilDateTime(secondsSince1970: now - now % 60)?.text
        }
    }
}
