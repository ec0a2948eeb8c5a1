internal import Ambient
internal import Credentials
internal import Store
internal import Synchronization

/// Who is signed in, in memory only: a restart of the node ends all sessions.
final class SessionShelf: Sendable {
    struct Session: Sendable {
        let account: String
        /// The password's hash at the time: a reset ends the session whatever the clock says.
        let passwordHash: String
        let startedAt: Int64
        var lastUsedAt: Int64
    }

    /// Nobody who fills in a form slowly may be thrown out, so a session lasts a working day of
    /// silence; a forgotten one ends over night.
    static let idleSecondsMax: Int64 = 12 * 3_600
    private static let lifeSecondsMax: Int64 = 7 * 24 * 3_600
    /// Protects the memory; the session unused for longest makes room.
    private static let countMax = 1_000

    private let clock: WallClock
    /// By the hash of the token, so that nothing that is kept opens a session.
    private let sessions = Mutex<[[UInt8]: Session]>([:])

    init(clock: WallClock) { self.clock = clock }

    /// Begins a session.
    func begin(_ token: SessionToken, account: UserAccount) {
        let now = clock.now.secondsSince1970
        sessions.withLock { sessions in
            sessions = sessions.filter { SessionShelf.isAlive($0.value, now: now) }
            if sessions.count >= SessionShelf.countMax,
                let oldest = sessions.min(by: { $0.value.lastUsedAt < $1.value.lastUsedAt })
            {
                sessions[oldest.key] = nil
            }
            sessions[token.storedHash] = Session(
                account: account.name,
                passwordHash: account.passwordHash,
                startedAt: now,
                lastUsedAt: now
            )
        }
    }

    /// The session of a token, if it is still alive; using it keeps it so.
    func session(of token: SessionToken) -> Session? {
        let now = clock.now.secondsSince1970
        return sessions.withLock { sessions in
            guard var session = sessions[token.storedHash] else { return nil }
            guard SessionShelf.isAlive(session, now: now) else {
                sessions[token.storedHash] = nil
                return nil
            }
            session.lastUsedAt = now
            sessions[token.storedHash] = session
            return session
        }
    }

    /// Ends a session.
    func end(_ token: SessionToken) {
        sessions.withLock { $0[token.storedHash] = nil }
    }

    /// A clock that was set back does not end sessions, one that was set forward may.
    private static func isAlive(_ session: Session, now: Int64) -> Bool {
        now - session.lastUsedAt <= idleSecondsMax && now - session.startedAt <= lifeSecondsMax
    }
}
