import Causality
import Compression
import Credentials
import Documents
import Hashing
import Records
import SyncWire

/// What a message says, as a document that another implementation can compare with.
enum MessageRendering {
    static func document(_ request: Request) -> DocumentValue {
        .object(
            DocumentObject(
                members: [
                    ("incarnation", number(request.incarnation)), ("time", number(request.time)),
                    ("nonce", number(request.nonce)),
                    ("agreed", request.agreed.map { Hex.text($0.bytes) } ?? .null),
                ] + members(of: request.cargo)
            )
        )
    }

    static func document(_ answer: Answer) -> DocumentValue {
        let acknowledged: DocumentValue
        switch answer.acknowledgement {
        case .whole: acknowledged = "whole"
        case .upTo(let sequences): acknowledged = .list(sequences.map { number($0) })
        }
        return .object(
            DocumentObject(
                members: [
                    ("incarnation", number(answer.incarnation)), ("time", number(answer.time)),
                    ("nonce", number(answer.nonce)), ("offered", Hex.text(answer.offered.bytes)),
                    ("acknowledged", acknowledged),
                ] + members(of: answer.cargo)
            )
        )
    }

    static func document(_ message: BundleMessage) -> DocumentValue {
        let marks: [DocumentValue] = message.marks.map { mark in
            guard let mark else { return .null }
            return [
                "stream": Hex.text(mark.stream.bytes), "sequence": number(mark.sequence),
                "hash": Hex.text(mark.hash.bytes),
            ]
        }
        return .object(
            DocumentObject(
                members: [
                    ("incarnation", number(message.incarnation)), ("time", number(message.time)),
                    ("marks", .list(marks)),
                ] + members(of: message.cargo)
            )
        )
    }

    static func document(_ request: JoinRequest) -> DocumentValue {
        [
            "node": Hex.text(request.node.bytes), "agreement": Hex.text(request.agreement),
            "incarnation": number(request.incarnation), "time": number(request.time),
            "nonce": number(request.nonce), "proof": Hex.text(request.proof),
        ]
    }

    static func document(_ answer: JoinAnswer) -> DocumentValue {
        [
            "incarnation": number(answer.incarnation), "time": number(answer.time),
            "nonce": number(answer.nonce), "certificate": Hex.text(answer.certificate.bytes),
            "chain": .list(answer.chain.map { Hex.text($0.bytes) }),
            "regionCode": .text(answer.regionCode), "regionName": .text(answer.regionName),
        ]
    }

    private static func members(of cargo: Cargo) -> [(String, DocumentValue)] {
        [
            ("more", .boolean(cargo.more)), ("segments", .list(cargo.segments.map(segment))),
            ("frontier", cargo.frontier.map(frontier) ?? .null),
            ("refusals", .list(cargo.refusals.map(refusal))),
            ("certificates", .list(cargo.certificates.map { Hex.text($0.bytes) })),
            (
                "extensions",
                .list(
                    cargo.extensions.map { ["tag": number($0.tag), "bytes": Hex.text($0.bytes)] }
                )
            ),
        ]
    }

    private static func segment(_ segment: WireSegment) -> DocumentValue {
        var isDescribed = false
        if case .described = segment.name { isDescribed = true }
        return [
            "stream": Hex.text(segment.stream.bytes), "described": .boolean(isDescribed),
            "heads": .list(
                segment.heads.map {
                    ["sequence": number($0.sequence), "signature": Hex.text($0.signature)]
                }
            ),
            "events": .list(segment.events.map(event)),
        ]
    }

    private static func event(_ event: Event) -> DocumentValue {
        [
            "sequence": number(event.dot.sequence), "record": .text(event.record.text),
            "register": .text(event.register), "definition": Hex.text(event.definition.bytes),
            "type": number(event.type.rawValue), "context": context(event.context),
            "actor": .text(event.actor), "deviceTime": number(event.deviceTime),
            "entry": number(event.entry.rawValue), "open": Hex.text(event.open),
            "personal": personal(event.personal),
        ]
    }

    private static func context(_ context: EventContext) -> DocumentValue {
        guard case .seen(let vector) = context else { return "own" }
        return .list(
            vector.entries.map {
                ["stream": Hex.text($0.stream.bytes), "sequence": number($0.sequence)]
            }
        )
    }

    private static func personal(_ personal: PersonalPayload?) -> DocumentValue {
        switch personal {
        case nil: .null
        case .held(let salt, let bytes)?: ["salt": Hex.text(salt), "bytes": Hex.text(bytes)]
        case .erased(let hash)?: ["erased": Hex.text(hash.bytes)]
        }
    }

    private static func frontier(_ part: FrontierPart) -> DocumentValue {
        [
            "after": part.range.after.map { Hex.text($0.bytes) } ?? .null,
            "through": part.range.through.map { Hex.text($0.bytes) } ?? .null,
            "positions": .list(
                part.positions.map {
                    [
                        "stream": Hex.text($0.stream.bytes), "sequence": number($0.sequence),
                        "hash": Hex.text($0.hash.bytes),
                    ]
                }
            ),
        ]
    }

    private static func refusal(_ refusal: SegmentRefusal) -> DocumentValue {
        [
            "stream": Hex.text(refusal.stream.bytes), "sequence": number(refusal.sequence),
            "reason": number(refusal.reason.rawValue),
        ]
    }

    /// Numbers are texts, because 64 bits do not survive every JSON reader.
    static func number(_ value: some BinaryInteger) -> DocumentValue { .text(String(value)) }

    /// An error as a stable short word: what any implementation can tell apart.
    static func word(_ error: WireError) -> String {
        switch error {
        case .unsupportedVersion: "version"
        case .unexpectedKind: "kind"
        case .messageTooLarge: "tooLarge"
        case .compression(.outputTooLarge): "bomb"
        case .compression: "compression"
        case .frame: "frame"
        case .body(let fault): "body \(word(fault))"
        case .raw(let fault): "raw \(word(fault))"
        case .unknownExtension: "extension"
        }
    }

    private static func word(_ error: ByteFormatError) -> String {
        switch error {
        case .truncated: "truncated"
        case .malformed: "malformed"
        case .tooLarge: "tooLarge"
        case .trailing: "trailing"
        }
    }
}
