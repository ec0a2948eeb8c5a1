package import Records

/// Why an authentic event is kept and relayed but not folded.
package enum Unacceptable: Error, Equatable, Sendable {
    /// The payloads cannot be read.
    case unreadable(EventContentError)
    /// The definition that the event names has no such field.
    case unknownField(String)
    /// The value is not of the field's type, or not one of its choices.
    case wrongValue(String)
    /// A personal value stands in the open payload, or an open one among the personal values.
    case wrongPayload(String)
    /// The transition is not one of the definition's, or the state written is not where it leads.
    case wrongTransition(String)
    /// The audience is not the one that the definition gives such records.
    case wrongAudience
    /// The record id is not what the event's dot or key makes it.
    case wrongRecord
    /// A sealed letter is written once, by its own place; only the computer that wrote it and the
    /// place that reads it erase it (SPEC 20.3).
    case wrongLetter

    /// One plain sentence for the list of what is kept aside.
    package var sentence: String {
        switch self {
        case .unreadable: "内容无法读取，可能由不兼容的程序写成；请联系来源单位核对。"
        case .unknownField(let field): "所依据的登记簿定义中没有字段“\(field)”，请核对来源程序版本。"
        case .wrongValue(let field): "字段“\(field)”的值不符合定义，请来源单位更正后重新登记。"
        case .wrongPayload(let field): "字段“\(field)”的个人信息标记不符，已隔离，请联系信息技术人员。"
        case .wrongTransition(let name): "办理环节“\(name)”不符合流程定义，请来源单位核对。"
        case .wrongAudience: "记录的知悉范围与登记簿定义不符，已隔离，请联系信息技术人员。"
        case .wrongRecord: "记录编号与内容不符，已隔离，请联系信息技术人员。"
        case .wrongLetter: "密件写好以后不能改，只有写的电脑和收的地方能删除；已隔离，密件没有变。"
        }
    }
}

/// Decides whether an event may be folded, from the event and the definition that it names alone,
/// so that the verdict is the same on every node and in every order (design section 3).
package enum EventAcceptance {
    /// Checks an event's content against the definition; audience and record id are `Store`'s part.
    package static func check(
        _ content: EventContent,
        of type: EventType,
        _ definition: RegisterDefinition
    ) throws(Unacceptable) {
        if type == .attach { return try checkAttachment(content) }
        for write in content.writes { try check(write, definition) }
        guard let transition = content.payload.transition else { return }
        guard let known = definition.workflow?.transition(named: transition.name),
            known.to == transition.to, known.from.contains(transition.from),
            content.writes.contains(where: {
                $0.cell == .field(RegisterDefinition.stateField)
                    && $0.sibling.value == .text(transition.to)
            })
        else { throw .wrongTransition(transition.name) }
    }

    private static func check(
        _ write: EventContent.Write,
        _ definition: RegisterDefinition
    ) throws(Unacceptable) {
        switch write.cell {
        case .field(RegisterDefinition.stateField):
            guard let workflow = definition.workflow else {
                throw .unknownField(RegisterDefinition.stateField)
            }
            guard case .text(let state)? = write.sibling.value, workflow.states.contains(state),
                !write.isPersonal
            else { throw .wrongValue(RegisterDefinition.stateField) }
        case .field(let id):
            guard let field = definition.field(id), field.type != .list else {
                throw .unknownField(id)
            }
            try check(write, field, isPersonal: field.isPersonal, name: id)
        case .item(let list, _, let item):
            guard let field = definition.field(list), field.type == .list else {
                throw .unknownField(list)
            }
            if item == ListRow.removedItem {
                guard case .boolean? = write.sibling.value, !write.isPersonal else {
                    throw .wrongValue(list)
                }
                return
            }
            guard let column = field.item(item) else { throw .unknownField("\(list).\(item)") }
            try check(
                write,
                column,
                isPersonal: field.isPersonal || column.isPersonal,
                name: "\(list).\(item)"
            )
        }
    }

    private static func check(
        _ write: EventContent.Write,
        _ field: FieldDefinition,
        isPersonal: Bool,
        name: String
    ) throws(Unacceptable) {
        guard write.isPersonal == isPersonal else { throw .wrongPayload(name) }
        guard let value = write.sibling.value else { return }
        guard field.accepts(value) else { throw .wrongValue(name) }
    }
}

extension FieldDefinition {
    /// Whether a value has the form that the field's type has in events.
    package func accepts(_ value: FieldValue) -> Bool {
        switch (type, value) {
        case (.integer, .integer), (.boolean, .boolean): true
        case (.reference, .reference), (.reference, .text): true
        case (.integer, _), (.boolean, _), (.list, _): false
        case (.choice, .text(let text)): choices.contains(text)
        case (_, .text): true
        default: false
        }
    }
}
