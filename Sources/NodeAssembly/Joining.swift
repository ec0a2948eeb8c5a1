internal import Causality
internal import Credentials
package import Enrolment
internal import Foundation
internal import Store
package import SyncClient

extension Node {
    /// Joins the parent at an address: keys are exchanged, the certificate is taken, and the first
    /// exchange is made.
    ///
    /// Makes the node if the folder is empty, takes over one that was only founded, and moves a
    /// joined one to another parent.
    package static func join(
        _ folder: NodeFolder,
        parentURL: String,
        code: String
    ) async throws -> (node: Node, admission: Admission, report: SyncReport) {
        let joining = try JoiningCode(text: code)
        var node = try Node.prepare(folder, for: .joining)
        if try node.isOnlyFounded() {
            try folder.removeStore()
            node = try Node.prepare(folder, for: .joining)
        }
        let admission = try await node.client.join(parentURL: parentURL, code: joining)
        // A new machine gets its events at once, and photos when it is their time.
        let report = try await node.client.sync(attachments: .within(.night))
        return (node, admission, report)
    }

    /// Gives a joined node the address of the parent that it has, and makes an exchange.
    ///
    /// If that fails, the old address stands.
    package func setParent(url: String) async throws -> SyncReport {
        let old = try client.setAddress(url)
        do {
            return try await client.sync(attachments: .within(.night))
        } catch {
            _ = try client.setAddress(old)
            throw error
        }
    }

    /// Whether the store is that of a root which has nothing but its own place and certificate.
    func isOnlyFounded() throws -> Bool {
        try store.read { session in
            guard try session.isFounded(), try session.rootKey() == secrets.signing.nodeKey else {
                return false
            }
            return try session.counts().records <= 2
        }
    }
}

extension NodeFolder {
    /// Removes a store that holds nothing of anybody's work.
    func removeStore() throws {
        for suffix in ["", "-wal", "-shm"] {
            let path = storePath + suffix
            if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }
}
