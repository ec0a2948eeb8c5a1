internal import Causality
internal import Records

extension EventAcceptance {
    /// Checks the content of an event of type `attach`: one attachment, named by the event itself,
    /// with what every reader needs to know of it (SPEC 18.1).
    ///
    /// Of the personal values only the cells are looked at: where they are erased already, the
    /// verdict must be the same.
    package static func checkAttachment(_ content: EventContent) throws(Unacceptable) {
        guard content.payload.transition == nil else {
            throw .wrongTransition(content.payload.transition?.name ?? "")
        }
        var items: Set<String> = []
        for write in content.writes {
            guard case .item(AttachmentForm.list, let row, let name) = write.cell,
                row.dot == write.sibling.dot, row.index == 0,
                let item = AttachmentForm.Item(rawValue: name)
            else { throw .unknownField(AttachmentForm.list) }
            guard write.isPersonal == item.isPersonal else { throw .wrongPayload(name) }
            guard item.isPersonal || item.accepts(write.sibling.value) else {
                throw .wrongValue(name)
            }
            items.insert(name)
        }
        let lacking = AttachmentForm.Item.allCases.first {
            $0 != .title && !items.contains($0.rawValue)
        }
        if let lacking { throw .wrongValue(lacking.rawValue) }
    }
}

extension AttachmentForm.Item {
    fileprivate var isPersonal: Bool {
        switch self {
        case .address, .size, .media: false
        case .salt, .name, .title: true
        }
    }

    /// Whether an open value has the form that the column has.
    fileprivate func accepts(_ value: FieldValue?) -> Bool {
        switch (self, value) {
        case (.address, .text(let text)?):
            return text.utf8.count == 64
                && text.utf8.allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
                }
        case (.size, .integer(let size)?):
            return (1...Int64(AttachmentForm.byteCountMax)).contains(size)
        // A later program may know more kinds: the name is taken, and shown as it is.
        case (.media, .text(let text)?): return !text.isEmpty && text.utf8.count <= 64
        default: return false
        }
    }
}
