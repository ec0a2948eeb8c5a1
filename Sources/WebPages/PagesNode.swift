package import Ambient
internal import Bookkeeping
internal import Causality
internal import Credentials
internal import Enrolment
internal import Hummingbird
internal import Records
package import Store

/// What the pages stand on: one node's store, books, clock and accounts.
package struct PagesNode: Sendable {
    let store: Store
    let clock: WallClock
    let random: RandomSource
    let addresses: AddressRule
    let rankings: RankingSource
    let parent: ParentContact
    let metrics: MetricsSource?
    let letters: LetterBox
    let sessions: SessionShelf
    let signInLimit: SignInLimit
    let savedEntries: SavedEntries
    let drafts: DraftShelf
    /// Differs from node to node: browsers share cookies between all ports of one machine.
    let cookieName: String
    /// Stands for the session that a person who signs in has not got yet.
    let signInToken: SessionToken

    /// Gathers what the pages need.
    ///
    /// `random` is the system's source, save in tests. A host other than loopback opens the pages
    /// to the addresses in figures of the local network; the port is given where connections do not
    /// tell it. `metrics` are shown, without signing in, to whoever calls from this machine.
    /// `nodeName` is anything that is this node's alone, such as its key's text.
    package init(
        store: Store,
        clock: WallClock,
        random: RandomSource,
        listeningOn host: String = "127.0.0.1",
        port: Int? = nil,
        nodeName: String,
        rankings: RankingSource = .none,
        parent: ParentContact = .none,
        metrics: MetricsSource? = nil,
        letters: LetterBox = .none
    ) {
        self.store = store
        self.clock = clock
        self.random = random
        addresses = AddressRule(listeningOn: host, port: port)
        self.rankings = rankings
        self.parent = parent
        self.metrics = metrics
        self.letters = letters
        sessions = SessionShelf(clock: clock)
        signInLimit = SignInLimit(clock: clock)
        savedEntries = SavedEntries()
        drafts = DraftShelf(clock: clock)
        let plainName = nodeName.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(12)
        cookieName = "liandong-\(plainName)"
        signInToken = SessionToken(random: random)
    }

    /// The node's books.
    var books: Bookkeeping { Bookkeeping(store: store) }

    /// The accounts of the pages.
    var accounts: AccountDesk { AccountDesk(store: store, clock: clock, random: random) }

    /// The device's clock now, in seconds since 1970 UTC.
    var now: Int64 { clock.now.secondsSince1970 }

    /// Today in UTC+08:00.
    var today: CivilDate {
        CivilDateTime(secondsSince1970: now)?.date ?? .earliest
    }

    /// Reads the store in one transaction, away from the threads that answer requests.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (StoreSession) throws -> Value
    ) async throws -> Value {
        let store = store
        return try await BlockingCall.run { try store.read(body) }
    }

    /// Works with the books away from the threads that answer requests.
    func withBooks<Value: Sendable>(
        _ body: @escaping @Sendable (Bookkeeping) throws -> Value
    ) async throws -> Value {
        let books = books
        return try await BlockingCall.run { try body(books) }
    }

    /// What the head of a page says to a visitor.
    func caption(for visitor: Visitor? = nil) async throws -> NodeCaption {
        try await read { session in
            let place = try session.servedPlace()
            let mayRecord = session.definitions.contains { definition in
                visitor.map { Permission.records($0.role, definition, at: place?.level) } ?? false
            }
            return NodeCaption(
                placeName: place?.name,
                level: place?.level,
                conflictCount: try session.counts().conflicts,
                mayRecord: mayRecord,
                clockWarning: try session.clockWarning()
            )
        }
    }

    /// A page in its frame.
    func page(
        _ title: String,
        way: Way? = nil,
        _ request: Request,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok,
        formStep: String? = nil,
        @MarkupBuilder content: (NodeCaption) -> Markup
    ) async throws -> Response {
        let caption = try await caption(for: context.visitor)
        let frame = PageFrame(
            title: title,
            way: way,
            visitor: context.visitor,
            node: caption,
            textSize: context.textSize,
            path: request.method == .get
                ? PagePath(returning: request.uri.string) ?? .home : way?.path ?? .home,
            formStep: formStep
        )
        return Answers.page(frame.document { content(caption) }, status: status)
    }
}

extension PageContext {
    /// Who is signed in; throws `notSignedIn` where nobody is.
    func signedIn() throws -> Visitor {
        guard let visitor else { throw PageError.notSignedIn }
        return visitor
    }
}
