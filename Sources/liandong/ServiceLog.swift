import Ambient
import Foundation
import Logging
import NodeAssembly
import Records

/// What a node that serves tells on standard error: its own lines, one an exchange, in Chinese.
///
/// The web server and the libraries beneath it speak English of what the command says in its own
/// sentence, so their lines are left out.
struct ServiceLog: LogHandler {
    /// The modules whose lines are ours.
    private static let ownModules: Set<String> = [
        "NodeAssembly", "PeerAPI", "SyncClient", "WebPages",
    ]

    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard ServiceLog.ownModules.contains(event.source) else { return }
        let seconds = WallClock.system.now.secondsSince1970
        let time = CivilDateTime(secondsSince1970: seconds)?.text ?? ""
        let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        let line = ([time, "\(event.message)"] + details).joined(separator: " ")
        Failure.complain(line.replacing("\n", with: " "))
    }
}
