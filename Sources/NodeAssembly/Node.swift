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

    /// Opens the node of a folder; makes nothing.
    ///
    /// Throws `StoreError.notInitialised` if there is none, or `NodeError` if a part of it is
    /// missing. With `readsWhenFull` it can be read for a moment on a disk without room.
    package static func open(_ folder: NodeFolder, readsWhenFull: Bool = false) throws -> Node {
        switch folder.contents {
        case .nothing:
            // What may not be looked into is not empty.
            if folder.isClosed { throw NodeError.folderUnusable(folder.path) }
            throw StoreError.notInitialised
        case .storeOnly: throw NodeError.keysMissing(folder: folder.path)
        case .keysOnly: throw NodeError.storeMissing(folder: folder.path)
        case .whole: break
        }
        let registers = try ShippedCatalogue.registers()
        let node = try openStore(
            folder,
            try folder.keyFile.read(),
            registers,
            readsWhenFull: readsWhenFull
        )
        guard try node.store.read({ try $0.isFounded() }) else {
            if folder.awaitsAnswer { throw NodeError.answerAwaited }
            throw node.hasWorkedBefore
                ? NodeError.storeMissing(folder: folder.path) : StoreError.notInitialised
        }
        return node
    }

    /// What a node is made for.
    package enum Purpose: Sendable {
        /// To be the first of a tree.
        case founding
        /// To join a tree; a store that was lost comes back from the parent.
        case joining
    }

    /// Makes the folder, the keys and an empty store if they are not there yet.
    ///
    /// Throws `NodeError` where a part of a node is missing that must not be made anew: keys to a
    /// store never, a store to keys only for joining, or a node's old keys would be another root's.
    package static func prepare(_ folder: NodeFolder, for purpose: Purpose) throws -> Node {
        if purpose == .founding, folder.awaitsAnswer { throw NodeError.answerAwaited }
        switch (folder.contents, purpose) {
        case (.storeOnly, _): throw NodeError.keysMissing(folder: folder.path)
        case (.keysOnly, .founding): throw NodeError.storeMissing(folder: folder.path)
        default: break
        }
        // Before anything is made: without them there would be keys without a store.
        let registers = try ShippedCatalogue.registers()
        try folder.make()
        if !folder.keyFile.exists {
            try folder.keyFile.create(NodeSecrets(random: .system))
        }
        let node = try openStore(folder, try folder.keyFile.read(), registers)
        let isFounded = try node.store.read { try $0.isFounded() }
        if purpose == .founding, !isFounded, node.hasWorkedBefore {
            throw NodeError.storeMissing(folder: folder.path)
        }
        return node
    }

    /// Whether a store of these keys noted a position on this machine.
    private var hasWorkedBefore: Bool {
        let names = try? FileManager.default.contentsOfDirectory(atPath: NodeFolder.positionsFolder)
        let prefix = Node.positionName(of: secrets.signing.nodeKey) + "-"
        return names?.contains { $0.hasPrefix(prefix) } ?? false
    }

    private static func positionName(of key: NodeKey) -> String {
        String(Base32.encode(key.bytes).prefix(26))
    }

    private static func openStore(
        _ folder: NodeFolder,
        _ secrets: NodeSecrets,
        _ registers: [RegisterDefinition],
        readsWhenFull: Bool = false
    ) throws -> Node {
        let key = secrets.signing.nodeKey
        let positions = PositionKeeper(
            folder: NodeFolder.positionsFolder,
            name: positionName(of: key),
            onFailure: { folder.warnOfState() }
        )
        if positions == nil { folder.warnOfState() }
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
            shelf: DefinitionShelf(current: registers),
            positions: positions,
            readsWhenFull: readsWhenFull,
            onRenewal: { folder.warnOfRenewal() },
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
