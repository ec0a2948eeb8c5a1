internal import Dispatch

/// Runs what blocks (the database, password hashing) beside the threads that answer requests: those
/// are as few as the machine has cores, and one long query would stop all pages.
enum BlockingCall {
    private static let queue = DispatchQueue(label: "liandong.pages", attributes: .concurrent)

    /// Waits for the work without holding a thread.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
