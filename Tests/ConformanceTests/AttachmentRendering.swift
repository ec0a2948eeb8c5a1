import Causality
import Documents
import SyncWire

/// What messages about attachments say, with their lanes written again.
extension AttachmentVectors {
    static func document(_ request: AttachmentRequest) -> DocumentValue {
        let question: DocumentValue
        switch request.question {
        case .none: question = "none"
        case .all: question = "all"
        case .behind(let dot): question = name(dot)
        }
        return [
            "time": .text(String(request.time)), "nonce": .text(String(request.nonce)),
            "question": question, "wanted": .list(request.wanted.map(wanted)),
            "part": part(request.part), "lanes": lanes(.attachmentRequest, request.encoded),
        ]
    }

    static func document(_ answer: AttachmentAnswer) -> DocumentValue {
        [
            "time": .text(String(answer.time)), "nonce": .text(String(answer.nonce)),
            "result": .text(String(answer.result.rawValue)), "next": .text(String(answer.next)),
            "wanted": .list(answer.wanted.map(wanted)), "more": .boolean(answer.more),
            "part": part(answer.part), "lanes": lanes(.attachmentAnswer, answer.encoded),
        ]
    }

    static func document(_ message: BundledPart) -> DocumentValue {
        [
            "incarnation": .text(String(message.incarnation)),
            "time": .text(String(message.time)), "more": .boolean(message.more),
            "part": part(message.part), "lanes": lanes(.bundledPart, message.encoded),
        ]
    }

    private static func name(_ dot: Dot) -> DocumentValue {
        ["stream": Hex.text(dot.stream.bytes), "sequence": .text(String(dot.sequence))]
    }

    private static func wanted(_ item: WantedPart) -> DocumentValue {
        ["event": name(item.dot), "part": .text(String(item.number))]
    }

    private static func part(_ part: AttachmentPart?) -> DocumentValue {
        guard let part else { return .null }
        return [
            "event": name(part.dot), "part": .text(String(part.number)),
            "bytes": Hex.text(part.bytes),
        ]
    }

    private static func lanes(_ kind: MessageKind, _ frame: [UInt8]) -> DocumentValue {
        guard let lanes = try? MessageFrame.lanes(of: kind, frame) else { return .null }
        return ["body": Hex.text(lanes.body), "raw": Hex.text(Array(lanes.raw))]
    }
}
