internal import Causality
internal import Exchange
internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore
internal import SyncWire

/// The routes of the peers' port: `POST /v1/exchange`, `POST /v1/attachments`, `POST /v1/join`.
package struct PeerRoutes: Sendable {
    /// How long a body may take, in seconds: 256 KiB at 1 kB/s, or one that drips for ever.
    package static let bodySecondsMax: Int64 = 300

    private static let attachmentPath = "/v1/attachments"

    /// Bytes that are still read and dropped of a body that is too long, so that an honest sender
    /// comes to its end and reads the answer.
    static let overrunMax = 1 << 20

    private let node: PeerNode
    private let desk: ExchangeDesk

    /// Serves a node; one desk for all of its ports.
    package init(node: PeerNode, desk: ExchangeDesk = ExchangeDesk()) {
        self.node = node
        self.desk = desk
    }

    /// A router with these routes; everything else is not found.
    package var router: Router<PeerContext> {
        let router = Router(context: PeerContext.self)
        router.post("/v1/exchange") { request, context in
            await respond(to: request, context, byteCountMax: MessageSeal.requestByteCountMax) {
                body in try await desk.exchange(body, at: node)
            }
        }
        router.post(RouterPath(PeerRoutes.attachmentPath)) { request, context in
            await respond(
                to: request,
                context,
                byteCountMax: AttachmentLimits.messageByteCountMax + MessageSeal.requestOverhead
            ) { body in
                try await desk.perform { try node.attachments(body) }
            }
        }
        router.post("/v1/join") { request, context in
            await respond(to: request, context, byteCountMax: JoiningMessages.byteCountMax) {
                body in (try await desk.perform { try node.join(body) }, PeerNode.Report())
            }
        }
        return router
    }

    private func respond(
        to request: Request,
        _ context: PeerContext,
        byteCountMax: Int,
        _ work: @Sendable ([UInt8]) async throws -> PeerNode.Answered
    ) async -> Response {
        let path = request.uri.path
        let start = ContinuousClock.now
        do {
            let (body, answer) = try await take(
                request,
                context,
                byteCountMax: byteCountMax,
                work
            )
            log(
                path,
                context,
                received: body,
                answer.report,
                sent: answer.answer.count,
                milliseconds: (ContinuousClock.now - start) / .milliseconds(1)
            )
            return Response(
                status: .ok,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.answer))
            )
        } catch {
            return refuse(error, path, context)
        }
    }

    /// Reads the body within its bounds and does the work; gives the body's length and the answer.
    private func take(
        _ request: Request,
        _ context: PeerContext,
        byteCountMax: Int,
        _ work: @Sendable ([UInt8]) async throws -> PeerNode.Answered
    ) async throws -> (Int, PeerNode.Answered) {
        let stated = request.headers[.contentLength].flatMap { Int($0) }
        // Refused by what is stated before a byte is kept, and by what comes in any case.
        guard stated ?? 0 <= byteCountMax else { throw PeerRefusal.tooLarge }
        return try await desk.admit(byteCount: stated ?? byteCountMax) {
            let deadline = context.channel.eventLoop.scheduleTask(
                in: .seconds(PeerRoutes.bodySecondsMax)
            ) { [channel = context.channel] in channel.close(promise: nil) }
            defer { deadline.cancel() }
            var body: [UInt8] = []
            body.reserveCapacity(stated ?? 0)
            var byteCount = 0
            for try await piece in request.body {
                byteCount += piece.readableBytes
                if byteCount <= byteCountMax {
                    body.append(contentsOf: piece.readableBytesView)
                } else if byteCount > byteCountMax + PeerRoutes.overrunMax {
                    throw PeerRefusal.tooLarge
                }
            }
            guard byteCount <= byteCountMax else { throw PeerRefusal.tooLarge }
            return (body.count, try await work(body))
        }
    }

    private func refuse(
        _ error: any Error,
        _ path: String,
        _ context: PeerContext
    ) -> Response {
        let refusal = PeerRefusal(error)
        var metadata: Logger.Metadata = ["路径": "\(path)", "原因": "\(refusal.word)"]
        if refusal == .failed { metadata["错误"] = "\(error)" }
        if let stranger = error as? StrangeNode {
            metadata["下级"] = "\(Base32.encode(stranger.node.bytes).prefix(12))"
            metadata["地方"] = "\(stranger.placeCode)"
        }
        context.logger.log(
            level: refusal == .failed ? .error : .notice,
            "没有接待下级",
            metadata: metadata
        )
        return refusal == .tooLarge ? closing(refusal.response, context) : refusal.response
    }

    /// An answer after which the connection is closed at once.
    ///
    /// The server would else go on reading what comes; the one who sends it may never end.
    private func closing(_ response: Response, _ context: PeerContext) -> Response {
        let channel = context.channel
        let body = response.body
        var closing = response
        closing.headers[.connection] = "close"
        closing.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            channel.close(promise: nil)
        }
        return closing
    }

    private func log(
        _ path: String,
        _ context: PeerContext,
        received: Int,
        _ report: PeerNode.Report,
        sent: Int,
        milliseconds: Double
    ) {
        var details: Logger.Metadata = [
            "路径": "\(path)", "下级": "\(report.child.prefix(12))", "地方": "\(report.place)",
            "收到": "\(report.receivedEventCount)", "发送": "\(report.sentEventCount)",
            "拒收": "\(report.refusalCount)", "收到字节": "\(received)", "发送字节": "\(sent)",
            "毫秒": "\(Int(milliseconds.rounded()))",
        ]
        if !report.refusalReasons.isEmpty {
            details["拒收原因"] = "\(report.refusalReasons.joined(separator: "、"))"
        }
        if !report.notices.isEmpty { details["提示"] = "\(report.notices.joined())" }
        // A photo is hundreds of requests: one line for it, at its end.
        let isPart = path == PeerRoutes.attachmentPath
        if isPart { details["收齐附件"] = "\(report.wholeAttachmentCount)" }
        let isWorthALine = !isPart || report.wholeAttachmentCount + report.refusalCount > 0
        context.logger.log(
            level: isWorthALine ? .info : .debug,
            "接待了下级",
            metadata: details
        )
    }
}
