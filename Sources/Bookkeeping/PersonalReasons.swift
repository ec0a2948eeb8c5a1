internal import Merge
internal import Records

extension Desk {
    /// What is said to a person whose reason was changed.
    static let reasonWarning = "原因里的姓名、电话等个人信息已改成“＊＊”：原因会一直留着，删除个人信息时也不动它。"

    /// A reason without the record's personal data.
    ///
    /// It stays for ever, at every node, and no erasure reaches it. `writing` is what the same
    /// event writes.
    func withoutPersonal(
        _ reason: String,
        _ state: RecordState,
        _ definition: RegisterDefinition,
        writing: [CellWrite] = []
    ) -> String {
        let standing = state.cells.entries.filter { isBlotted($0.cell, definition) }
            .flatMap(\.state.siblings).map(\.value)
        let new = writing.filter { isBlotted($0.cell, definition) }.map(\.value)
        let texts = (standing + new).compactMap { value -> String? in
            if case .text(let text)? = value, text.count > 1 { text } else { nil }
        }
        // The longest first: a name may be part of an address.
        return Set(texts).sorted { ($0.count, $0) > ($1.count, $1) }
            .reduce(reason) { $0.replacing($1, with: "＊＊") }
    }

    /// Not what is one of a few choices: it tells nobody's name, and is a word like any other.
    private func isBlotted(_ cell: Cell, _ definition: RegisterDefinition) -> Bool {
        guard definition.isPersonal(cell) else { return false }
        return definition.cell(cell).type != .choice
    }
}
