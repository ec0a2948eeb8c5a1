import Foundation
import Records
import Testing

@testable import WebPages

@Suite("In a real browser")
struct ChromiumTests {
    private static let program = ["chromium", "chromium-browser", "google-chrome"].lazy
        .flatMap { name in ["/usr/bin/", "/usr/local/bin/", "/snap/bin/"].map { $0 + name } }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(
        "a real browser shows a signed-in person's ledger",
        .enabled(if: program != nil, "没有找到 chromium，跳过真实浏览器的测试")
    )
    func ledger() async throws {
        let program = try #require(ChromiumTests.program)
        let pages = try PagesUnderTest()
        try pages.withMatter()
        _ = try pages.acceptedCase()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let cookie = browser.jar.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let dom = try await ServedPages(pages, cookie: cookie).during { port in
            try await ChromiumTests.document(program, "http://127.0.0.1:\(port)/ledger")
        }
        #expect(dom.contains("村级代办"))
        #expect(dom.contains("张*"))
        #expect(!dom.contains("张三丰"))
        #expect(dom.contains("data-label=\"状态\""))
    }

    private static func document(_ program: String, _ address: String) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await BlockingCall.run {
            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments = [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--user-data-dir=\(folder.path)", "--dump-dom", address,
            ]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
