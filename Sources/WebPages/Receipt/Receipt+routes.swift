internal import Bookkeeping
internal import Hummingbird
internal import Records

/// What the citizen takes home: the number, the promised day, what happens next.
struct ReceiptRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("receipt/:register/:record") { request, context in
            let visitor = try context.signedIn()
            let record = try await node.recordModel(
                try context.part("register"),
                try context.part("record"),
                for: visitor
            )
            guard record.mayPrint else { throw PageError.notAllowed("打印这条记录的单据") }
            return try await node.page("单据", way: .entry, request, context) { caption in
                ReceiptModel(record: record, place: caption.shownName, now: node.now).content
            }
        }
    }
}

/// A receipt.
struct ReceiptModel: Sendable {
    let record: RecordModel
    let place: String
    let now: Int64

    /// The title of the paper: the first one that the register's definition names.
    var paperTitle: String { record.definition.documents.first ?? record.definition.title }

    /// The day promised, if the register has one and it is known.
    var promised: CivilDate? {
        let parameters =
            record.definition.workflow?.transitions.compactMap(\.deadline?.parameter) ?? []
        for parameter in parameters where record.definition.field(parameter)?.type == .date {
            if let day = CivilDate(of: .text(record.view.row[parameter].plain)) { return day }
        }
        return nil
    }

    /// What the paper lists: what was taken in, in the order of the form.
    var fields: [ShownField] {
        let plan = IntakePlan(record.definition)
        let asked = Set(plan.groups.flatMap(\.fields).map(\.id))
        return record.view.row.fields.filter { asked.contains($0.id) && !$0.value.isEmpty }
    }
}
