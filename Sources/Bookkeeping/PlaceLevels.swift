internal import Causality
internal import Merge
internal import Records
internal import Store

extension Desk {
    /// A place's level follows from its code, and is lower than that of the place above it: sums
    /// and rankings go by both.
    func checkLevel(_ revision: Revision) throws {
        guard revision.definition.id == SystemRegister.region,
            !revision.changed.isDisjoint(with: ["code", "level", "parent"]),
            case .text(let levelText)? = revision.after("level"),
            let level = PlaceLevel(rawValue: levelText)
        else { return }
        if case .text(let text)? = revision.after("code"), let code = RegionCode(text: text),
            code.level != level
        {
            throw levelFault(
                "level",
                "\(code.text) 是\(code.level.label)一级的代码，级别不能填“\(level.label)”，请核对代码和级别。"
            )
        }
        guard let above = try placeAbove(revision), level <= above.level else { return }
        throw levelFault(
            "parent",
            "上级“\(above.name)”是\(above.level.label)一级，\(level.label)不能放在它下面，请核对上级。"
        )
    }

    /// The place above after the change; nil where there is none or its record is not here.
    private func placeAbove(_ revision: Revision) throws -> (name: String, level: PlaceLevel)? {
        let parent = revision.after("parent")
        guard case .reference(let id)? = try resolved(parent, revision.definition.field("parent")),
            let place = try held(id), case .text(let text)? = place.state["level"]?.value,
            let level = PlaceLevel(rawValue: text)
        else { return nil }
        let caption = try caption(of: id)
        return (caption.name ?? caption.text, level)
    }

    private func levelFault(_ field: String, _ message: String) -> BookkeepingError {
        .invalid([EntryFault(field: field, reason: "wrong_level", message: message)])
    }
}
