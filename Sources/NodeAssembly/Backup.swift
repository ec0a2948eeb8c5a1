internal import Ambient
package import Credentials
internal import Foundation
internal import Records
internal import Store

extension Node {
    /// Writes a backup of the whole node, keys and all, while others go on writing.
    ///
    /// Returns the code that opens it and its size in bytes.
    ///
    /// The file is there whole and durable, or not at all. Throws `BackupError` or `FileTrouble`.
    package func backUp(to path: String) throws -> (code: RecoveryCode, byteCount: Int) {
        try OutputFile.check(path)
        let code = try folder.recoveryCode(random: random)
        // Beside the store, so that no plain copy ever leaves the data folder.
        let snapshot = store.scratchPath(beside: folder.storePath)
        let partial = path + ".part"
        defer { for file in [snapshot, partial] { unlink(file) } }
        try store.copy(to: snapshot)
        return try FileTrouble.explaining(path) {
            let target = try FileHandle.making(partial)
            defer { try? target.close() }
            var writer = try BackupWriter(target, code, random: random)
            for file in [folder.keyFile.path, snapshot] {
                let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
                let byteCount = Int(try source.seekToEnd())
                try source.seek(toOffset: 0)
                try writer.add(source, byteCount: byteCount)
                try source.close()
            }
            try writer.finish()
            let byteCount = Int(try target.offset())
            guard rename(partial, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
            try noteCopy(path)
            return (code, byteCount)
        }
    }

    /// Copies that are remembered: a daily one of about a year.
    private static let copyCountMax = 400
    /// All of them together, in bytes, stay well within what a receipt can say.
    private static let copyByteCountMax = 32_768

    /// Remembers that a copy of what the node holds was made, a backup or a stick, so that receipts
    /// of erasures can name it.
    func noteCopy(_ path: String, as words: String = "") throws {
        let day = CivilDateTime(secondsSince1970: clock.now.secondsSince1970)?.date.text ?? ""
        let name = VisibleText.oneLine(URL(fileURLWithPath: path).lastPathComponent).prefix(60)
        try store.write { session in
            var lines = (try session.meta(.backups) ?? "").split(separator: "\n").map(String.init)
            lines.append("\(day) \(name)\(words)")
            lines = lines.suffix(Node.copyCountMax)
            while lines.reduce(0, { $0 + $1.utf8.count + 1 }) > Node.copyByteCountMax {
                lines.removeFirst()
            }
            try session.setMeta(.backups, lines.joined(separator: "\n"))
        }
    }

    /// Makes a node of a backup in a folder that has none; it goes on as a new incarnation.
    ///
    /// Without a code, the one that this machine keeps is tried. Throws `BackupError`,
    /// `FileTrouble` or `CredentialError`; then the folder has no node as before.
    package static func restore(
        _ folder: NodeFolder,
        from path: String,
        code: RecoveryCode?
    ) throws -> Node {
        guard !folder.keyFile.exists, !FileManager.default.fileExists(atPath: folder.storePath)
        else { throw BackupError.folderInUse(folder.path) }
        let codes = try code.map { [$0] } ?? NodeFolder.keptRecoveryCodes()
        guard !codes.isEmpty else { throw BackupError.codeMissing }
        try folder.make()
        try FileTrouble.explaining(path) { try folder.unpack(path, codes) }
        let node = try open(folder)
        try node.store.write { try $0.renewIncarnation() }
        // It was not finished when its own list was written.
        try node.noteCopy(path, as: "（从它恢复）")
        return node
    }
}

extension NodeFolder {
    /// The node's code, drawn the first time; kept in the folder and outside it, so that on this
    /// machine a backup opens even when the folder is lost.
    fileprivate func recoveryCode(random: RandomSource) throws -> RecoveryCode {
        if let text = try? String(contentsOfFile: recoveryCodePath, encoding: .utf8) {
            return try RecoveryCode(text: text)
        }
        let code = RecoveryCode(random: random)
        let outside = NodeFolder.positionsFolder + "/recovery-code-\(code.text.prefix(4))"
        for file in [recoveryCodePath, outside] {
            let handle = try? FileHandle.making(file)
            try? handle?.write(contentsOf: Array((code.text + "\n").utf8))
            try? handle?.close()
        }
        return code
    }

    fileprivate static func keptRecoveryCodes() throws -> [RecoveryCode] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: positionsFolder)) ?? []
        return names.filter { $0.hasPrefix("recovery-code-") }.sorted().compactMap { name in
            let text = try? String(contentsOfFile: positionsFolder + "/" + name, encoding: .utf8)
            return text.flatMap { try? RecoveryCode(text: $0) }
        }
    }

    /// Unpacks into new files; they take their names when the whole backup has opened.
    fileprivate func unpack(_ path: String, _ codes: [RecoveryCode]) throws {
        let files = [(keyFile.path, keyFile.path + ".part"), (storePath, storePath + ".part")]
        defer { for file in files { unlink(file.1) } }
        for (index, code) in codes.enumerated() {
            let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? source.close() }
            do {
                var reader = try BackupReader(source, path: path, code)
                for file in files {
                    let target = try FileHandle.making(file.1)
                    defer { try? target.close() }
                    try reader.copy(to: target)
                }
                try reader.finish()
                break
            } catch CredentialError.backupBroken where index + 1 < codes.count {
                continue
            }
        }
        // The store first: a folder with keys alone would be taken for a new node.
        for file in files.reversed() where rename(file.1, file.0) != 0 {
            throw CocoaError(.fileWriteUnknown)
        }
    }
}

extension FileHandle {
    /// A new file for its owner alone, in place of one of that name.
    static func making(_ path: String) throws -> FileHandle {
        unlink(path)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: attributes),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteNoPermission) }
        return handle
    }
}
