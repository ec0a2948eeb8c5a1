internal import Hummingbird
internal import NIOCore

/// Answers of the pages, made in one place.
enum Answers {
    /// A page.
    static func page(_ markup: Markup, status: HTTPResponse.Status = .ok) -> Response {
        let bytes = MarkupWriter.document(markup)
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// To another page, which the browser then gets: after a form, so that a reload posts nothing.
    static func seeOther(_ path: PagePath) -> Response {
        Response(status: .seeOther, headers: [.location: path.text])
    }

    /// A file to keep.
    static func file(_ bytes: [UInt8], type: String, name: String) -> Response {
        let disposition =
            "attachment; filename=\"\(name.filter(\.isASCII))\"; filename*=UTF-8''"
            + PagePath.encoded(name)
        return Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: disposition],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// A file that the browser shows; its type was made out from its bytes.
    static func shown(_ bytes: [UInt8], type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: "inline"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// Keeps the size of text with the browser.
    static func keep(_ size: TextSize, in response: inout Response) {
        let aYear = 365 * 24 * 3_600
        setCookie(TextSize.cookieName, size.rawValue, lasting: aYear, in: &response)
    }

    /// Sets a cookie that scripts cannot read and other sites cannot use.
    static func setCookie(
        _ name: String,
        _ value: String,
        lasting seconds: Int? = nil,
        in response: inout Response
    ) {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict"
        if let seconds { text += "; Max-Age=\(seconds)" }
        response.headers.append(HTTPFields.Element(name: .setCookie, value: text))
    }
}
