import Foundation

/// Progress of long work, on standard error and only where a person looks at it.
final class Progress {
    private let label: String
    private let isShown = isatty(STDERR_FILENO) == 1
    private var lastPercent = -1

    init(_ label: String) { self.label = label }

    /// Shows how much is done, at most once a per cent.
    func show(_ done: Int, of total: Int) {
        guard isShown, total > 0 else { return }
        let percent = done * 100 / total
        guard percent != lastPercent else { return }
        lastPercent = percent
        Output.message("\r\(label)：\(percent)%")
    }

    /// Leaves the line.
    func end() {
        guard isShown, lastPercent >= 0 else { return }
        Output.message("\r\u{1B}[K")
    }
}
