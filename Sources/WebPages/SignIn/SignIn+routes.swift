internal import Credentials
internal import Hummingbird
internal import Store

/// Signing in and out, and the size of text: what works without a session.
struct SignInRoutes: Sendable {
    let node: PagesNode

    static let formName = "/login"

    func add(to router: Router<PageContext>) {
        router.get("login") { request, context in try await show(request, context) }
        router.post("login") { request, context in try await signIn(request, context) }
        router.get("text") { request, _ in setTextSize(request) }
    }

    /// Ends the session; stands behind the check of the form token.
    func addSignOut(to group: RouterGroup<PageContext>) {
        group.post("logout") { _, context in
            node.sessions.end(try context.signedIn().token)
            var response = Answers.seeOther(PagePath(["login"]))
            Answers.setCookie(node.cookieName, "", lasting: 0, in: &response)
            return response
        }
    }

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let next = request.asked["next"].flatMap(PagePath.init(returning:))
        if context.visitor != nil { return Answers.seeOther(next ?? .home) }
        return try await node.signInPage(
            try await node.signInModel(next: next),
            request,
            context
        )
    }

    private func signIn(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await SentForm.read(from: request)
        try checkToken(form, request)
        let name = AccountDesk.plain(form["name"] ?? "") ?? ""
        var model = try await node.signInModel(
            name: name,
            next: form["next"].flatMap { PagePath(returning: $0) }
        )
        model.kept = KeptForm(carriedBy: form)
        let seconds = node.signInLimit.secondsToWait(name)
        guard seconds == 0 else {
            model.fault = "输错的次数太多，请等 \(seconds) 秒后再试。"
            return try await node.signInPage(model, request, context, status: .tooManyRequests)
        }
        guard let account = try await node.account(name: name, password: form["password"] ?? "")
        else {
            node.signInLimit.noteFailure(name)
            model.fault = "账号或密码不对，请核对后重新输入。"
            return try await node.signInPage(model, request, context, status: .unauthorized)
        }
        node.signInLimit.noteSuccess(name)
        if let old = context.visitor { node.sessions.end(old.token) }
        return try await begin(account, model, request, context)
    }

    private func begin(
        _ account: UserAccount,
        _ model: SignInModel,
        _ request: Request,
        _ context: PageContext
    ) async throws -> Response {
        // Always a new token: one that somebody planted before opens nothing afterwards.
        let token = SessionToken(random: node.random)
        node.sessions.begin(token, account: account)
        var response: Response
        if let kept = model.kept {
            var context = context
            let visitor = Visitor(account: account, token: token)
            context.visitor = visitor
            response = try await node.page("内容还在", request, context) { _ in
                kept.content(for: visitor)
            }
        } else {
            response = Answers.seeOther(model.next ?? .home)
        }
        Answers.setCookie(node.cookieName, token.text, in: &response)
        return response
    }

    /// There is no session yet whose token could be asked, so the node's own stands for it.
    ///
    /// Programs that are no browser, and so cannot be led astray by another site, may leave it out.
    private func checkToken(_ form: SentForm, _ request: Request) throws {
        let token = form[PostForm.tokenField]
        if token == nil, !AddressCheck.isFromBrowser(request) { return }
        guard node.signInToken.accepts(formToken: token ?? "", for: SignInRoutes.formName) else {
            throw PageError.formOutdated
        }
    }

    private func setTextSize(_ request: Request) -> Response {
        let size = request.asked["size"].flatMap(TextSize.init(rawValue:))
        let back = request.asked["back"].flatMap(PagePath.init(returning:))
        var response = Answers.seeOther(back ?? .home)
        Answers.keep(size ?? .standard, in: &response)
        return response
    }
}

extension PagesNode {
    /// The page for signing in; its form carries the node's own token.
    func signInPage(
        _ model: SignInModel,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let token = signInToken.formToken(for: SignInRoutes.formName)
        return try await page("登录", request, context, status: status) { _ in
            model.content(token: token)
        }
    }
}
