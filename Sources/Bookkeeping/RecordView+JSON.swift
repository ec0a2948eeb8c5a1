internal import Causality
package import Documents
internal import Hashing
internal import Records
internal import Store

extension RecordView {
    /// The record for programs: the flat object of a list, and `register`, `version`,
    /// `transitions`, `conflicts` and `history`.
    package var json: DocumentValue {
        var object = row.document
        object["register"] = .text(row.register)
        object["version"] = .text(ShownVersion.text(version))
        object["transitions"] = .list(offers.map(RecordView.json))
        object["conflicts"] = .list(conflicts.map(\.json))
        object["attachments"] = .list(attachments.map(\.json))
        object["history"] = .list(history.map(\.json))
        return .object(object)
    }

    private static func json(_ offer: TransitionRules.Offer) -> DocumentValue {
        [
            "name": .text(offer.transition.name), "to": .text(offer.transition.to),
            "role": .text(offer.transition.role.rawValue),
            "missing": .list(offer.missing.map { .text($0) }),
        ]
    }
}

extension ShownAttachment {
    /// The attachment for programs.
    package var json: DocumentValue {
        [
            "dot": .text(RecordID.dot(dot).text), "address": .text(address.hexadecimal),
            "size": .number(String(byteCount)), "held": .number(String(heldByteCount)),
            "whole": .boolean(isWhole), "media": .text(media), "name": .optional(name),
            "title": .optional(title), "erased": .boolean(isErased),
        ]
    }
}

extension HistoryEntry {
    /// The entry for programs.
    package var json: DocumentValue {
        [
            "dot": .text(RecordID.dot(dot).text), "type": .text(kind),
            "by": .person(actor), "byName": .optional(actorName),
            "place": .optional(placeCode), "placeName": .optional(placeName),
            "node": .optional(node.map { Base32.encode($0.bytes) }),
            "at": .moment(deviceTime), "entry": .text(entry.spelling),
            "reason": .optional(reason),
            "transition": transition.map {
                ["name": .text($0.name), "from": .text($0.from), "to": .text($0.to)]
            } ?? .null,
            "seen": .list(seen.map { .text(RecordID.dot($0).text) }),
            "hasUnseen": .boolean(hasUnseen),
            "wrote": .list(wrote.map(\.json)),
            "aside": .optional(asideReason),
            "clock": clock.map {
                [
                    "notBefore": $0.notBefore.map(DocumentValue.moment) ?? .null,
                    "notAfter": $0.notAfter.map(DocumentValue.moment) ?? .null,
                ]
            } ?? .null,
        ]
    }

    /// What kind of change, in one word for programs.
    package var kind: String {
        switch type {
        case .create: "create"
        case .change: "change"
        case .decide: "decide"
        case .erase: "erase"
        case .attach: "attach"
        default: "unknown"
        }
    }
}

extension HistoryEntry.Write {
    fileprivate var json: DocumentValue {
        var object = DocumentObject()
        object["field"] = .text(field.id)
        object["label"] = .text(label)
        if case .item(_, let row, _) = cell { object["row"] = .text(row.text) }
        object["value"] = field.value.json
        return .object(object)
    }
}

extension Conflict {
    /// The conflict for programs.
    package var json: DocumentValue {
        [
            "id": .text(id), "register": .text(register), "record": .text(record.text),
            "number": .text(number), "place": .optional(placeCode),
            "placeName": .optional(placeName), "field": .text(field), "label": .text(label),
            "values": .list(values.map(\.json)),
        ]
    }
}

extension Conflict.Value {
    fileprivate var json: DocumentValue {
        var object = DocumentObject()
        for (key, value) in members { object[key] = value }
        if !changes.isEmpty { object["changes"] = .list(changes.map(\.json)) }
        return .object(object)
    }

    private var members: KeyValuePairs<String, DocumentValue> {
        [
            "dot": .text(RecordID.dot(dot).text), "value": value.json, "by": .person(by),
            "at": .moment(at), "place": .optional(placeCode), "placeName": .optional(placeName),
            "seen": seen.map { .list($0.map(\.json)) } ?? .null,
        ]
    }
}

extension EntryKind {
    /// The kind as commands and programs spell it.
    package var spelling: String {
        switch self {
        case .live: "live"
        case .offline: "offline"
        case .backfill: "backfill"
        }
    }

    /// The kind as people say it.
    package var label: String {
        switch self {
        case .live: "当场登记"
        case .offline: "离线登记"
        case .backfill: "补录"
        }
    }
}

extension DocumentValue {
    static func optional(_ text: String?) -> DocumentValue { text.map { .text($0) } ?? .null }

    /// Who acted; the node's operator is nobody in particular.
    static func person(_ id: String) -> DocumentValue { id.isEmpty ? .null : .text(id) }

    static func moment(_ seconds: Int64) -> DocumentValue {
        .optional(CivilDateTime(secondsSince1970: seconds)?.text)
    }
}
