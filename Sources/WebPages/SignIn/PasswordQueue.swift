internal import Dispatch

/// Checks passwords one at a time, so that a hundred attempts at once cost no more memory than one.
enum PasswordQueue {
    private static let queue = DispatchQueue(label: "liandong.passwords")

    static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
