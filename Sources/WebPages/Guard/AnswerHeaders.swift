internal import Hummingbird

/// Puts on every answer what keeps browsers from doing more with it than show it.
struct AnswerHeaders: RouterMiddleware {
    typealias Context = PageContext

    /// Nothing may be loaded or run but our stylesheet; forms go nowhere else; nobody frames us.
    static let policy = """
        default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
        frame-ancestors 'none'; base-uri 'none'
        """

    func handle(
        _ request: Request,
        context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = AnswerHeaders.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        // `no-referrer` would make browsers send `Origin: null` with our own forms.
        response.headers[AnswerHeaders.referrerPolicy] = "same-origin"
        response.headers[AnswerHeaders.openerPolicy] = "same-origin"
        response.headers[AnswerHeaders.resourcePolicy] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static let referrerPolicy = name("Referrer-Policy")
    private static let openerPolicy = name("Cross-Origin-Opener-Policy")
    private static let resourcePolicy = name("Cross-Origin-Resource-Policy")

    private static func name(_ text: String) -> HTTPFields.Element.Name {
        guard let name = HTTPFields.Element.Name(text) else {
            preconditionFailure("\(text) is a field name")
        }
        return name
    }
}
