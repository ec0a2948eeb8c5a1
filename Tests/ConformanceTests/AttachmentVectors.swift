import Causality
import Documents
import Hashing
import Merge
import Records
import SyncWire

/// Section 18: how attachments are named and cut, which events add them, and their messages.
enum AttachmentVectors {
    static let file = VectorFile(name: "attachments.json")

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        return addresses + cuts + (try kinds(world)) + (try messages(world)) + (try damaged(world))
    }

    // MARK: - Names and parts

    private static var addresses: [Vector] {
        let salts = [Array<UInt8>(0..<16), [UInt8](repeating: 0xFF, count: 16)]
        let contents = [Array("%PDF-1.7".utf8), [0xFF, 0xD8, 0xFF, 0xE0]]
        return salts.flatMap { salt in
            contents.map { content in
                Vector(
                    "SYNC-18.2",
                    "a salt and a content",
                    "address",
                    [
                        ("salt", Hex.text(salt)), ("content", Hex.text(content)),
                        (
                            "expect",
                            Hex.text(
                                AttachmentForm.address(salt: salt, content: content).bytes
                            )
                        ),
                    ]
                )
            }
        }
    }

    private static var cuts: [Vector] {
        [1, 32_767, 32_768, 32_769, 65_536, 10_485_760].map { byteCount in
            Vector(
                "SYNC-18.4",
                "parts of \(byteCount) bytes",
                "parts",
                [("byteCount", .text(String(byteCount))), ("expect", cut(byteCount))]
            )
        }
    }

    private static func cut(_ byteCount: Int) -> DocumentValue {
        let count = AttachmentForm.partCount(of: byteCount)
        let last = AttachmentForm.byteCount(ofPart: count - 1, of: byteCount)
        return ["count": .text(String(count)), "last": .text(String(last))]
    }

    private static func kinds(_ world: VectorWorld) throws -> [Vector] {
        let cases: [(String, [UInt8], String)] = [
            ("SYNC-18.3", [0xFF, 0xD8, 0xFF, 0xDB], "image/jpeg"),
            ("SYNC-18.3", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "image/png"),
            ("SYNC-18.3", Array("%PDF-1.4".utf8), "application/pdf"),
            ("SYNC-18.3", Array("GIF89a".utf8), "none"), ("SYNC-18.3", [], "none"),
        ]
        return cases.map { requirement, content, media in
            Vector(
                requirement,
                media,
                "media",
                [("content", Hex.text(content)), ("expect", .text(media))]
            )
        } + (try events(world))
    }

    // MARK: - Events

    /// What is changed in a good event of type `attach`.
    private static var changes: [(name: String, change: (inout [CellWrite], Dot) -> Void)] {
        [
            ("whole", { _, _ in }),
            (
                "without its size",
                { writes, _ in writes.removeAll { "\($0.cell)".contains("size") } }
            ),
            ("a column that is none", { $0.append(CellWrite(cell("color", at: $1), .text("x"))) }),
            (
                "a field of the record",
                { writes, _ in writes.append(CellWrite(.field("about"), nil)) }
            ),
            (
                "the row of another event",
                { writes, dot in
                    let other = Dot(stream: dot.stream, sequence: dot.sequence + 1)
                    writes = writes.map { CellWrite(moved($0.cell, to: other), $0.value) }
                }
            ),
            ("too large", { replace(.size, .integer(10_485_761), &$0, $1) }),
            ("empty", { replace(.size, .integer(0), &$0, $1) }),
            (
                "an address in capitals",
                { writes, dot in
                    replace(.address, .text(String(repeating: "A", count: 64)), &writes, dot)
                }
            ),
        ]
    }

    private static func cell(_ item: String, at dot: Dot) -> Cell {
        .item(list: AttachmentForm.list, row: RowID(dot: dot, index: 0), item: item)
    }

    private static func moved(_ old: Cell, to dot: Dot) -> Cell {
        guard case .item(_, _, let item) = old else { return old }
        return cell(item, at: dot)
    }

    private static func replace(
        _ item: AttachmentForm.Item,
        _ value: FieldValue,
        _ writes: inout [CellWrite],
        _ dot: Dot
    ) {
        writes.removeAll { $0.cell == cell(item.rawValue, at: dot) }
        writes.append(CellWrite(cell(item.rawValue, at: dot), value))
    }

    private static func events(_ world: VectorWorld) throws -> [Vector] {
        let dot = Dot(stream: world.villageStream.streamID, sequence: 9)
        let salt = Array<UInt8>(0..<16)
        return try changes.map { name, change in
            let good = AttachmentState.writes(
                at: dot,
                address: AttachmentForm.address(salt: salt, content: [1]),
                byteCount: 1,
                media: .jpeg,
                personal: [(.name, "照片.jpg"), (.salt, Base32.encode(salt))]
            )
            var open = good.open
            change(&open, dot)
            let payload = EventPayload(writes: open, personalCells: good.personal.map(\.cell))
            let bytes = PayloadCodec.encode(payload, author: dot)
            let personal = PayloadCodec.encodePersonal(good.personal, author: dot)
            return Vector(
                "SYNC-18.1",
                name,
                "attach",
                [
                    ("stream", Hex.text(dot.stream.bytes)), ("sequence", "9"),
                    ("open", Hex.text(bytes)), ("salt", Hex.text(salt)),
                    ("personal", Hex.text(personal)),
                    ("expect", try verdict(bytes, salt, personal, at: dot)),
                ]
            )
        }
    }

    private static func verdict(
        _ open: [UInt8],
        _ salt: [UInt8],
        _ personal: [UInt8],
        at dot: Dot
    ) throws -> DocumentValue {
        let event = Event(
            dot: dot,
            record: .dot(Dot(stream: dot.stream, sequence: 1)),
            register: "complaint",
            definition: .zero,
            type: .attach,
            context: .own,
            actor: "",
            deviceTime: 0,
            entry: .live,
            open: open,
            personal: .held(salt: salt, bytes: personal)
        )
        let content = try EventContent(event)
        guard (try? EventAcceptance.checkAttachment(content)) != nil else { return "aside" }
        var state = RecordState()
        state.fold(event, content)
        guard let attachment = state.attachments.first else { return "aside" }
        return [
            "address": .text(attachment.address.hexadecimal),
            "size": .text(String(attachment.byteCount)), "media": .text(attachment.media),
            "name": .text(attachment.name ?? ""), "salt": Hex.text(attachment.salt ?? []),
        ]
    }

    // MARK: - Messages

    private static func frames(
        _ world: VectorWorld
    ) throws -> [(requirement: String, name: String, kind: String, frame: [UInt8])] {
        let dot = Dot(stream: world.villageStream.streamID, sequence: 3)
        let part = AttachmentPart(dot: dot, number: 2, bytes: [1, 2, 3])
        let time: Int64 = 1_793_500_300
        let nonce: UInt64 = 0xa1a2_a3a4_a5a6_a7a8
        let wanted = [WantedPart(dot: dot, number: 319)]
        let requests: [(String, AttachmentRequest)] = [
            ("nothing", .init(time: time, nonce: nonce)),
            ("asking for all that is lacking", .init(time: time, nonce: nonce, question: .all)),
            (
                "asking for more, and for a part, with a part",
                .init(
                    time: time,
                    nonce: nonce,
                    question: .behind(dot),
                    wanted: wanted,
                    part: part
                )
            ),
        ]
        let answers: [(String, AttachmentAnswer)] =
            AttachmentAnswer.Result.allCases.map {
                ("\($0)", .init(time: time, nonce: nonce, result: $0, next: $0 == .taken ? 3 : 0))
            } + [
                (
                    "what is lacking, and a part",
                    .init(time: time, nonce: nonce, wanted: wanted, more: true, part: part)
                )
            ]
        let bundled = [true, false].map { more in
            BundledPart(incarnation: 0x0102_0304_0506_0708, time: time, part: part, more: more)
        }
        return requests.map { ("SYNC-18.5", $0.0, "attachmentRequest", $0.1.encoded) }
            + answers.map { ("SYNC-18.6", $0.0, "attachmentAnswer", $0.1.encoded) }
            + bundled.map { ("SYNC-18.11", "more: \($0.more)", "bundledPart", $0.encoded) }
    }

    private static func messages(_ world: VectorWorld) throws -> [Vector] {
        try frames(world).map { requirement, name, kind, frame in
            Vector(
                requirement,
                name,
                kind,
                [("frame", Hex.text(frame)), ("expect", read(kind, frame))]
            )
        }
    }

    /// Messages beyond each limit, and with flags that are none.
    private static func damaged(_ world: VectorWorld) throws -> [Vector] {
        let dot = Dot(stream: world.villageStream.streamID, sequence: 3)
        let long = AttachmentPart(
            dot: dot,
            number: 0,
            bytes: [UInt8](repeating: 0, count: AttachmentForm.partByteCount + 1)
        )
        let many = [WantedPart](repeating: WantedPart(dot: dot, number: 0), count: 65)
        let cases: [(String, String, String, [UInt8])] = [
            (
                "SYNC-9.21", "a part that is too long", "attachmentRequest",
                AttachmentRequest(time: 0, nonce: 0, part: long).encoded
            ),
            (
                "SYNC-9.21", "a part beyond the last", "bundledPart",
                BundledPart(
                    incarnation: 0,
                    time: 0,
                    part: AttachmentPart(dot: dot, number: 320, bytes: [1]),
                    more: false
                ).encoded
            ),
            (
                "SYNC-9.22", "too many are named", "attachmentAnswer",
                AttachmentAnswer(time: 0, nonce: 0, wanted: many).encoded
            ),
            (
                "SYNC-9.20", "a message that is too long", "attachmentRequest",
                MessageFrame.encode(
                    .attachmentRequest,
                    body: [],
                    raw: [UInt8](repeating: 0, count: 65_536)
                )
            ),
            (
                "SYNC-18.5", "an unknown flag", "attachmentRequest",
                MessageFrame.encode(
                    .attachmentRequest,
                    body: [0, 8, 0],
                    raw: [UInt8](repeating: 0, count: 8)
                )
            ),
            (
                "SYNC-18.6", "an unknown result", "attachmentAnswer",
                MessageFrame.encode(
                    .attachmentAnswer,
                    body: [0, 0, 7, 0],
                    raw: [UInt8](repeating: 0, count: 8)
                )
            ),
        ]
        return cases.map { requirement, name, kind, frame in
            Vector(
                requirement,
                name,
                kind,
                [("frame", Hex.text(frame)), ("expect", read(kind, frame))]
            )
        }
    }

    /// What a message says, or the word for what is wrong with it; it must be written again as it
    /// was.
    private static func read(_ kind: String, _ frame: [UInt8]) -> DocumentValue {
        do throws(WireError) {
            switch kind {
            case "attachmentRequest":
                let message = try AttachmentRequest(frame)
                return document(message)
            case "attachmentAnswer":
                let message = try AttachmentAnswer(frame)
                return document(message)
            default:
                let message = try BundledPart(frame)
                return document(message)
            }
        } catch {
            return .text(MessageRendering.word(error))
        }
    }

    // MARK: - Reading

    static func result(of vector: Vector) throws -> DocumentValue {
        switch vector.kind {
        case "address":
            let address = AttachmentForm.address(
                salt: vector.bytes("salt"),
                content: vector.bytes("content")
            )
            return Hex.text(address.bytes)
        case "parts": return cut(Int(vector.number("byteCount")))
        case "media":
            return .text(AttachmentMedia(content: vector.bytes("content"))?.rawValue ?? "none")
        case "attach":
            guard let stream = StreamID(bytes: vector.bytes("stream")) else { return .null }
            return try verdict(
                vector.bytes("open"),
                vector.bytes("salt"),
                vector.bytes("personal"),
                at: Dot(stream: stream, sequence: vector.number("sequence"))
            )
        default: return read(vector.kind, vector.bytes("frame"))
        }
    }
}
