/// An attribute of an element: a name of the closed list, and a value that is escaped when written.
package struct Attribute: Sendable {
    /// The names; none of them runs script or carries style.
    enum Name: String, Sendable {
        case accesskey, action, autocomplete, charset, checked, `class`, cols, colspan, content
        case datetime, dir, `for`, form, formaction, href, id, inputmode, lang, list, maxlength,
            method,
            name
        case novalidate, open, placeholder, rel, required, role, rows, scope, selected, size, step
        case tabindex, type, value
        case ariaCurrent = "aria-current"
        case ariaDescribedBy = "aria-describedby"
        case ariaHidden = "aria-hidden"
        case ariaInvalid = "aria-invalid"
        case ariaLabel = "aria-label"
        case dataLabel = "data-label"
    }

    let name: Name
    /// Nil for an attribute that is true by being there.
    let value: String?

    private init(_ name: Name, _ value: String?) {
        self.name = name
        self.value = value
    }

    // Addresses, only ever of this node.

    static func href(_ path: PagePath) -> Attribute { Attribute(.href, path.text) }
    static func anchor(_ id: String) -> Attribute { Attribute(.href, "#" + PagePath.encoded(id)) }
    static func action(_ path: PagePath) -> Attribute { Attribute(.action, path.text) }

    /// The form that a button outside of it sends.
    static func form(_ id: String) -> Attribute { Attribute(.form, id) }

    /// Where a button sends its form instead, such as to a place on the page that answers.
    static func formAction(_ path: PagePath) -> Attribute { Attribute(.formaction, path.text) }

    // Texts.

    static func `class`(_ names: String) -> Attribute { Attribute(.class, names) }
    static func id(_ id: String) -> Attribute { Attribute(.id, id) }
    static func name(_ name: String) -> Attribute { Attribute(.name, name) }
    static func value(_ value: String) -> Attribute { Attribute(.value, value) }
    static func `for`(_ id: String) -> Attribute { Attribute(.for, id) }
    static func list(_ id: String) -> Attribute { Attribute(.list, id) }
    static func placeholder(_ text: String) -> Attribute { Attribute(.placeholder, text) }
    static func datetime(_ text: String) -> Attribute { Attribute(.datetime, text) }
    static func describedBy(_ id: String) -> Attribute { Attribute(.ariaDescribedBy, id) }
    static func ariaLabel(_ text: String) -> Attribute { Attribute(.ariaLabel, text) }
    /// The column's name, shown before the value where a narrow window stacks the columns.
    static func label(_ text: String) -> Attribute { Attribute(.dataLabel, text) }
    static func lang(_ language: String) -> Attribute { Attribute(.lang, language) }
    static func content(_ text: String) -> Attribute { Attribute(.content, text) }
    static func metaName(_ name: String) -> Attribute { Attribute(.name, name) }

    // Choices.

    enum InputType: String {
        case checkbox, date, hidden, number, password, radio, search, submit, tel, text
        case dateTime = "datetime-local"
        case month
    }
    enum Completion: String {
        case off
        case username
        case currentPassword = "current-password"
        case newPassword = "new-password"
    }
    static func type(_ type: InputType) -> Attribute { Attribute(.type, type.rawValue) }
    static func autocomplete(_ kind: Completion) -> Attribute {
        Attribute(.autocomplete, kind.rawValue)
    }
    static func inputmode(_ mode: String) -> Attribute { Attribute(.inputmode, mode) }
    static func role(_ role: String) -> Attribute { Attribute(.role, role) }

    // Numbers.

    static func rows(_ count: Int) -> Attribute { Attribute(.rows, String(count)) }
    static func size(_ count: Int) -> Attribute { Attribute(.size, String(count)) }
    static func maxlength(_ count: Int) -> Attribute { Attribute(.maxlength, String(count)) }
    static func colspan(_ count: Int) -> Attribute { Attribute(.colspan, String(count)) }

    // Fixed.

    static let post = Attribute(.method, "post")
    static let get = Attribute(.method, "get")
    static let submit = Attribute(.type, "submit")
    static let columnHeader = Attribute(.scope, "col")
    static let rowHeader = Attribute(.scope, "row")
    static let stylesheet = Attribute(.rel, "stylesheet")
    static let utf8 = Attribute(.charset, "utf-8")
    static let checked = Attribute(.checked, nil)
    static let selected = Attribute(.selected, nil)
    static let required = Attribute(.required, nil)
    static let open = Attribute(.open, nil)
    static let noValidation = Attribute(.novalidate, nil)
    static let invalid = Attribute(.ariaInvalid, "true")
    static let currentPage = Attribute(.ariaCurrent, "page")
    static let skippedByTab = Attribute(.tabindex, "-1")
    static let hiddenFromReaders = Attribute(.ariaHidden, "true")
    static let reachable = Attribute(.tabindex, "0")
    static let secondsToo = Attribute(.step, "1")
    static let anyDirection = Attribute(.dir, "auto")
}
