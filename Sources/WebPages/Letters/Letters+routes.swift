internal import Bookkeeping
internal import Causality
internal import Hummingbird
internal import Records
internal import Store

/// Sealed letters: those that are here, and what one says; they are written by `EntryRoutes`.
struct LetterRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("letters") { request, context in try await list(request, context) }
        group.get("letters/:letter") { request, context in
            try await show(try await model(context), request, context)
        }
        group.post("letters/:letter/record") { request, context in
            try await record(request, context)
        }
    }

    private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        var read = try await node.letterList(for: try context.signedIn())
        read.sealed = request.asked["sealed"]
        let list = read
        return try await node.page("密件", way: .home, request, context) { _ in list.content }
    }

    private func model(_ context: PageContext) async throws -> LetterModel {
        try await node.letterModel(try context.part("letter"), for: try context.signedIn())
    }

    private func show(
        _ model: LetterModel,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visitor = try context.signedIn()
        let title = "密件：\(model.definition.title)"
        return try await node.page(title, way: .home, request, context, status: status) { _ in
            model.content(for: visitor)
        }
    }

    private func record(_ request: Request, _ context: PageContext) async throws -> Response {
        let visitor = try context.signedIn()
        var model = try await model(context)
        var status = HTTPResponse.Status.unprocessableContent
        do {
            let record = try await node.record(model, by: visitor)
            let path = ["record", model.definition.id, record.text]
            return Answers.seeOther(PagePath(path, query: [("saved", "1")]))
        } catch let error as BookkeepingError {
            model.refusal = PlainSentence.of(error)
        } catch let error as StoreError {
            model.refusal = error.sentence
            status = .serviceUnavailable
        }
        return try await show(model, request, context, status: status)
    }
}
