import Ambient
import Bookkeeping
import Catalogue
import Causality
import Credentials
import Enrolment
import Hummingbird
import Logging
import Records
import Store
import Synchronization

@testable import WebPages

/// A node of one place with its pages, in memory, its clock in the test's hand.
struct PagesUnderTest {
    let store: Store
    let node: PagesNode
    let clock: HandClock

    static let password = "合格的密码八个字"
    static let port = 8080
    /// Read once: the files do not change between tests.
    private static let registers = Result { try ShippedCatalogue.registers() }

    init(
        level: PlaceLevel = .village,
        name: String = "王家村",
        listeningOn host: String = "127.0.0.1",
        rankings: RankingSource = .none,
        letters: LetterBox = .none,
        seed: UInt64 = 7
    ) throws {
        let random = RandomSource.seeded(seed)
        let clock = HandClock()
        let secrets = NodeSecrets(random: random)
        store = try Store.inMemory(
            identity: NodeIdentity(
                node: secrets.signing.nodeKey,
                sign: { secrets.signing.sign($0) },
                random: { random.bytes($0) },
                now: { clock.now }
            ),
            shelf: DefinitionShelf(current: try PagesUnderTest.registers.get()),
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
        self.clock = clock
        let wallClock = WallClock { Instant(secondsSince1970: clock.now) }
        let code =
            switch level {
            case .province: "350000000000"
            case .city: "350100000000"
            case .county: "350102000000"
            case .township: "350102003000"
            case .village: "350102003001"
            }
        try Enrolment(store: store, secrets: secrets, clock: wallClock, random: random)
            .foundRoot(code: code, name: name, from: "2000-01-01")
        node = PagesNode(
            store: store,
            clock: wallClock,
            random: random,
            listeningOn: host,
            port: PagesUnderTest.port,
            nodeName: "test",
            rankings: rankings,
            metrics: MetricsSource { "liandong_events 1\n" },
            letters: letters
        )
    }

    var books: Bookkeeping { Bookkeeping(store: store) }

    /// A browser in which nobody is signed in.
    func browser() -> Browser { Browser(responder: WebPages.responder(for: node)) }

    /// A browser in which a person of that role is signed in; the account is made first.
    ///
    /// The password is hashed once for all tests: hashing is slow on purpose.
    func browser(as name: String, _ role: Role, staff: String? = nil) throws -> Browser {
        let account = UserAccount(
            name: name,
            role: role,
            staff: staff,
            passwordHash: try PagesUnderTest.hash.get(),
            changedAt: clock.now
        )
        _ = try store.write { try $0.add(account) }
        let token = SessionToken(random: node.random)
        node.sessions.begin(token, account: account)
        let browser = browser()
        browser.set(cookie: node.cookieName, token.text)
        return browser
    }

    private static let hash = Result {
        try PasswordHash(password: password, random: .seeded(1)).text
    }

    /// A matter with a promise of three working days, and the calendar of the year.
    func withMatter() throws {
        _ = try books.record("calendar", [.init("date", "2026-10-01"), .init("working", "false")])
        _ = try books.record(
            "matter",
            [
                .init("id", "M1"), .init("name", "老年优待证"), .init("kind", "承诺件"),
                .init("promisedDays", "3"),
            ]
        )
    }

    /// A window of a place, which complaints are about.
    func withWindow(in code: String) throws {
        _ = try books.record(
            "unit",
            [
                .init("id", "A1"), .init("name", "青石镇便民中心"), .init("kind", "single"),
                .init("region", code),
            ]
        )
    }

    /// A case that was taken in, its id.
    func acceptedCase(villager: String = "张三丰", phone: String = "13800001234") throws -> RecordID {
        try books.record(
            "village-agency",
            [
                .init("villager", villager), .init("phone", phone),
                .init("village", "350102003001"),
                .init("matter", "M1"), .init("acceptedAt", "2026-11-18T09:00"),
            ]
        ).id
    }
}

/// A clock that stands until the test moves it: 2026-11-21 10:00 in UTC+08:00.
final class HandClock: Sendable {
    private let seconds = Mutex<Int64>(1_795_226_400)

    var now: Int64 { seconds.withLock { $0 } }

    func advance(by more: Int64) { seconds.withLock { $0 += more } }
}
