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
