package import Causality
package import Documents

extension VersionVector {
    /// Reads a cut as `provenance.cut` prints it: the last sequence of each stream; nil where it is
    /// none.
    package init?(cut document: DocumentValue?) {
        guard let members = document?.objectValue?.members else { return nil }
        self.init()
        for member in members {
            guard let bytes = Base32.decode(member.key), let stream = StreamID(bytes: bytes),
                let sequence = member.value.integerValue, sequence >= 0
            else { return nil }
            advance(stream, to: UInt64(sequence))
        }
    }
}
