import Causality
import Records
import SyncWire

/// Messages of the wire: what can be read must be written and read again to the same value.
enum MessageFuzzing {
    private static let sender = NodeKey(bytes: Array(1...32))

    /// The first byte of the input says of which kind the rest is.
    static func frames(_ bytes: [UInt8]) {
        guard let first = bytes.first, let kind = MessageKind(rawValue: first % 8 + 1) else {
            return
        }
        read(kind, Array(bytes.dropFirst()))
    }

    /// The first byte says the kind, the next two how long the raw lane is.
    static func lanes(_ bytes: [UInt8]) {
        guard bytes.count >= 3, let kind = MessageKind(rawValue: bytes[0] % 8 + 1) else { return }
        let rest = bytes.dropFirst(3)
        let count = (Int(bytes[1]) << 8 | Int(bytes[2])) % (rest.count + 1)
        let (raw, body) = (Array(rest.prefix(count)), Array(rest.dropFirst(count)))
        read(kind, MessageFrame.encode(kind, body: body, raw: raw))
    }

    private static func read(_ kind: MessageKind, _ bytes: [UInt8]) {
        guard let sender else { return }
        switch kind {
        case .request:
            guard let value = try? Request(bytes, sender: sender) else { return }
            let again = try? Request(value.encoded(sender: sender), sender: sender)
            precondition(again == value, "a request is not read as it was written")
        case .answer:
            guard let value = try? Answer(bytes, sender: sender) else { return }
            let again = try? Answer(value.encoded(sender: sender), sender: sender)
            precondition(again == value, "an answer is not read as it was written")
        case .bundle:
            guard let value = try? BundleMessage(bytes, sender: sender) else { return }
            let again = try? BundleMessage(value.encoded(sender: sender), sender: sender)
            precondition(again == value, "a bundle message is not read as it was written")
        case .joinRequest: _ = try? JoinRequest(bytes)
        case .joinAnswer: _ = try? JoinAnswer(bytes)
        case .attachmentRequest: _ = try? AttachmentRequest(bytes)
        case .attachmentAnswer: _ = try? AttachmentAnswer(bytes)
        case .bundledPart: _ = try? BundledPart(bytes)
        }
    }
}
