internal import Causality
internal import Merge
internal import Records
internal import Store

/// What a register's definition asks of those who take a step, and what a step may change.
extension Desk {
    /// Where a register closes its fields, a step writes what it needs, and besides it only what
    /// is open to the person's roles.
    func checkOpen(_ revision: Revision, _ actor: ActingPerson, step: String?) throws {
        let definition = revision.definition
        guard let open = definition.openFields else { return }
        let needed = step.flatMap { definition.workflow?.transition(named: $0)?.needs } ?? []
        let allowed = open.filter { actor.may($0.role) }.reduce(into: Set(needed)) {
            $0.formUnion($1.fields)
        }
        let given = Set(revision.values.keys).union(revision.edits.keys)
        let sets = step.flatMap { definition.workflow?.transition(named: $0)?.sets.keys }
        guard let fixed = given.subtracting(allowed).subtracting(sets.map(Set.init) ?? []).min()
        else { return }
        throw BookkeepingError.fixedField(definition.label(of: fixed), step: step)
    }

    /// Where a register closes its fields, a record that begins further on needs somebody who
    /// might have brought it there.
    func checkStart(_ revision: Revision, _ actor: ActingPerson) throws {
        let definition = revision.definition
        guard definition.openFields != nil, let workflow = definition.workflow,
            let state = revision.state, state != workflow.initial,
            !workflow.alsoInitial.contains(where: { $0.state == state })
        else { return }
        let ways = workflow.transitions.filter { $0.to == state }
        guard let way = ways.first, !ways.contains(where: { actor.may($0.role) }) else { return }
        throw BookkeepingError.noRole(person: actor.id, transition: way.name, role: way.role)
    }

    /// Nobody goes over the own work, or rules on the own matter.
    func checkPersons(
        _ transition: Transition,
        _ revision: Revision,
        _ record: StoredRecord,
        _ actor: ActingPerson
    ) throws {
        try checkOthers(transition, record, actor)
        guard let recusal = transition.recusal else { return }
        let own = try ownMatter(recusal, revision, of: record.id)
        func stands(_ person: RecordID) throws -> String? {
            if own.persons.contains(person) { return "这是自己提出的，要回避" }
            let record: StoredRecord? = try self.held(person)
            guard case .reference(let unit)? = record?.state["unit"]?.value,
                own.units.contains(unit)
            else { return nil }
            return "这是本单位（窗口）的事，要回避"
        }
        for person in try allStaff(actor.id).sorted() {
            guard let why = try stands(person) else { continue }
            throw BookkeepingError.recused(step: transition.name, why: "“\(actor.id)”\(why)")
        }
        guard let list = recusal.list else { return }
        let label = revision.definition.label(of: list)
        for row in revision.rowsAfter(list) {
            if let flag = recusal.flag, row[flag] == .boolean(true) {
                let words = revision.definition.field(list)?.item(flag)?.label ?? flag
                throw BookkeepingError.recused(
                    step: transition.name,
                    why: "“\(label)”里有人注明“\(words)”"
                )
            }
            guard let column = recusal.person,
                case .reference(let person)? = try resolved(
                    row[column],
                    revision.definition.field(list)?.item(column)
                ), let why = try stands(person)
            else { continue }
            let name = try caption(of: person).text
            throw BookkeepingError.recused(step: transition.name, why: "“\(name)”\(why)")
        }
    }

    /// The node's operator may do all.
    private func checkOthers(
        _ transition: Transition,
        _ record: StoredRecord,
        _ actor: ActingPerson
    ) throws {
        guard !actor.id.isEmpty, !transition.othersThan.isEmpty else { return }
        let history = try foldedHistory(of: record.id)
        let persons = try allStaff(actor.id)
        for former in transition.othersThan {
            let step = history.last { $0.content.payload.transition?.name == former }
            let isFirst = step == nil && former == record.firstState(history.first?.content)
            let event = step?.event ?? (isFirst ? history.first?.event : nil)
            guard let other = event?.actor, !other.isEmpty else { continue }
            let isSame =
                try other == actor.id || !persons.isDisjoint(with: allStaff(other))
            guard isSame else { continue }
            throw BookkeepingError.sameActor(
                person: actor.id,
                step: transition.name,
                former: former
            )
        }
    }

    /// The persons and units whose own matter a record is.
    private func ownMatter(
        _ recusal: Recusal,
        _ revision: Revision,
        of record: RecordID
    ) throws -> (persons: Set<RecordID>, units: Set<RecordID>) {
        let fuse = Fuse()
        let facts = facts(revision, fuse, of: record)
        func records(_ paths: [ValuePath]) -> Set<RecordID> {
            Set(
                paths.compactMap { path -> RecordID? in
                    guard case .reference(let id)? = facts.value(at: path) else { return nil }
                    return id
                }
            )
        }
        let matter = (records(recusal.persons.map { ValuePath($0) }), records(recusal.units))
        try fuse.check()
        return matter
    }
}

extension StoredRecord {
    /// The state that the record's first event began in.
    fileprivate func firstState(_ content: EventContent?) -> String? {
        let write = content?.writes.first { $0.cell == .field(RegisterDefinition.stateField) }
        guard case .text(let state)? = write?.sibling.value else { return nil }
        return state
    }
}
