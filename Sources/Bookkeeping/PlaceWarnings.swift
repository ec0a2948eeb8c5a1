internal import Causality
internal import Merge
internal import Records
internal import Store

/// Sentences on places that had ended before the day of what is recorded there.
///
/// A merged village's computer goes on for what is late; that a new matter belongs to the village
/// that took it over nobody at the counter can know unless he is told. It is taken all the same.
extension Desk {
    /// What to look at again of a new record's places: those that it names, and this one.
    func placeWarnings(
        _ given: GivenFields,
        in definition: RegisterDefinition
    ) throws -> [String] {
        guard definition.kind != .directory, !definition.isSystem else { return [] }
        let day = self.day(of: given, in: definition)
        var places = [ownPlace]
        for field in definition.fields where field.references == [SystemRegister.region] {
            guard case .reference(let place)?? = given.values[field.id], !places.contains(place)
            else { continue }
            places.append(place)
        }
        return try places.compactMap { place in
            guard let record = try held(place), let last = CivilDate(of: record.state["to"]?.value),
                last < day
            else { return nil }
            return try sentence(on: record, lastDay: last)
        }
    }

    /// The latest day, none that lies ahead, that the record tells; without one today.
    private func day(of given: GivenFields, in definition: RegisterDefinition) -> CivilDate {
        let dated = definition.fields.filter { $0.type == .date || $0.type == .dateTime }
        let days = dated.compactMap { field in
            given.values[field.id].flatMap { CivilDate(of: $0) }
        }
        return days.filter { $0 <= now.date }.max() ?? now.date
    }

    private func sentence(on place: StoredRecord, lastDay: CivilDate) throws -> String {
        let name = Desk.text(place.state["name"]) ?? place.id.text
        let ended = "“\(name)”只到 \(lastDay.text) 为止"
        guard case .reference(let successor)? = place.state["successor"]?.value,
            let heir = try caption(of: successor).name
        else { return ended + "，这一天以后的事项请核对该由哪里登记；已照填登记。" }
        return ended + "，已并入“\(heir)”，这一天以后的事项请在那里登记；已照填登记。"
    }
}
