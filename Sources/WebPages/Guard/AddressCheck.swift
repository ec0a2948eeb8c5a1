internal import Hummingbird

/// Refuses requests that name another host than this node, and forms that come from elsewhere.
struct AddressCheck: RouterMiddleware {
    typealias Context = PageContext

    let rule: AddressRule

    func handle(
        _ request: Request,
        context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let host = request.head.authority
        guard rule.accepts(host: host, localPort: context.localPort) else {
            throw PageError.foreignHost
        }
        switch request.method {
        case .get, .head: break
        case .post: try checkOrigin(of: request, host: host)
        default: throw PageError.unknownPage
        }
        return try await next(request, context)
    }

    /// Whatever a browser says of where the form was must be us.
    ///
    /// A program that says nothing is no browser, which always says it; what stops it is the
    /// session's form token.
    private func checkOrigin(of request: Request, host: String?) throws {
        if let site = request.headers[AddressCheck.fetchSite], site != "same-origin" {
            throw PageError.foreignOrigin
        }
        if let origin = request.headers[.origin] {
            guard rule.accepts(origin: origin, host: host) else { throw PageError.foreignOrigin }
        } else if let referer = request.headers[.referer] {
            let parts = referer.split(
                separator: "/",
                maxSplits: 3,
                omittingEmptySubsequences: false
            )
            let origin = parts.prefix(3).joined(separator: "/")
            guard rule.accepts(origin: origin, host: host) else { throw PageError.foreignOrigin }
        }
    }

    /// Whether anything in the request shows that it comes from a browser.
    static func isFromBrowser(_ request: Request) -> Bool {
        request.headers[.origin] != nil || request.headers[.referer] != nil
            || request.headers[fetchSite] != nil
    }

    private static let fetchSite: HTTPFields.Element.Name = {
        guard let name = HTTPFields.Element.Name("Sec-Fetch-Site") else {
            preconditionFailure("Sec-Fetch-Site is a field name")
        }
        return name
    }()
}
