import Bookkeeping
import Causality
import Records
import Synchronization
import Testing

@testable import WebPages

@Suite("Letters that only the root can open")
struct LetterTests {
    /// What was sealed, in place of a node's keys.
    private final class Sealed: Sendable {
        let letters = Mutex<[(register: String, fields: [RecordValidation.Given])]>([])

        func box(
            to receiver: LetterBox.Receiver,
            holding held: [SealedLetter] = []
        ) -> LetterBox {
            LetterBox(
                receiver: { receiver },
                letters: { held },
                letter: { id in held.first { $0.id == id } },
                check: { _, fields, _ in
                    if fields.contains(where: { $0.text.utf8.count > 9_000 }) {
                        throw SealedLetterError.tooLong
                    }
                    return []
                },
                seal: { register, fields, _ in
                    try self.letters.withLock { letters in
                        letters.append((register, fields))
                        return try LetterTests.id(UInt8(letters.count))
                    }
                }
            )
        }
    }

    private static func id(_ number: UInt8) throws -> RecordID {
        .derived(try #require(StreamID(bytes: [UInt8](repeating: number, count: 16))))
    }

    private let typed = [
        ("window", "A1"), ("received", "2026-11-18"), ("about", "镇里<压件>"), ("category", "推诿拖延"),
    ]

    private static let county = LetterBox.Receiver.place(name: "清江县")

    private func letter(
        _ number: UInt8,
        _ contents: SealedLetter.Contents? = nil
    ) throws -> SealedLetter {
        SealedLetter(
            id: try LetterTests.id(number),
            from: "河口村",
            author: nil,
            computerCount: 1,
            to: "清江县",
            isToHere: true,
            isConfirmed: false,
            writtenAt: 1_795_226_400,
            contents: contents
                ?? .open(
                    register: "complaint",
                    fields: [
                        .init("about", "镇里<压件>"), .init("phone", "13800001234"),
                        .init("received", "2026-11-18"), .init("window", "A1"),
                    ]
                ),
            record: nil
        )
    }

    @Test("what is sealed is checked like a record, goes out once and never becomes one here")
    func sealing() async throws {
        let sealed = Sealed()
        let pages = try PagesUnderTest(letters: sealed.box(to: LetterTests.county))
        try pages.withWindow(in: "350102003001")
        let browser = try pages.browser(as: "王桂芬", .agent)
        #expect(try await browser.get("/").text.contains("写给清江县的密件"))
        let list = try await browser.get("/letters")
        #expect(list.text.contains("清江县") && list.text.contains("/seal/complaint"))
        // What the register's definition does not offer would lie there unread.
        #expect(!list.text.contains("/seal/village-agency"))
        #expect(try await browser.get("/seal/village-agency").status == 404)
        let form = try await browser.get("/seal/complaint")
        #expect(form.text.contains("只有清江县打得开") && !form.text.contains("怎样登记的"))
        #expect(!form.text.contains("原投诉") && !form.text.contains("调查人"))
        let check = "/seal/complaint/check"
        let faulty = try await browser.submit(form, to: check, [])
        #expect(faulty.status == 422 && faulty.text.contains("只有清江县打得开"))
        let long =
            typed.filter { $0.0 != "about" } + [("about", String(repeating: "长", count: 4_000))]
        let refused = try await browser.submit(form, to: check, long)
        #expect(refused.status == 422 && refused.text.contains("分成几件写"))
        let page = try await browser.submit(faulty, to: check, typed)
        #expect(page.status == 200 && page.text.contains("没有错，封好"))
        #expect(page.text.contains("青石镇便民中心"))
        let save = "/seal/complaint/save"
        let edited = try await browser.submit(page, to: save, [("form-step", "edit")])
        #expect(edited.text.contains("只有清江县打得开"))
        var places: Set<String> = []
        for _ in 0..<2 {
            let saved = try await browser.submit(page, to: save, [("form-step", "save")])
            #expect(saved.status == 303)
            places.insert(saved.location ?? "")
        }
        #expect(places.count == 1 && places.first?.hasPrefix("/letters?sealed=") ?? false)
        // Nobody can change the first: other words are another letter, and that is said.
        let other = [("form-step", "save"), ("about", "又压件")]
        let changed = try await browser.submit(page, to: save, other)
        #expect(changed.status == 409 && changed.text.contains("这次改的没有封"))
        #expect(sealed.letters.withLock { $0.count } == 1)
        let again = try await browser.submit(changed, to: check, [])
        let second = try await browser.submit(again, to: save, [("form-step", "save")])
        #expect(second.status == 303)
        let sent = sealed.letters.withLock { $0 }
        #expect(sent.map(\.register) == ["complaint", "complaint"])
        #expect(sent.first?.fields.contains(.init("about", "镇里<压件>")) ?? false)
        #expect(sent.last?.fields.contains(.init("about", "又压件")) ?? false)
        #expect(try pages.books.list("complaint").isEmpty)
    }

    @Test("a letter that was left is offered in a letter's form and in no other")
    func drafts() async throws {
        let pages = try PagesUnderTest(letters: Sealed().box(to: LetterTests.county))
        try pages.withWindow(in: "350102003001")
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get("/seal/complaint")
        _ = try await browser.submit(form, to: "/seal/complaint/check", typed)
        let ordinary = try await browser.get("/entry/complaint")
        #expect(!ordinary.text.contains("压件") && ordinary.text.contains("写成密件"))
        let again = try await browser.get("/seal/complaint")
        #expect(again.text.contains("上次填的还没有保存") && again.text.contains("压件"))
        let check = "/seal/complaint/check"
        let taken = try await browser.submit(again, to: check, [("form-step", "edit")])
        #expect(taken.text.contains("只有清江县打得开"))
        let left = try await browser.submit(again, to: check, [("form-step", "discard")])
        #expect(left.location == "/seal/complaint")
        #expect(try await !browser.get("/seal/complaint").text.contains("压件"))
    }

    @Test("where letters cannot be sealed, none is written, and the page says why")
    func noReceiver() async throws {
        for (receiver, word) in [(LetterBox.Receiver.here, "各地写给本级"), (.unknown, "同步一次以后")] {
            let pages = try PagesUnderTest(letters: Sealed().box(to: receiver))
            let browser = try pages.browser(as: "王桂芬", .agent)
            let list = try await browser.get("/letters")
            #expect(list.text.contains(word) && !list.text.contains("/seal/"))
            #expect(try await browser.get("/seal/complaint").status == 404)
        }
    }

    @Test("a letter is opened by whoever handles what it is about, and becomes one record")
    func opening() async throws {
        let held = [try letter(1), try letter(2, .closed), try letter(3, .erased)]
        let names = held.map(\.id.text)
        let pages = try PagesUnderTest(
            level: .county,
            letters: Sealed().box(to: .here, holding: held)
        )
        try pages.withWindow(in: "350102000000")
        let browser = try pages.browser(as: "陈", .inspector)
        let list = try await browser.get("/letters")
        #expect(list.text.contains("/letters/\(names[0])") && list.text.contains("已按规定删除"))
        #expect(list.text.contains("加入以前写的") && !list.text.contains("/letters/\(names[1])"))
        let opened = try await browser.get("/letters/\(names[0])")
        #expect(opened.text.contains("镇里&lt;压件&gt;") && opened.text.contains("青石镇便民中心（A1）"))
        for name in names[1...] {
            let answer = try await browser.get("/letters/\(name)")
            #expect(answer.status == 404 && answer.text.contains("密件打不开"))
        }
        var places: Set<String> = []
        for _ in 0..<2 {
            let path = "/letters/\(names[0])/record"
            let answer = try await browser.submit(opened, to: path, [])
            #expect(answer.status == 303)
            places.insert(answer.location ?? "")
        }
        let row = try #require(try pages.books.list("complaint").first)
        #expect(places == ["/record/complaint/\(row.id.text)?saved=1"])
        #expect(try pages.books.list("complaint").count == 1)
    }

    @Test("who does not handle what a letter is about does not read it")
    func permission() async throws {
        let held = try letter(1)
        let box = Sealed().box(to: .here, holding: [held])
        let pages = try PagesUnderTest(level: .county, letters: box)
        for (name, role) in [("网管", Role.itOfficer), ("窗口", .windowStaff)] {
            let browser = try pages.browser(as: name, role)
            let list = try await browser.get("/letters")
            #expect(list.text.contains("由管这件事的同事打开"))
            let answer = try await browser.get("/letters/\(held.id.text)")
            #expect(answer.status == 403 && !answer.text.contains("13800001234"))
        }
    }
}
