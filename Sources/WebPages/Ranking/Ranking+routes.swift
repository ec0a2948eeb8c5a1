internal import Bookkeeping
internal import EvidenceGathering
internal import Hummingbird
internal import Records

/// The month's ranking and how each score came about.
struct RankingRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("ranking") { request, context in try await show(request, context) }
        group.get("ranking/explain") { request, context in try await explain(request, context) }
    }

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await checkPermission(context)
        var model = try await model()
        model.ask(request)
        if model.isAsked {
            do {
                model.sheet = try await sheet(of: model)
            } catch PageError.noAssessment(let reason) {
                model.refusal = reason
            } catch let error as EvidenceError {
                model.refusal = PlainSentence.of(error)
            }
        }
        let shown = model
        return try await node.page("考核", way: .ranking, request, context) { caption in
            shown.content(at: caption.shownName)
        }
    }

    private func explain(_ request: Request, _ context: PageContext) async throws -> Response {
        try await checkPermission(context)
        var model = try await model()
        model.ask(request)
        let subject = request.asked["subject"]
        let sheet = try await sheet(of: model)
        guard let row = sheet.rows.first(where: { $0.id == subject }) else {
            throw PageError.unknownPage
        }
        let words = RankingWords(sections: sheet.sections)
        let shown = model
        return try await node.page("得分说明", way: .ranking, request, context) { _ in
            ExplanationView(row: row, ranking: shown, words: words).content
        }
    }

    private func sheet(of model: RankingModel) async throws -> RankingSheet {
        guard let choice = model.choice, let period = model.period else {
            throw PageError.unknownPage
        }
        let make = node.rankings.make
        return try await BlockingCall.run { try make(choice.scheme, period, choice.kind) }
    }

    private func model() async throws -> RankingModel {
        let choices = node.rankings.choices
        return RankingModel(
            choices: try await BlockingCall.run { try choices() },
            today: node.today
        )
    }

    private func checkPermission(_ context: PageContext) async throws {
        let visitor = try context.signedIn()
        let level = try await node.caption().level
        guard Permission.assesses(visitor.role, at: level) else {
            throw PageError.notAllowed("查看没有公示的考核结果")
        }
    }
}

/// What is asked of a ranking, and what came of it.
struct RankingModel: Sendable {
    let choices: [RankingChoice]
    let today: CivilDate
    var choice: RankingChoice?
    var period: Period?
    var isAsked = false
    var sheet: RankingSheet?
    /// Why there is none, in a sentence.
    var refusal: String?

    /// Starts at the first choice and the month before this one, which is what is assessed now.
    init(choices: [RankingChoice], today: CivilDate) {
        self.choices = choices
        self.today = today
        choice = choices.first
        let lastDayBefore = today.adding(days: -today.day) ?? today
        period = Period(monthOf: lastDayBefore)
    }

    /// Takes over what an address asks for; what is none of the choices is left as it was.
    mutating func ask(_ request: Request) {
        let asked = request.asked
        let kind = asked["kind"].flatMap { $0.isEmpty ? nil : $0 }
        if let scheme = asked["scheme"] {
            isAsked = true
            // The form sends scheme and kind as one value with a space between.
            let parts = scheme.split(separator: " ", maxSplits: 1).map(String.init)
            let wanted = parts.count == 2 ? parts[1] : kind
            choice = choices.first {
                $0.scheme == parts.first && (wanted == nil || $0.kind == wanted)
            }
        }
        if let text = asked["period"] { period = Period(text: text) }
    }

    /// The address of the ranking, or of a subject's explanation.
    func path(explaining subject: String? = nil) -> PagePath {
        PagePath(
            subject == nil ? ["ranking"] : ["ranking", "explain"],
            query: [
                ("scheme", choice?.scheme), ("period", period?.text), ("kind", choice?.kind),
                ("subject", subject),
            ]
        )
    }
}
