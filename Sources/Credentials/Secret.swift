import Foundation

/// A type whose contents must not reach a log, a crash report or a test's failure message.
///
/// Printing, debugging and `dump` show the type's name only.
protocol Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Secret {
    /// The type's name, without what it holds.
    package var description: String { "\(Self.self)(…)" }

    /// The type's name, without what it holds.
    package var debugDescription: String { description }

    /// A mirror that shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Comparison that takes the same time wherever the first difference is.
enum ConstantTime {
    /// Whether both have the same bytes; only the counts may be learnt from the time it takes.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
