internal import Bookkeeping
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
            receiver: {
                switch try letterRoot() {
                case .here: .here
                case .unknown: .unknown
                case .place(let root): .place(name: root.name)
                }
            },
            letters: sealedLetters,
            letter: sealedLetter,
            check: { register, fields, actor in
                try toRoot { try checkSealing(register, fields, for: $0, actor: actor) }
            },
            seal: { register, fields, actor in
                try toRoot { try seal(register, fields, for: $0, actor: actor).id }
            }
        )
    }

    private enum LetterRoot {
        case here, unknown
        case place(Place)
    }

    private func letterRoot() throws -> LetterRoot {
        try store.read { session in
            let root = RecordID.rootPlace(of: try session.rootKey())
            if try root == session.ownPlace() { return .here }
            return try session.place(root).map(LetterRoot.place) ?? .unknown
        }
    }

    /// Seals to the root, whatever is in the way said as the pages know it.
    private func toRoot<Value>(_ seal: (_ code: String) throws -> Value) throws -> Value {
        guard case .place(let root) = try letterRoot() else {
            throw SealedLetterError.notAbove
        }
        do {
            return try seal(root.code)
        } catch let error as BundleExportError {
            throw SealedLetterError.refused(error.sentence)
        } catch let error as EnrolmentError {
            throw SealedLetterError.refused(error.sentence)
        }
    }
}
