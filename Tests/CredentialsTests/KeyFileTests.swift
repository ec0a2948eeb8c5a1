import Ambient
import Credentials
import Foundation
import Testing

@Suite("Key file")
final class KeyFileTests {
    private let folder: String
    private let file: KeyFile
    private let secrets = NodeSecrets(random: .seeded(1))

    init() throws {
        var template = Array("\(NSTemporaryDirectory())/liandong-keys-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        folder = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        file = KeyFile(path: folder + "/node.keys")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test("keys read back, readable by the owner alone, and nothing else is left in the folder")
    func roundTrip() throws {
        #expect(!file.exists)
        try file.create(secrets)
        #expect(file.exists)
        let read = try file.read()
        #expect(read.signing.rawRepresentation == secrets.signing.rawRepresentation)
        #expect(read.agreement.rawRepresentation == secrets.agreement.rawRepresentation)
        var status = stat()
        #expect(stat(file.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(status.st_nlink == 1)
        #expect(try names() == ["node.keys"])
    }

    @Test("creating never overwrites, replacing does")
    func existing() throws {
        try file.create(secrets)
        let other = NodeSecrets(random: .seeded(2))
        #expect(throws: CredentialError.keyFileExists(path: file.path)) { try file.create(other) }
        #expect(try file.read().signing.nodeKey == secrets.signing.nodeKey)
        try file.replace(with: other)
        #expect(try file.read().signing.nodeKey == other.signing.nodeKey)
        #expect(try names() == ["node.keys"])
    }

    @Test("a missing file is told from an unreadable one")
    func missing() throws {
        #expect(throws: CredentialError.keyFileMissing(path: file.path)) { try file.read() }
        let nowhere = KeyFile(path: folder + "/no/such/node.keys")
        #expect(throws: CredentialError.keyFileUnusable(path: nowhere.path, code: ENOENT)) {
            try nowhere.create(secrets)
        }
        #expect(throws: CredentialError.keyFileUnusable(path: nowhere.path, code: ENOENT)) {
            try nowhere.replace(with: secrets)
        }
        try file.create(secrets)
        let link = KeyFile(path: folder + "/link")
        symlink(file.path, link.path)
        #expect(throws: CredentialError.keyFileUnusable(path: link.path, code: ELOOP)) {
            try link.read()
        }
    }

    @Test("a file that others may read is refused with the command that mends it")
    func exposed() throws {
        try file.create(secrets)
        for mode in [0o640, 0o604, 0o660, 0o610] as [mode_t] {
            chmod(file.path, mode)
            let fault = CredentialError.keyFileExposed(path: file.path, mode: UInt32(mode))
            #expect(throws: fault) { try file.read() }
            #expect(fault.sentence.contains("chmod 600 '\(file.path)'"))
        }
        chmod(file.path, 0o400)
        #expect(try file.read().signing.nodeKey == secrets.signing.nodeKey)
    }

    @Test("a changed, cut or lengthened file is refused")
    func damaged() throws {
        try file.create(secrets)
        let whole = try Data(contentsOf: URL(fileURLWithPath: file.path))
        var variants = (0..<whole.count).map { whole.prefix($0) } + [whole + [10]]
        variants += flipped(Array(whole)).map { Data($0) }
        variants.append(Data(count: 5000))
        for variant in variants {
            #expect(FileManager.default.createFile(atPath: file.path, contents: variant))
            chmod(file.path, 0o600)
            #expect(throws: CredentialError.keyFileDamaged(path: file.path)) { try file.read() }
        }
        let directory = KeyFile(path: folder)
        #expect(throws: CredentialError.keyFileDamaged(path: folder)) { try directory.read() }
    }

    @Test("a disk that fills up while writing leaves the old keys and nothing else")
    func fullDisk() async {
        // A process of its own, as the limit on file sizes binds all of a process.
        await #expect(processExitsWith: .success) {
            let test = try KeyFileTests()
            try test.file.create(test.secrets)
            var limit = rlimit(rlim_cur: 20, rlim_max: 20)
            signal(SIGXFSZ, SIG_IGN)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let other = NodeSecrets(random: .seeded(2))
            #expect(throws: CredentialError.keyFileUnusable(path: test.file.path, code: ENOSPC)) {
                try test.file.replace(with: other)
            }
            #expect(try test.file.read().signing.nodeKey == test.secrets.signing.nodeKey)
            #expect(try test.names() == ["node.keys"])
        }
    }

    @Test("each error has a sentence of its own for people")
    func sentences() {
        let errors: [CredentialError] = [
            .malformedKey(byteCount: 1), .sealBroken,
            .joiningCodeLength(found: 1, expected: 36), .joiningCodeCharacter("U", group: 1),
            .joiningCodeMistyped(groups: []), .joiningCodeMistyped(groups: [1, 2]),
            .passwordTooShort(characterCountMin: 8), .passwordTooLong(byteCountMax: 256),
            .passwordHashDamaged, .keyFileMissing(path: "x"), .keyFileExists(path: "x"),
            .keyFileExposed(path: "x", mode: 0o644), .keyFileDamaged(path: "x"),
            .keyFileUnusable(path: "x", code: 28),
        ]
        for error in errors { #expect(error.sentence.hasSuffix("。")) }
        #expect(Set(errors.map { $0.sentence }).count == errors.count)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}
