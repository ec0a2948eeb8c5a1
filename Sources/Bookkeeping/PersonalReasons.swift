internal import Merge
internal import Records

extension Desk {
    /// What is said to a person whose reason was changed.
    static let reasonWarning = "原因里的姓名、电话等个人信息已改成“＊＊”：原因会一直留着，删除个人信息时也不动它。"

    /// A reason without the record's personal data.
    ///
    /// It stays for ever, at every node, and no erasure reaches it.
    func withoutPersonal(
        _ reason: String,
        _ state: RecordState,
        _ definition: RegisterDefinition,
        writing new: [String] = []
    ) -> String {
        let standing = state.cells.entries.filter { isBlotted($0.cell, definition) }
            .flatMap(\.state.siblings).compactMap { sibling -> String? in
                if case .text(let text)? = sibling.value { text } else { nil }
            }
        // The longest first: a name may be part of an address.
        return Set(standing + new).filter { $0.count > 1 }
            .sorted { ($0.count, $0) > ($1.count, $1) }
            .reduce(reason) { $0.replacing($1, with: "＊＊") }
    }

    /// Takes personal data out of an event's reason; gives what the person is to be told.
    func blotReason(
        of contents: inout EventContents,
        _ state: RecordState,
        _ definition: RegisterDefinition
    ) -> [String] {
        guard let reason = contents.reason else { return [] }
        let new = contents.personalTexts(definition)
        contents.reason = withoutPersonal(reason, state, definition, writing: new)
        return contents.reason == reason ? [] : [Desk.reasonWarning]
    }

    /// Not what is one of a few choices: it tells nobody's name, and is a word like any other.
    private func isBlotted(_ cell: Cell, _ definition: RegisterDefinition) -> Bool {
        guard definition.isPersonal(cell) else { return false }
        return definition.cell(cell).type != .choice
    }
}
