internal import Ambient
internal import Causality
internal import Credentials
internal import Enrolment
package import Exchange
internal import Foundation
internal import Store
internal import SyncClient
package import SyncEngine
internal import SyncWire

/// A bundle file that was not taken.
package struct BundleTrouble: Error, Equatable, Sendable {
    /// Its path.
    package let path: String
    /// Which part of its bundle it is; nil if that cannot be told.
    package let part: Int?
    /// Why.
    package let fault: BundleFault

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        "“\(path)”\(part.map { "（第 \($0) 份）" } ?? "")\(fault.sentence)"
    }
}

/// What `bundle import` took.
package struct ImportedBundles: Sendable {
    /// The files that were taken.
    package var fileCount = 0
    /// Events that were new.
    package var received = 0
    /// Attachments' contents that are whole here now and were not before.
    package var attachments = 0
    /// Whether the last bundle was taken to its end.
    package var isWhole = false
    /// The first part of the last bundle of which nobody can tell whether it was ever taken.
    package var unprovenPart: Int?
    /// What a person should learn of.
    package var notices: [SyncNotice] = []
}

extension Node {
    /// Takes bundle files, the parts of one bundle in their order however they are given.
    ///
    /// Each file is checked from its first byte to its last before anything of it is stored. Throws
    /// `BundleTrouble` for the first that is not taken, `FileTrouble`, or `SyncClientError` while
    /// another exchange is under way; what came before is durable.
    package func importBundles(_ paths: [String]) throws -> ImportedBundles {
        try client.exclusively {
            var imported = ImportedBundles()
            var taken: [[UInt8]: Set<Int>] = [:]
            for path in try inOrder(paths) {
                try take(path, offset: 0, into: &imported, &taken)
            }
            return imported
        }
    }

    /// The files by bundle and part.
    private func inOrder(_ paths: [String]) throws -> [String] {
        var bundles: [[UInt8]] = []
        let places = try paths.enumerated().map { index, path in
            let header = try explaining(path) {
                let file = try BundleSource(path, offset: 0)
                return try BundleFileReader(source: file.read).header
            }
            if !bundles.contains(header.bundle) { bundles.append(header.bundle) }
            return (bundles.firstIndex(of: header.bundle) ?? 0, header.part, index, path)
        }
        return places.sorted { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }.map(\.3)
    }

    func take(
        _ path: String,
        offset: Int,
        into imported: inout ImportedBundles,
        _ taken: inout [[UInt8]: Set<Int>]
    ) throws {
        let opened = try explaining(path) { try open(path, offset) }
        let header = opened.reader.header
        let earlier = taken[header.bundle] ?? []
        var intake = BundleIntake(
            store: store,
            sender: opened.sender,
            isPartHeld: { earlier.contains($0) },
            isSigned: { SignatureCheck.isValid(signature: $2, of: $1, by: $0) }
        )
        let summary = try explaining(path, part: header.part) {
            do {
                var first = opened.reader
                while let next = try first.next() { try intake.check(next.content) }
            } catch {
                try intake.leaveOff()
                throw error
            }
            var second = try open(path, offset).reader
            while let next = try second.next() { try intake.take(next.content) }
            return try intake.finish()
        }
        if opened.sender.isAbove { try store.write { try $0.noteContact() } }
        taken[header.bundle, default: []].insert(header.part)
        imported.fileCount += 1
        imported.received += summary.newEventCount
        imported.attachments += summary.attachmentCount
        imported.isWhole = summary.isLastPart
        imported.unprovenPart = summary.unprovenPart
        for notice in summary.notices where !imported.notices.contains(notice) {
            imported.notices.append(notice)
        }
    }

    /// Reads a file's header and opens its seal; nothing is believed before that.
    private func open(
        _ path: String,
        _ offset: Int
    ) throws -> (reader: BundleFileReader, sender: BundleSender) {
        let file = try BundleSource(path, offset: offset)
        var reader = try BundleFileReader(offset: offset, source: file.read)
        let sender = try store.read { session in
            let header = reader.header
            guard try header.place == session.ownPlace() else {
                let place = try session.place(header.place)
                throw BundleFault.otherPlace(
                    code: place?.code ?? header.code,
                    name: place?.name ?? header.name
                )
            }
            return try session.bundleSender(header) {
                SignatureCheck.isValid(signature: $0, of: $1, by: $2)
            }
        }
        try reader.unlock(as: store.node, by: secrets.agreement, from: sender.keys)
        return (reader, sender)
    }

    private func explaining<Value>(
        _ path: String,
        part: Int? = nil,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try FileTrouble.explaining(path, body)
        } catch let fault as BundleFault {
            throw BundleTrouble(path: path, part: part, fault: fault)
        }
    }
}

/// A bundle file being read from its beginning.
final class BundleSource {
    private let handle: FileHandle

    init(_ path: String, offset: Int) throws {
        handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        try handle.seek(toOffset: UInt64(offset))
    }

    deinit { try? handle.close() }

    /// The next bytes; fewer than asked for only at the end.
    func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count,
            let more = try handle.read(upToCount: count - bytes.count), !more.isEmpty
        {
            bytes += more
        }
        return bytes
    }
}
