internal import Bookkeeping
internal import Causality
internal import Hummingbird
internal import Records
internal import Store

/// The computers whose clock was wrong, and the county's rulings on them.
struct ClockRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("clocks") { request, context in
            var list = try await node.clockList(for: try context.signedIn())
            list.ruled = request.asked["ruled"].flatMap(ClockRuling.Verdict.init(rawValue:))
            return try await show(list, request, context)
        }
        group.post("clocks/rule") { request, context in try await rule(request, context) }
    }

    private func show(
        _ list: ClockList,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visitor = try context.signedIn()
        return try await node.page(
            "钟对不上的电脑",
            way: .conflicts,
            request,
            context,
            status: status
        ) { _ in list.content(for: visitor) }
    }

    private func rule(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = context.form
        do {
            let verdict = try await ruled(form, by: try context.signedIn())
            return Answers.seeOther(
                PagePath(["clocks"], query: [("ruled", verdict.rawValue)])
            )
        } catch PageError.nothingChosen {
            return try await showAgain("请先选好登记的时间算不算，写上理由，再提交。", request, context)
        } catch BookkeepingError.reasonMissing {
            return try await showAgain("裁定要写明理由，请在最后一栏写上。", request, context)
        } catch let error as BookkeepingError {
            return try await showAgain(PlainSentence.of(error), request, context)
        } catch let error as StoreError {
            return try await showAgain(error.sentence, request, context, .serviceUnavailable)
        }
    }

    private func ruled(_ form: SentForm, by visitor: Visitor) async throws -> ClockRuling.Verdict {
        guard let name = form["node"], let from = form["from"], let to = form["to"] else {
            throw PageError.formUnreadable
        }
        guard let verdict = form["as"].flatMap(ClockRuling.Verdict.init(rawValue:)) else {
            throw PageError.nothingChosen
        }
        return try await node.withBooks { books in
            _ = try books.ruleClock(
                of: name,
                from: from,
                to: to,
                as: verdict,
                reason: form["reason"] ?? "",
                actor: visitor.person
            )
            return verdict
        }
    }

    /// The list as it is now with what was refused; what was typed stands in the form again.
    private func showAgain(
        _ sentence: String,
        _ request: Request,
        _ context: PageContext,
        _ status: HTTPResponse.Status = .unprocessableContent
    ) async throws -> Response {
        var list = try await node.clockList(for: try context.signedIn())
        list.refusal = ClockList.Refusal(sentence: sentence, sent: context.form)
        return try await show(list, request, context, status: status)
    }
}
