package import Ambient
internal import Bookkeeping
internal import Catalogue
internal import Causality
package import Credentials
package import Enrolment
internal import Foundation
internal import Records
package import Store

/// A node on this machine: its folder, its keys and its store, opened for one process.
package struct Node: Sendable {
    /// Where the node lives.
    package let folder: NodeFolder
    /// Its private keys.
    package let secrets: NodeSecrets
    /// Its store.
    package let store: Store
    /// The device's clock.
    package let clock: WallClock
    /// The operating system's random source.
    package let random: RandomSource

    /// Making places and nodes known.
    package var enrolment: Enrolment {
        Enrolment(store: store, secrets: secrets, clock: clock, random: random)
    }

    /// Opens the node of a folder.
    ///
    /// Throws `StoreError.notInitialised` if there is none.
    package static func open(_ folder: NodeFolder) throws -> Node {
        guard folder.keyFile.exists else { throw StoreError.notInitialised }
        let node = try openStore(folder, try folder.keyFile.read())
        guard try node.store.read({ try $0.isFounded() }) else {
            throw StoreError.notInitialised
        }
        return node
    }

    /// Makes the folder, the keys and an empty store if they are not there yet.
    package static func prepare(_ folder: NodeFolder) throws -> Node {
        try folder.make()
        if !folder.keyFile.exists {
            try folder.keyFile.create(NodeSecrets(random: .system))
        }
        return try openStore(folder, try folder.keyFile.read())
    }

    private static func openStore(_ folder: NodeFolder, _ secrets: NodeSecrets) throws -> Node {
        let key = secrets.signing.nodeKey
        let random = RandomSource.system
        let clock = WallClock.system
        let store = try Store.open(
            path: folder.storePath,
            identity: NodeIdentity(
                node: key,
                sign: { secrets.signing.sign($0) },
                random: { random.bytes($0) },
                now: { clock.now.secondsSince1970 }
            ),
            shelf: DefinitionShelf(current: try ShippedCatalogue.registers()),
            positions: PositionKeeper(
                folder: NodeFolder.positionsFolder,
                name: String(Base32.encode(key.bytes).prefix(26))
            ),
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
        return Node(folder: folder, secrets: secrets, store: store, clock: clock, random: random)
    }
}

extension WallClock {
    /// The machine's clock.
    package static var system: WallClock {
        WallClock { Instant(secondsSince1970: Int64(Date().timeIntervalSince1970.rounded(.down))) }
    }
}

extension RandomSource {
    /// The operating system's random source, fit for keys.
    package static var system: RandomSource {
        RandomSource { count in
            var generator = SystemRandomNumberGenerator()
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count + 7)
            // Eight at a time: each call asks the kernel.
            while bytes.count < count {
                withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
            }
            return Array(bytes.prefix(count))
        }
    }
}
