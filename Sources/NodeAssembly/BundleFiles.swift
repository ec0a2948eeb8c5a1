internal import Ambient
internal import Causality
internal import Credentials
internal import Exchange
internal import Foundation
internal import SyncWire

/// The files of one bundle while they are written; they take their names together, when all are
/// whole.
final class BundleFiles {
    private let path: String
    private let isSplit: Bool
    private let prefix: [UInt8]
    private let receivers: [(node: NodeKey, key: AgreementKey)]
    private let sender: AgreementIdentity
    private let random: RandomSource
    private var header: BundleHeader
    private var handle: FileHandle?
    private var writer: BundleFileWriter?
    private(set) var paths: [String] = []
    private(set) var byteCount = 0

    /// `prefix` stands before the bundle in its only file.
    init(
        path: String,
        isSplit: Bool,
        prefix: [UInt8] = [],
        header: BundleHeader,
        receivers: [(node: NodeKey, key: AgreementKey)],
        sender: AgreementIdentity,
        random: RandomSource
    ) {
        self.path = path
        self.isSplit = isSplit
        self.prefix = prefix
        self.header = header
        self.receivers = receivers
        self.sender = sender
        self.random = random
    }

    func take(_ step: BundleExport.Step) throws -> Int {
        switch step {
        case .beginPart(let part): return try beginPart(part)
        case .message(let bytes):
            try writer?.write(bytes)
            return 0
        }
    }

    private func beginPart(_ part: Int) throws -> Int {
        try endPart()
        let name = isSplit ? "\(path).\(part)" : path
        try OutputFile.check(name)
        paths.append(name)
        let file = try FileHandle.making(name + ".part")
        handle = file
        if !prefix.isEmpty { try file.write(contentsOf: prefix) }
        header.part = part
        let made = try BundleFileWriter(header, to: receivers, from: sender, random: random) {
            try file.write(contentsOf: $0)
        }
        writer = made
        return prefix.count + made.headerByteCount
    }

    private func endPart() throws {
        guard let handle else { return }
        try writer?.end()
        try handle.synchronize()
        byteCount += Int(try handle.offset())
        try handle.close()
        (self.handle, writer) = (nil, nil)
    }

    /// Ends the last part, and gives the files their names.
    func finish() throws {
        try endPart()
        for name in paths where rename(name + ".part", name) != 0 {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    /// Removes what has no name yet.
    func discard() {
        for name in paths { unlink(name + ".part") }
    }
}
