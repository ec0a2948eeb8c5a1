internal import Causality
internal import Merge
internal import Records
internal import Store

/// How a record is named where another refers to it.
struct Caption {
    /// Code, key, number or record id.
    let text: String
    /// Its name, where it has one.
    let name: String?
    /// A place's level.
    let level: PlaceLevel?
    /// Whether the record is here.
    let isHeld: Bool
}

extension Desk {
    /// A record's caption: a place's present code, else a single key, else the paper number, else
    /// the record id.
    func caption(of id: RecordID) throws -> Caption {
        if let known = captions[id] { return known }
        let caption: Caption
        if let record = try held(id) {
            let definition = try session.definition(record.register)
            caption = Caption(
                text: Desk.shortText(of: record.state, definition) ?? id.text,
                name: Desk.text(record.state["name"]),
                level: record.register == SystemRegister.region
                    ? Desk.text(record.state["level"]).flatMap(PlaceLevel.init) : nil,
                isHeld: true
            )
        } else {
            caption = Caption(text: id.text, name: nil, level: nil, isHeld: false)
        }
        captions[id] = caption
        return caption
    }

    /// A place's present code, nil while its record is not here.
    func code(of place: RecordID) throws -> String? {
        let caption = try caption(of: place)
        return caption.isHeld ? caption.text : nil
    }

    private static func shortText(
        of state: RecordState,
        _ definition: RegisterDefinition
    ) -> String? {
        namingFields(of: definition).lazy.compactMap { text(state[$0.id]) }.first
    }

    /// The fields by which people name a record of the register, in order of preference.
    static func namingFields(of definition: RegisterDefinition) -> [FieldDefinition] {
        var ids: [String] = []
        if definition.id == SystemRegister.region { ids.append("code") }
        if definition.key.count == 1 { ids += definition.key }
        ids.append("number")
        return ids.compactMap(definition.field).filter { field in
            ![.reference, .list, .integer, .boolean].contains(field.type)
        }
    }

    static func text(_ cell: CellState?) -> String? {
        if case .text(let text)? = cell?.value { text } else { nil }
    }
}
