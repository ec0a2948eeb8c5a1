import Assessment
import Records

/// Registers and schemes as texts: what is read must be read again from its canonical form.
enum DefinitionFuzzing {
    /// The first byte says whether it is a register or a scheme.
    static func read(_ bytes: [UInt8]) {
        guard let first = bytes.first,
            let text = String(validating: bytes.dropFirst(), as: UTF8.self)
        else { return }
        if first.isMultiple(of: 2) {
            guard let definition = try? DefinitionReader.read(yaml: text) else { return }
            let again = try? DefinitionReader.read(json: definition.canonicalBytes)
            precondition(again == definition, "a register is not read from its canonical form")
        } else {
            _ = try? SchemeReader.read(yaml: text)
        }
    }
}
