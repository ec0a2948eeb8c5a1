package import Hummingbird
internal import NIOCore

/// The node's pages: server-rendered, without script, for the people of one place.
package enum WebPages {
    /// Everything that answers requests of browsers; hand it to Hummingbird's `Application`.
    ///
    /// It keeps sessions in memory, so one responder serves one listener for its whole life.
    package static func responder(for node: PagesNode) -> some HTTPResponder<PageContext> {
        let router = Router(context: PageContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: AnswerHeaders())
        // The outer failures catch what happens before it is known who looks.
        router.add(middleware: FailurePages(node: node))
        router.add(middleware: AddressCheck(rule: node.addresses))
        router.add(middleware: VisitorCheck(node: node))
        router.add(middleware: FailurePages(node: node))
        router.get("assets/:name") { _, context in try stylesheet(context) }
        if let metrics = node.metrics {
            router.get("metrics") { request, context in
                // Whatever the pages are bound to: figures are for programs on this machine, and a
                // proxy that stands here asks for somebody else.
                guard context.isLocal, !MetricsAnswer.isForwarded(request) else {
                    throw PageError.unknownPage
                }
                return try await MetricsAnswer.response(metrics)
            }
        }
        let signIn = SignInRoutes(node: node)
        signIn.add(to: router)
        let inside = router.group().add(middleware: SignedInCheck(node: node))
        signIn.addSignOut(to: inside)
        PasswordRoutes(node: node).add(to: inside)
        HomeRoutes(node: node).add(to: inside)
        WaitingRoutes(node: node).add(to: inside)
        LedgerRoutes(node: node).add(to: inside)
        EntryRoutes(node: node).add(to: inside)
        ReceiptRoutes(node: node).add(to: inside)
        RecordRoutes(node: node).add(to: inside)
        ChangeRoutes(node: node).add(to: inside)
        ConflictRoutes(node: node).add(to: inside)
        ClockRoutes(node: node).add(to: inside)
        RankingRoutes(node: node).add(to: inside)
        LetterRoutes(node: node).add(to: inside)
        EntryRoutes(node: node, sealsLetters: true).add(to: inside)
        return router.buildResponder()
    }

    private static func stylesheet(_ context: PageContext) throws -> Response {
        guard context.parameters.get("name") == Stylesheet.fileName else {
            throw PageError.unknownPage
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/css; charset=utf-8",
                .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: Stylesheet.text))
        )
    }
}
