internal import Bookkeeping
internal import Causality
internal import Enrolment
internal import Exchange
internal import Records
internal import Store
internal import WebPages

extension Node {
    /// How the pages seal letters to the topmost place that gets them, and open those that were
    /// sealed to this node.
    var letterBox: LetterBox {
        LetterBox(
            receiver: {
                switch try letterTop() {
                case .here: .here
                case .unknown: .unknown
                case .place(let top): .place(name: top.name)
                }
            },
            letters: sealedLetters,
            letter: sealedLetter,
            check: { register, fields, actor in
                try toTop { try checkSealing(register, fields, for: $0, actor: actor) }
            },
            seal: { register, fields, actor in
                try toTop { try seal(register, fields, for: $0, actor: actor).id }
            }
        )
    }

    private enum LetterTop {
        case here, unknown
        case place(Place)
    }

    private func letterTop() throws -> LetterTop {
        try store.read { session in
            let top = try session.topHolder()
            if try top == session.ownPlace() { return .here }
            return try session.place(top).map(LetterTop.place) ?? .unknown
        }
    }

    /// Seals to the top, whatever is in the way said as the pages know it.
    private func toTop<Value>(_ seal: (_ code: String) throws -> Value) throws -> Value {
        guard case .place(let top) = try letterTop() else {
            throw SealedLetterError.notAbove
        }
        do {
            return try seal(top.code)
        } catch let error as BundleExportError {
            throw SealedLetterError.refused(error.sentence)
        } catch let error as EnrolmentError {
            throw SealedLetterError.refused(error.sentence)
        }
    }
}
