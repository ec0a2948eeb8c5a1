internal import Records
internal import Store

/// Sentences on days and moments that the device's clock speaks against.
///
/// The person or the clock is wrong, and neither decides anything by itself: what was given is
/// written as it is, and flagged (design section 2, honest time). Moments are always of something
/// that has happened; of days only those by which evidence is dated are: limits, plans and spans
/// may lie ahead.
extension EntryCheck {
    /// Clocks of two devices in one room differ by minutes.
    private static let toleranceSeconds: Int64 = 600
    /// No paper that is entered here is older.
    private static let earliestYear = 1_900
    /// No limit is longer.
    private static let yearCountMax = 100

    func clockWarnings(_ checked: CheckedRecord) -> [String] {
        var warnings: [String] = []
        let given = Array(checked.values.keys) + checked.rows.keys
        for field in definition.fields(named: given) {
            if let value = checked.values[field.id],
                let warning = warning(value, field, isPast: datingFields.contains(field.id))
            {
                warnings.append(warning)
            }
            for edit in checked.rows[field.id] ?? [] {
                let columns = edit.columns
                for column in field.items {
                    guard let value = columns[column.id],
                        let warning = warning(value, column, isPast: false),
                        !warnings.contains(warning)
                    else { continue }
                    warnings.append(warning)
                }
            }
        }
        return warnings
    }

    private func warning(
        _ value: FieldValue?,
        _ field: FieldDefinition,
        isPast: Bool
    ) -> String? {
        guard field.type == .date || field.type == .dateTime,
            let day = CivilDate(of: value)
        else { return nil }
        if day.year < EntryCheck.earliestYear {
            return "“\(field.label)”早于 \(EntryCheck.earliestYear) 年，已照填登记，请核对。"
        }
        if field.type == .dateTime {
            guard case .text(let text)? = value, let moment = CivilDateTime(text: text),
                moment.secondsSince1970 > now.secondsSince1970 + EntryCheck.toleranceSeconds
            else { return nil }
            return "“\(field.label)”晚于本机时钟，已照填登记，请核对日期和本机时间。"
        }
        if isPast {
            guard day > now.date else { return nil }
            return "“\(field.label)”晚于本机日期，已照填登记，请核对日期和本机时间。"
        }
        guard day.year > now.date.year + EntryCheck.yearCountMax else { return nil }
        return "“\(field.label)”在一百年以后，已照填登记，请核对。"
    }
}

extension Desk {
    /// What speaks against the device's clock itself, whatever was given.
    func deviceWarnings() throws -> [String] {
        [try clockState().warning].compactMap(\.self)
    }

    /// What is known of the device's clock, read once a call: a file may have many rows.
    func clockState() throws -> ClockState {
        if let heldClock { return heldClock }
        let state = ClockState(
            isInDoubt: try session.clockDoubt() != nil,
            warning: try session.clockWarning()
        )
        heldClock = state
        return state
    }
}

/// What is known of the device's clock.
struct ClockState {
    let isInDoubt: Bool
    let warning: String?
}

extension RegisterDefinition {
    /// The record's own fields by which evidence is dated: the days on which something happened.
    var datingFields: Set<String> {
        let templates = evidence.compactMap(\.finding) + [findings].compactMap(\.self)
        return Set(templates.flatMap(\.dates).filter { $0.reference == nil }.map(\.field))
    }
}

extension ListEdit {
    /// The columns that the edit writes.
    fileprivate var columns: [String: FieldValue?] {
        switch self {
        case .add(let columns): columns.mapValues { .some($0) }
        case .change(_, let columns): columns
        case .remove: [:]
        }
    }
}
