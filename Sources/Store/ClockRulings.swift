package import Causality
internal import Merge
internal import Records

/// What a person decided of the times that one device recorded in one spell of its clock.
package struct ClockRuling: Hashable, Sendable {
    /// What counts.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// The recorded times count as they are.
        case recorded
        /// They do not; what they bear out has to be set right in the records.
        case bounded

        /// As the register has it.
        package var title: String {
            switch self {
            case .recorded: "按登记的时间"
            case .bounded: "不早于公告"
            }
        }

        init?(title: String) {
            guard let verdict = Verdict.allCases.first(where: { $0.title == title }) else {
                return nil
            }
            self = verdict
        }
    }

    /// The node.
    package let node: NodeKey
    /// The spell, by the device's clock, seconds since 1970 UTC, both ends within.
    package let spell: ClosedRange<Int64>
    /// What counts.
    package let verdict: Verdict
    /// Why.
    package let reason: String
}

/// Rulings of the county on clocks: one for each device and spell.
extension StoreSession {
    /// The register that rulings are written in.
    package static let rulingRegister = "clock-ruling"

    /// The rulings that are held; one whose values stand in conflict decides nothing.
    package func clockRulings() throws -> [ClockRuling] {
        if let knownRulings { return knownRulings }
        guard shelf.current(StoreSession.rulingRegister) != nil else { return [] }
        let found = try records(of: StoreSession.rulingRegister).compactMap(ruling)
        knownRulings = found
        return found
    }

    private func ruling(_ record: StoredRecord) -> ClockRuling? {
        func text(_ field: String) -> String? { record.state[field]?.value?.plainText }
        func moment(_ field: String) -> Int64? {
            text(field).flatMap(CivilDateTime.init(text:))?.secondsSince1970
        }
        guard let key = text("node").flatMap(Base32.decode), let node = NodeKey(bytes: key),
            let from = moment("from"), let to = moment("to"), from <= to,
            let verdict = text("as").flatMap(ClockRuling.Verdict.init(title:))
        else { return nil }
        return ClockRuling(
            node: node,
            spell: from...to,
            verdict: verdict,
            reason: text("reason") ?? ""
        )
    }

    /// The ruling on a clock at a moment; nil without one, or where several say different things.
    func ruling(on node: NodeKey?, at deviceTime: Int64) throws -> ClockRuling? {
        let found = try clockRulings().filter {
            $0.node == node && $0.spell.contains(deviceTime)
        }
        return Set(found.map(\.verdict)).count == 1 ? found.first : nil
    }

    /// The events whose clock a bulletin contradicts and of which it is not settled what counts:
    /// without a ruling, or ruled not to count while a day that they wrote, beyond what the
    /// bulletin allows, still stands in the record.
    package func openClockContradictions() throws -> [ClockContradiction] {
        try clockContradictions().filter { contradiction in
            switch contradiction.ruling?.verdict {
            case nil: true
            case .recorded?: false
            case .bounded?: try !standingDays(of: contradiction).isEmpty
            }
        }
    }

    /// The fields whose standing value the event wrote, a day or moment beyond its bounds.
    private func standingDays(of contradiction: ClockContradiction) throws -> [String] {
        guard let record = try record(contradiction.record) else { return [] }
        let definition = try definition(record.register)
        return record.state.cells.entries.compactMap { entry in
            // What the program worked out nobody can set right, and it follows what is.
            guard case .field(let field) = entry.cell, definition.field(field)?.isComputed == false,
                entry.state.siblings.contains(where: { sibling in
                    sibling.dot == contradiction.dot
                        && contradiction.excludes(sibling.value?.plainText ?? "")
                })
            else { return nil }
            return field
        }
    }
}

extension ClockContradiction {
    /// Whether a written day or moment lies before the event can have been recorded, or after.
    ///
    /// Only what lies between the clock and the bound: earlier days are told, not recorded.
    fileprivate func excludes(_ text: String) -> Bool {
        let isDay = text.utf8.count == 10
        guard let moment = CivilDateTime(text: isDay ? text + "T00:00" : text) else { return false }
        let clock = CivilDateTime(secondsSince1970: deviceTime)?.date
        if let notBefore, moment.secondsSince1970 < notBefore {
            return clock.map { moment.date >= $0 } ?? false
        }
        if let notAfter, moment.secondsSince1970 > notAfter { return true }
        return false
    }
}

extension FieldValue {
    /// The text of one; nil for any other value.
    fileprivate var plainText: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }
}
