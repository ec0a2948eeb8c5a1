import Bookkeeping
import Causality
import Enrolment
import Records
import Store
import Synchronization
import Testing

@testable import WebPages

@Suite("Letters that only the root can open")
struct LetterTests {
    /// What was sealed, in place of a node's keys.
    private final class Sealed: Sendable {
        let letters = Mutex<[(register: String, fields: [RecordValidation.Given])]>([])
        private let record: RecordID

        init() throws {
            let name = try #require(StreamID(bytes: [UInt8](repeating: 7, count: 16)))
            record = .derived(name)
        }

        func box(to receiver: Place?, holding held: [LetterBox.Letter] = []) -> LetterBox {
            LetterBox(
                receiver: { receiver },
                letters: { held },
                seal: { register, fields, _ in
                    self.letters.withLock { $0.append((register, fields)) }
                    return self.record
                }
            )
        }
    }

    private let typed = [
        ("window", "A1"), ("received", "2026-11-18"), ("about", "镇里<压件>"), ("category", "推诿拖延"),
    ]

    private func letter(_ id: String, register: String? = "complaint") -> LetterBox.Letter {
        let fields: [RecordValidation.Given] = [
            .init("window", "A1"), .init("received", "2026-11-18"), .init("about", "镇里<压件>"),
            .init("phone", "13800001234"),
        ]
        return LetterBox.Letter(
            id: id,
            from: "河口村",
            to: "清江县",
            writtenAt: 1_795_226_400,
            register: register,
            fields: register == nil ? [] : fields
        )
    }

    private func withWindow(_ pages: PagesUnderTest, in code: String) throws {
        _ = try pages.books.record(
            "unit",
            [
                .init("id", "A1"), .init("name", "青石镇便民中心"), .init("kind", "single"),
                .init("region", code),
            ]
        )
    }

    @Test("what is sealed is checked like a record, goes out once and never becomes one here")
    func sealing() async throws {
        let sealed = try Sealed()
        let county = try PagesUnderTest(level: .county, name: "清江县")
        let root = try county.store.read { try $0.servedPlace() }
        let pages = try PagesUnderTest(letters: sealed.box(to: root))
        try withWindow(pages, in: "350102003001")
        let browser = try pages.browser(as: "王桂芬", .agent)
        let list = try await browser.get("/letters")
        #expect(list.text.contains("清江县") && list.text.contains("/entry/complaint?sealed=1"))
        // What the county does not handle would lie there unread.
        #expect(!list.text.contains("/entry/village-agency?sealed=1"))
        #expect(try await browser.get("/entry/village-agency?sealed=1").status == 404)
        let form = try await browser.get("/entry/complaint?sealed=1")
        #expect(form.text.contains("只有清江县打得开") && !form.text.contains("怎样登记的"))
        let faulty = try await browser.submit(form, to: "/entry/complaint/check", [])
        #expect(faulty.status == 422 && faulty.text.contains("只有清江县打得开"))
        let check = try await browser.submit(faulty, to: "/entry/complaint/check", typed)
        #expect(check.status == 200 && check.text.contains("没有错，封好"))
        let path = "/entry/complaint/save"
        let edited = try await browser.submit(check, to: path, [("form-step", "edit")])
        #expect(edited.text.contains("只有清江县打得开"))
        for _ in 0..<2 {
            let saved = try await browser.submit(check, to: path, [("form-step", "save")])
            #expect(saved.status == 303 && saved.location == "/letters?sent=1")
        }
        let sent = sealed.letters.withLock { $0 }
        #expect(sent.count == 1 && sent.first?.register == "complaint")
        #expect(sent.first?.fields.contains(.init("about", "镇里<压件>")) ?? false)
        #expect(try pages.books.list("complaint").isEmpty)
    }

    @Test("where letters cannot be sealed, a form for one is not taken for a record")
    func noReceiver() async throws {
        let pages = try PagesUnderTest()
        try withWindow(pages, in: "350102003001")
        let browser = try pages.browser(as: "王桂芬", .agent)
        #expect(try await browser.get("/entry/complaint?sealed=1").status == 404)
        let form = try await browser.get("/entry/complaint")
        let more = typed + [("form-sealed", "1")]
        let answer = try await browser.submit(form, to: "/entry/complaint/check", more)
        #expect(answer.status == 404)
        #expect(try pages.books.list("complaint").isEmpty)
    }

    @Test("a letter is opened by whoever may record what it says, and becomes one record")
    func opening() async throws {
        let held = [letter("first"), letter("closed", register: nil)]
        let pages = try PagesUnderTest(
            level: .county,
            letters: try Sealed().box(to: nil, holding: held)
        )
        try withWindow(pages, in: "350102000000")
        let browser = try pages.browser(as: "陈", .inspector)
        let list = try await browser.get("/letters")
        #expect(list.text.contains("/letters/first") && list.text.contains("本机打不开"))
        #expect(!list.text.contains("/letters/closed") && !list.text.contains("写一件密件"))
        let opened = try await browser.get("/letters/first")
        #expect(opened.text.contains("镇里&lt;压件&gt;") && opened.text.contains("河口村"))
        #expect(try await browser.get("/letters/closed").status == 404)
        var places: Set<String> = []
        for _ in 0..<2 {
            let answer = try await browser.submit(opened, to: "/letters/first/record", [])
            #expect(answer.status == 303)
            places.insert(answer.location ?? "")
        }
        let row = try #require(try pages.books.list("complaint").first)
        #expect(places == ["/record/complaint/\(row.id.text)?saved=1"])
        #expect(try pages.books.list("complaint").count == 1)
    }

    @Test("who may not record what a letter says does not read it")
    func permission() async throws {
        let box = try Sealed().box(to: nil, holding: [letter("first")])
        let pages = try PagesUnderTest(level: .county, letters: box)
        let browser = try pages.browser(as: "外人", .itOfficer)
        let answer = try await browser.get("/letters/first")
        #expect(answer.status == 403 && !answer.text.contains("13800001234"))
    }
}
