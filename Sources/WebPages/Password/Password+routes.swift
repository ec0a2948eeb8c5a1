internal import Credentials
internal import Hummingbird
internal import Store

/// Changing one's own password.
struct PasswordRoutes: Sendable {
    let node: PagesNode

    func add(to group: RouterGroup<PageContext>) {
        group.get("password") { request, context in
            try await show(PasswordModel(), request, context)
        }
        group.post("password") { request, context in try await change(request, context) }
    }

    private func show(
        _ model: PasswordModel,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visitor = try context.signedIn()
        return try await node.page(
            "修改密码",
            request,
            context,
            status: status,
            formStep: "save"
        ) { _ in
            model.content(for: visitor)
        }
    }

    private func change(_ request: Request, _ context: PageContext) async throws -> Response {
        if let size = TextSize(step: context.form[PostForm.stepField]) {
            return try await context.resized(to: size) {
                try await show(PasswordModel(), request, $0)
            }
        }
        let visitor = try context.signedIn()
        if let fault = try await fault(of: context.form, visitor) {
            let model = PasswordModel(fault: fault)
            return try await show(model, request, context, status: .unprocessableContent)
        }
        // The account as it stands now, with its new password, goes on in a new session.
        guard let account = try await node.read({ try $0.account(named: visitor.account.name) })
        else { throw PageError.notSignedIn }
        node.sessions.end(visitor.token)
        let token = SessionToken(random: node.random)
        node.sessions.begin(token, account: account)
        var response = Answers.seeOther(PagePath([], query: [("password", "changed")]))
        Answers.setCookie(node.cookieName, token.text, in: &response)
        return response
    }

    /// Sets the password; what keeps it from being set, in a sentence.
    ///
    /// Whoever finds a session open guesses the present password no faster than at the sign-in.
    private func fault(of form: SentForm, _ visitor: Visitor) async throws -> String? {
        let name = visitor.account.name
        let (now, new) = (form["now"] ?? "", form["new"] ?? "")
        let seconds = node.signInLimit.secondsToWait(name)
        guard seconds == 0 else { return "输错的次数太多，请等 \(seconds) 秒后再试。" }
        guard new == form["again"] else { return "两遍新的密码不一样，请重新输入。" }
        guard try await node.account(name: name, password: now) != nil else {
            node.signInLimit.noteFailure(name)
            return "现在的密码不对，请重新输入。"
        }
        node.signInLimit.noteSuccess(name)
        let accounts = node.accounts
        do {
            try await PasswordQueue.run { try accounts.reset(name: name, password: new) }
            return nil
        } catch let error as CredentialError {
            return error.sentence
        }
    }
}
