internal import Ambient
internal import Causality
internal import Credentials
package import Enrolment
internal import Exchange
internal import Foundation
internal import PeerAPI
internal import Records
internal import Store
internal import SyncClient
internal import SyncWire

/// Why a file of joining is not taken.
package enum JoiningFileError: Error, Equatable, Sendable {
    /// The file is no joining request, or was changed.
    case notARequest(String)
    /// The file is no joining answer, or was changed, or answers another node's request.
    case notAnAnswer(String)
    /// No request was made in this folder.
    case noRequest

    /// One sentence in Chinese: what happened and what to do next.
    package var sentence: String {
        switch self {
        case .notARequest(let path):
            "“\(path)”不是完整的加入申请文件，没有接受；请重新拷贝，或在下级用 join --request 重新做一份。"
        case .notAnAnswer(let path):
            "“\(path)”不是答复本机这次申请的完整回执，没有加入；请核对文件，或请上级重新做一份回执。"
        case .noRequest: "这个数据文件夹里没有做过加入申请；请先用 join --request 文件 --code 加入码 做一份申请。"
        }
    }
}

/// The bytes of joining files: a heading, then the sealed message; an answer has its length before
/// it and behind it the first bundle for the new node.
private enum JoiningFile {
    static let request = Array("liandong joining request 1\n".utf8)
    static let answer = Array("liandong joining answer 1\n".utf8)
    static let lengthByteCount = 4
}

extension Node {
    /// Writes a request to join to a file; the code is kept in the folder until the answer comes.
    ///
    /// Makes keys and an empty store if the folder has none.
    package static func requestJoining(
        _ folder: NodeFolder,
        to path: String,
        code: String
    ) throws {
        let joining = try JoiningCode(text: code)
        let node = try Node.prepare(folder, for: .joining)
        let request = JoiningMessages.request(
            code: joining,
            secrets: node.secrets,
            clock: node.clock,
            random: node.random
        )
        try FileTrouble.explaining(path) {
            try OutputFile.check(path)
            try FileHandle.writing(JoiningFile.request + request.bytes, to: path)
        }
        let kept = Array("\(joining.text)\n\(request.nonce)\n".utf8)
        try FileTrouble.explaining(folder.joiningPath) {
            try FileHandle.writing(kept, to: folder.joiningPath)
        }
    }

    /// Certifies the node that made a request file, and writes the answer with its first bundle.
    ///
    /// Throws `JoiningFileError`, `EnrolmentError` or `FileTrouble`. The same request may be
    /// accepted again.
    package func acceptJoining(_ path: String, to output: String) throws -> Place? {
        let bytes = try FileTrouble.explaining(path) {
            try BundleSource(path, offset: 0).read(
                JoiningFile.request.count + JoiningMessages.byteCountMax + 1
            )
        }
        let sealed = Array(bytes.dropFirst(JoiningFile.request.count))
        guard bytes.starts(with: JoiningFile.request),
            sealed.count <= JoiningMessages.byteCountMax,
            let invitation = try? JoiningMessages.invitation(of: sealed)
        else { throw JoiningFileError.notARequest(path) }
        let code = try enrolment.joiningCode(invitation)
        guard let request = try? JoiningMessages.open(request: sealed, code: code),
            let key = AgreementKey(bytes: request.agreement)
        else { throw JoiningFileError.notARequest(path) }
        let peer = PeerNode(store: store, secrets: secrets, clock: clock, random: random)
        let answer = try peer.join(sealed)
        let place = try store.read { session in
            let known = try Node.computers(at: try invitedPlace(invitation, session), session)
            guard let certificate = known.first(where: { $0.node == request.node }) else {
                throw JoiningFileError.notARequest(path)
            }
            let place = try session.place(certificate.place)
            let length = (0..<JoiningFile.lengthByteCount).map {
                UInt8(truncatingIfNeeded: answer.count >> (24 - 8 * $0))
            }
            let files = BundleFiles(
                path: output,
                isSplit: false,
                prefix: JoiningFile.answer + length + answer,
                header: try bundleHeader(
                    for: certificate.place,
                    place?.code ?? "",
                    place?.name ?? "",
                    session
                ),
                receivers: [(request.node, key)],
                sender: secrets.agreement,
                random: random
            )
            _ = try write(files, output, for: certificate.place, from: [:], nil, session)
            return place
        }
        try? noteCopy(output, as: "（加入回执，给\(place?.name ?? "下级")）")
        return place
    }

    private func invitedPlace(_ id: [UInt8], _ session: StoreSession) throws -> RecordID {
        guard let open = try session.openInvitation(id) else {
            throw EnrolmentError.unknownInvitation
        }
        return open.place
    }

    /// Joins by an answer file: the certificate is taken, and the bundle that came with it.
    ///
    /// Throws `JoiningFileError`, `EnrolmentError`, `BundleTrouble` or `FileTrouble`.
    package static func acceptAnswer(
        _ folder: NodeFolder,
        from path: String
    ) throws -> (node: Node, admission: Admission, imported: ImportedBundles) {
        let kept = (try? String(contentsOfFile: folder.joiningPath, encoding: .utf8)) ?? ""
        let lines = kept.split(separator: "\n")
        guard lines.count == 2, let nonce = UInt64(lines[1]) else {
            throw JoiningFileError.noRequest
        }
        let code = try JoiningCode(text: String(lines[0]))
        let answer = try FileTrouble.explaining(path) { try sealedAnswer(path) }
        var node = try Node.prepare(folder, for: .joining)
        let message = try? JoiningMessages.open(
            answer: answer,
            node: node.store.node,
            code: code,
            nonce: nonce
        )
        guard let message else { throw JoiningFileError.notAnAnswer(path) }
        if try node.isOnlyFounded() {
            try folder.removeStore()
            node = try Node.prepare(folder, for: .joining)
        }
        let admission = try node.client.takeUp(message, code: code)
        var imported = ImportedBundles()
        var taken: [[UInt8]: Set<Int>] = [:]
        let offset = JoiningFile.answer.count + JoiningFile.lengthByteCount + answer.count
        try node.take(path, offset: offset, into: &imported, &taken)
        unlink(folder.joiningPath)
        return (node, admission, imported)
    }

    private static func sealedAnswer(_ path: String) throws -> [UInt8] {
        let file = try BundleSource(path, offset: 0)
        let heading = try file.read(JoiningFile.answer.count)
        let length = try file.read(JoiningFile.lengthByteCount).reduce(0) { $0 << 8 | Int($1) }
        guard heading == JoiningFile.answer, length <= JoiningMessages.byteCountMax else {
            throw JoiningFileError.notAnAnswer(path)
        }
        return try file.read(length)
    }
}

extension FileHandle {
    /// Writes a file whole and durably, for its owner alone.
    fileprivate static func writing(_ bytes: [UInt8], to path: String) throws {
        let handle = try making(path + ".part")
        defer { unlink(path + ".part") }
        try handle.write(contentsOf: bytes)
        try handle.synchronize()
        try handle.close()
        guard rename(path + ".part", path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
