internal import Bookkeeping
internal import Credentials
internal import EvidenceGathering
internal import Hummingbird
internal import Logging
internal import Store

/// Turns whatever goes wrong into a page with one plain sentence; the one place that does so.
struct FailurePages: RouterMiddleware {
    typealias Context = PageContext

    let node: PagesNode

    func handle(
        _ request: Request,
        context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try await page(Failure(error, context.logger), request, context)
        }
    }

    /// Shows the failure; if even the place's name cannot be read, without it.
    private func page(
        _ failure: Failure,
        _ request: Request,
        _ context: PageContext
    ) async throws -> Response {
        let status = HTTPResponse.Status(code: failure.statusCode)
        // Who came by a foreign name learns nothing of the node.
        let isStranger = failure.error == .foreignHost
        do {
            guard !isStranger else { throw PageError.foreignHost }
            return try await node.page(failure.title, request, context, status: status) { _ in
                failure.content(isSignedIn: context.visitor != nil)
            }
        } catch {
            let frame = PageFrame(title: failure.title, node: NodeCaption(placeName: "联动"))
            return Answers.page(
                frame.document { failure.content(isSignedIn: false) },
                status: status
            )
        }
    }
}

/// What a page of failure says.
struct Failure: Sendable {
    let title: String
    let sentence: String
    let statusCode: Int
    let error: PageError?

    init(_ error: any Error, _ logger: Logger) {
        self.error = error as? PageError
        switch error {
        case let error as PageError:
            (title, sentence, statusCode) = (error.title, error.sentence, error.statusCode)
        case let error as BookkeepingError:
            title = "没有完成"
            sentence = PlainSentence.of(error)
            statusCode = error.isUnknown ? 404 : 422
        case let error as EvidenceError:
            (title, sentence, statusCode) = ("暂时算不出来", PlainSentence.of(error), 409)
        case let error as StoreError:
            (title, sentence, statusCode) = ("没有完成", error.sentence, error.statusCode)
        case let error as CredentialError:
            (title, sentence, statusCode) = ("没有完成", error.sentence, 400)
        case let error as any HTTPResponseError where error.status.code < 500:
            let page = PageError.unknownPage
            (title, sentence, statusCode) = (page.title, page.sentence, error.status.code)
        default:
            logger.error("页面没有做出来", metadata: ["错误": "\(error)"])
            title = "没有完成"
            sentence = "本机处理时出了错，没有保存；请重试一次，仍不行请把刚才的操作告诉信息技术人员。"
            statusCode = 500
        }
    }

    func content(isSignedIn: Bool) -> Markup {
        Tag.div(.class("card")) {
            Tag.h1 { title }
            Tag.p { sentence }
            Tag.div(.class("actions")) {
                if error == .foreignHost {
                } else if isSignedIn {
                    Pieces.button(.home, "回到首页")
                } else {
                    Pieces.button(PagePath(["login"]), "去登录")
                }
            }
        }
    }
}

extension StoreError {
    fileprivate var statusCode: Int {
        switch self {
        case .busy, .replaced: 503
        case .unknownRecord, .unknownRegister: 404
        case .noAuthority, .revoked, .erased, .forestalled: 403
        case .tooLarge: 413
        case .diskFull: 507
        case .damaged, .newerSchema, .notInitialised, .alreadyInitialised, .noDatabase,
            .unwritable, .diskFailed:
            500
        }
    }
}

extension BookkeepingError {
    fileprivate var isUnknown: Bool {
        switch self {
        case .unknownRecord, .unknownConflict: true
        default: false
        }
    }
}
