internal import Ambient
internal import Compression
internal import Credentials
internal import Foundation

/// Why a backup cannot be written or read.
package enum BackupError: Error, Equatable, Sendable {
    /// The file is no backup of this program, or of a newer form.
    case notABackup(String)
    /// There is a node in the folder already.
    case folderInUse(String)
    /// The code is neither given nor kept on this machine.
    case codeMissing

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .notABackup(let path): "“\(path)”不是联动的备份文件，或是更新的版本做的；请核对文件，或先升级程序。"
        case .folderInUse(let path): "“\(path)”里已有节点，没有覆盖；请用 --data 指定一个空文件夹。"
        case .codeMissing: "这台电脑没有这份备份的恢复码，请用 --code 写上做备份时给出的恢复码。"
        }
    }
}

/// The bytes of a backup: a heading, a salt, then sealed pieces, each a length of four bytes and
/// what is compressed and sealed.
///
/// Inside, one after the other, are the files: a length of eight bytes and the bytes.
enum BackupFile {
    static let heading = Array("liandong backup 1\n".utf8)
    static let pieceByteCount = 1 << 20
    /// A piece that does not compress grows a little.
    static let sealedByteCountMax = pieceByteCount + 65_536
}

/// Writes a backup piece by piece.
struct BackupWriter {
    private let file: FileHandle
    private let seal: BackupSeal
    private var number: UInt64 = 0
    private var waiting: [UInt8] = []

    init(_ file: FileHandle, _ code: RecoveryCode, random: RandomSource) throws {
        self.file = file
        let salt = random.bytes(BackupSeal.saltByteCount)
        seal = BackupSeal(code, salt: salt)
        try file.write(contentsOf: BackupFile.heading + salt)
    }

    mutating func add(_ source: FileHandle, byteCount: Int) throws {
        waiting += (0..<8).map { UInt8(truncatingIfNeeded: byteCount >> (56 - 8 * $0)) }
        var left = byteCount
        while left > 0,
            let bytes = try source.read(upToCount: min(left, BackupFile.pieceByteCount)),
            !bytes.isEmpty
        {
            left -= bytes.count
            waiting += bytes
            while waiting.count > BackupFile.pieceByteCount { try writePiece(isLast: false) }
        }
        guard left == 0 else { throw CocoaError(.fileReadCorruptFile) }
    }

    mutating func finish() throws {
        while waiting.count > BackupFile.pieceByteCount { try writePiece(isLast: false) }
        try writePiece(isLast: true)
        try file.synchronize()
    }

    private mutating func writePiece(isLast: Bool) throws {
        let piece = Array(waiting.prefix(BackupFile.pieceByteCount))
        waiting.removeFirst(piece.count)
        let sealed = seal.seal(Zstandard.compress(piece), number: number, isLast: isLast)
        number += 1
        let length = (0..<4).map { UInt8(truncatingIfNeeded: sealed.count >> (24 - 8 * $0)) }
        try file.write(contentsOf: length + sealed)
    }
}

/// Reads what `BackupWriter` wrote; nothing of a piece is used before it has opened.
struct BackupReader {
    private let file: FileHandle
    private let seal: BackupSeal
    private var number: UInt64 = 0
    private var ready: [UInt8] = []
    private var next: [UInt8]?

    init(_ file: FileHandle, path: String, _ code: RecoveryCode) throws {
        self.file = file
        let head = try file.read(upToCount: BackupFile.heading.count) ?? Foundation.Data()
        guard Array(head) == BackupFile.heading,
            let salt = try file.read(upToCount: BackupSeal.saltByteCount),
            salt.count == BackupSeal.saltByteCount
        else { throw BackupError.notABackup(path) }
        seal = BackupSeal(code, salt: Array(salt))
        next = try BackupReader.sealedPiece(of: file)
    }

    /// Copies the next file of the backup.
    mutating func copy(to target: FileHandle) throws {
        var left = try length()
        while left > 0 {
            if ready.isEmpty { try openPiece() }
            let bytes = ready.prefix(left)
            try target.write(contentsOf: Array(bytes))
            left -= bytes.count
            ready.removeFirst(bytes.count)
        }
        try target.synchronize()
    }

    /// Throws unless the backup ends here, with its last piece.
    mutating func finish() throws {
        while next != nil { try openPiece() }
        guard ready.isEmpty else { throw CredentialError.backupBroken }
    }

    private mutating func length() throws -> Int {
        while ready.count < 8 { try openPiece() }
        let value = ready.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        ready.removeFirst(8)
        guard let length = Int(exactly: value) else { throw CredentialError.backupBroken }
        return length
    }

    private mutating func openPiece() throws {
        guard let sealed = next else { throw CredentialError.backupBroken }
        next = try BackupReader.sealedPiece(of: file)
        let piece = try seal.open(sealed, number: number, isLast: next == nil)
        number += 1
        do {
            ready += try Zstandard.decompress(piece, outputByteCountMax: BackupFile.pieceByteCount)
        } catch {
            throw CredentialError.backupBroken
        }
    }

    private static func sealedPiece(of file: FileHandle) throws -> [UInt8]? {
        guard let head = try file.read(upToCount: 4), !head.isEmpty else { return nil }
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        guard head.count == 4, length <= BackupFile.sealedByteCountMax,
            let bytes = try file.read(upToCount: length), bytes.count == length
        else { throw CredentialError.backupBroken }
        return Array(bytes)
    }
}
