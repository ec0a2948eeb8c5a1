package import Ambient
import Crypto
import Foundation

/// A node's private keys.
package struct NodeSecrets: Sendable, Secret {
    /// Signs streams and certificates.
    package let signing: SigningIdentity
    /// Opens and seals exchanges.
    package let agreement: AgreementIdentity

    /// Puts two identities together.
    package init(signing: SigningIdentity, agreement: AgreementIdentity) {
        self.signing = signing
        self.agreement = agreement
    }

    /// Makes both anew; the source must be the system's, save in tests.
    package init(random: RandomSource) {
        signing = SigningIdentity(random: random)
        agreement = AgreementIdentity(random: random)
    }
}

/// The file with a node's private keys: four lines of text, readable by its owner alone.
///
/// Who reads it can act as the node, so it is refused when others may read it. A check sum tells a
/// damaged file from one of another node.
package struct KeyFile: Sendable {
    /// Protects the reader from a file that is something else.
    private static let byteCountMax = 4096
    private static let heading = "liandong-keys 1"

    /// Where the file is.
    package let path: String

    /// Names a file; nothing is read.
    package init(path: String) {
        self.path = path
    }

    /// Whether there is something at the path, whatever it is.
    package var exists: Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Reads the keys.
    ///
    /// Throws `keyFileMissing`, `keyFileExposed`, `keyFileDamaged` or `keyFileUnusable`.
    package func read() throws(CredentialError) -> NodeSecrets {
        let lines = String(decoding: try contents(), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0] == KeyFile.heading, lines[4].isEmpty,
            let signing = KeyFile.value(lines[1], after: "signing "),
            let agreement = KeyFile.value(lines[2], after: "agreement "),
            let check = KeyFile.value(lines[3], after: "check "),
            check == KeyFile.check(signing, agreement),
            let secrets = try? NodeSecrets(
                signing: SigningIdentity(rawRepresentation: signing),
                agreement: AgreementIdentity(rawRepresentation: agreement)
            )
        else { throw .keyFileDamaged(path: path) }
        return secrets
    }

    /// Writes the keys into a new file; on return it is durable.
    ///
    /// Throws `keyFileExists` if there is one, even one made at the same moment by another process:
    /// a node's keys are never overwritten. `keyFileUnusable` leaves nothing behind.
    package func create(_ secrets: NodeSecrets) throws(CredentialError) {
        let temporary = try writeTemporary(secrets)
        defer { unlink(temporary) }
        // Unlike a rename, a link never replaces.
        guard link(temporary, path) == 0 else {
            throw errno == EEXIST ? .keyFileExists(path: path) : unusable()
        }
        try synchronizeFolder()
    }

    /// Writes the keys in place of the present file, as a restore does; on return it is durable.
    ///
    /// After a crash there is either the old file or the new one, whole.
    package func replace(with secrets: NodeSecrets) throws(CredentialError) {
        let temporary = try writeTemporary(secrets)
        guard rename(temporary, path) == 0 else {
            let fault = unusable()
            unlink(temporary)
            throw fault
        }
        try synchronizeFolder()
    }

    // MARK: - Bytes

    private static func text(of secrets: NodeSecrets) -> String {
        let signing = secrets.signing.rawRepresentation
        let agreement = secrets.agreement.rawRepresentation
        return """
            \(heading)
            signing \(hex(signing))
            agreement \(hex(agreement))
            check \(hex(check(signing, agreement)))

            """
    }

    private static func check(_ signing: [UInt8], _ agreement: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: Array("\(heading)\n".utf8) + signing + agreement).prefix(8))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func value(_ line: Substring, after name: String) -> [UInt8]? {
        guard line.hasPrefix(name) else { return nil }
        let digits = line.dropFirst(name.count).map {
            $0.isLowercase || $0.isNumber ? $0.hexDigitValue : nil
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }

    // MARK: - The file system

    private func contents() throws(CredentialError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .keyFileMissing(path: path) : unusable()
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unusable() }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        guard isFile, status.st_size <= KeyFile.byteCountMax else {
            throw .keyFileDamaged(path: path)
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .keyFileExposed(path: path, mode: status.st_mode & 0o777)
        }
        var bytes = [UInt8](repeating: 0, count: KeyFile.byteCountMax)
        let count = Foundation.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw unusable() }
        return Array(bytes.prefix(count))
    }

    /// Writes a file beside the real one, so that both are on one file system; gives its path.
    private func writeTemporary(_ secrets: NodeSecrets) throws(CredentialError) -> String {
        var template = Array("\(path).XXXXXX".utf8CString)
        // Makes a file of a new name with mode 0600, never one that is there already.
        let descriptor = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkstemp($0) } ?? -1
        }
        guard descriptor >= 0 else { throw unusable() }
        let temporary = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        defer { close(descriptor) }
        let bytes = Array(KeyFile.text(of: secrets).utf8)
        let count = write(descriptor, bytes, bytes.count)
        guard count == bytes.count, fsync(descriptor) == 0 else {
            // A disk that is nearly full takes a part and sets no error code.
            let isShort = count >= 0 && count < bytes.count
            let fault = isShort ? .keyFileUnusable(path: path, code: ENOSPC) : unusable()
            unlink(temporary)
            throw fault
        }
        return temporary
    }

    /// Makes the new name itself durable.
    private func synchronizeFolder() throws(CredentialError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unusable() }
    }

    private func unusable() -> CredentialError {
        .keyFileUnusable(path: path, code: errno)
    }
}
