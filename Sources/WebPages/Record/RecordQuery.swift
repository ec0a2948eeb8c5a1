internal import Bookkeeping
internal import Causality
internal import Records

extension PagesNode {
    /// Reads a record with its history.
    func recordModel(
        _ register: String,
        _ text: String,
        for visitor: Visitor
    ) async throws -> RecordModel {
        let today = today
        return try await withBooks { books in
            let definition = try books.definition(register)
            let id = try RecordID(text: text) ?? books.find(register, text)
            let view = try books.show(register, id)
            let isHandler = Permission.handles(visitor.role, definition)
            let offers = view.offers.filter { visitor.person.may($0.transition.role) }
            return RecordModel(
                view: view,
                isHandler: isHandler,
                mayDecide: Permission.decides(visitor.role, definition),
                mayPrint: isHandler || Permission.records(visitor.role, definition, at: nil),
                offers: offers,
                today: today
            )
        }
    }

    /// A whole attachment of a record, its kind made out from its bytes and not from what its
    /// author says.
    ///
    /// Only for those who handle the register; others get `notAllowed`.
    func attachment(
        _ register: String,
        _ record: String,
        _ event: String,
        for visitor: Visitor
    ) async throws -> (content: [UInt8], media: AttachmentMedia) {
        let found = try await withBooks { books -> [UInt8]? in
            let definition = try books.definition(register)
            guard Permission.handles(visitor.role, definition) else {
                throw PageError.notAllowed("看这条记录的附件")
            }
            guard let id = RecordID(text: record), case .dot(let dot)? = RecordID(text: event),
                try books.show(register, id).attachments.contains(where: { $0.dot == dot })
            else { return nil }
            return try books.content(of: dot)
        }
        guard let found, let media = AttachmentMedia(content: found) else {
            throw PageError.unknownPage
        }
        return (found, media)
    }

    /// The record of a number or id in whatever register people look at.
    func recordPath(of text: String) async throws -> PagePath {
        let found = try await withBooks { books -> (register: String, id: RecordID)? in
            guard let found = try books.find(anywhere: text) else { return nil }
            _ = try books.definition(found.register)
            return found
        }
        guard let found else { throw PageError.unknownPage }
        return PagePath(["record", found.register, found.id.text])
    }
}
