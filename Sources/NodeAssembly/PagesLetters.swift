internal import Causality
internal import Enrolment
internal import Exchange
internal import Records
internal import Store
internal import WebPages

extension Node {
    /// How the pages seal letters to the root, and open those that were sealed to this node.
    var letterBox: LetterBox {
        LetterBox(
            receiver: { try root() },
            letters: {
                try sealedLetters().map { letter in
                    LetterBox.Letter(
                        id: letter.id.text,
                        from: letter.from,
                        to: letter.to,
                        writtenAt: letter.writtenAt,
                        register: letter.register,
                        fields: letter.fields
                    )
                }
            },
            seal: { register, fields, actor in
                guard let root = try root() else { throw LetterBox.Refusal("本机就是收密件的地方。") }
                do {
                    return try seal(register, fields, for: root.code, actor: actor)
                } catch let error as SealedLetterError {
                    throw LetterBox.Refusal(error.sentence)
                } catch let error as BundleExportError {
                    throw LetterBox.Refusal(error.sentence)
                } catch let error as EnrolmentError {
                    throw LetterBox.Refusal(error.sentence)
                }
            }
        )
    }

    /// The root of the tree; nil where this node serves it, or does not know it yet.
    private func root() throws -> Place? {
        try store.read { session in
            let root = RecordID.rootPlace(of: try session.rootKey())
            return try root == session.ownPlace() ? nil : session.place(root)
        }
    }
}
