internal import Credentials
internal import Hummingbird
internal import NIOCore
internal import Store

/// Finds out who looks: the session of the cookie, and the account as it stands now.
struct VisitorCheck: RouterMiddleware {
    typealias Context = PageContext

    let node: PagesNode

    func handle(
        _ request: Request,
        context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let size = request.cookies[TextSize.cookieName]?.value {
            context.textSize = TextSize(rawValue: size) ?? .standard
        }
        context.visitor = try await visitor(request)
        return try await next(request, context)
    }

    private func visitor(_ request: Request) async throws -> Visitor? {
        guard let cookie = request.cookies[node.cookieName]?.value,
            let token = SessionToken(text: cookie), let session = node.sessions.session(of: token)
        else { return nil }
        let account = try await node.read { try $0.account(named: session.account) }
        // A new password, or an account that is gone, ends what was begun before.
        guard let account, account.passwordHash == session.passwordHash else {
            node.sessions.end(token)
            return nil
        }
        return Visitor(account: account, token: token)
    }
}

/// Lets only those pass who are signed in, and forms only with their session's token.
struct SignedInCheck: RouterMiddleware {
    typealias Context = PageContext

    let node: PagesNode

    func handle(
        _ request: Request,
        context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        guard let visitor = context.visitor else {
            if request.method == .post { return try await keep(request, context) }
            let back = PagePath(returning: request.uri.string).flatMap { $0 == .home ? nil : $0 }
            return Answers.seeOther(PagePath(["login"], query: [("next", back?.text)]))
        }
        var context = context
        if request.method == .post {
            context.form = try await SentForm.read(from: request)
            let token = context.form[PostForm.tokenField] ?? ""
            guard visitor.token.accepts(formToken: token, for: request.uri.path) else {
                return try await offerAgain(request, context, visitor)
            }
        }
        return try await next(request, context)
    }

    /// A form after the end of its session: its contents go along through signing in.
    private func keep(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try await SentForm.read(from: request)
        guard let kept = KeptForm(form, sentTo: request.uri.path) else {
            throw PageError.notSignedIn
        }
        var model = try await node.signInModel(next: nil)
        model.kept = kept
        return try await node.signInPage(model, request, context, status: .unauthorized)
    }

    /// A form of an earlier session of somebody who is signed in again.
    ///
    /// Only from our own page (the origin was checked), and the person presses a button first.
    private func offerAgain(
        _ request: Request,
        _ context: PageContext,
        _ visitor: Visitor
    ) async throws -> Response {
        guard AddressCheck.isFromBrowser(request),
            let kept = KeptForm(context.form, sentTo: request.uri.path)
        else { throw PageError.formOutdated }
        return try await node.page("内容还在", request, context, status: .conflict) { _ in
            kept.content(for: visitor)
        }
    }
}

extension Request {
    /// What the address asks for after its question mark; nothing where that cannot be read.
    var asked: SentForm { SentForm(bytes: Array((uri.query ?? "").utf8)) ?? SentForm() }
}

extension PageContext {
    /// A named part of the address; throws `unknownPage` where it cannot be read.
    func part(_ name: String) throws -> String {
        guard let part = parameters.get(name).flatMap(SentForm.decoded(pathPart:)) else {
            throw PageError.unknownPage
        }
        return part
    }
}

extension SentForm {
    /// Reads a request's body within bounds.
    static func read(from request: Request) async throws -> SentForm {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
            throw PageError.formUnreadable
        }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= byteCountMax else { throw PageError.formTooLarge }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: byteCountMax)
        } catch is NIOTooManyBytesError {
            throw PageError.formTooLarge
        }
        guard let form = SentForm(bytes: Array(body.readableBytesView)) else {
            throw PageError.formUnreadable
        }
        return form
    }
}
