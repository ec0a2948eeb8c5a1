import Exchange
import SyncWire

/// Bundle files: what stands in the clear, and the frame around it.
enum BundleFuzzing {
    static func read(_ bytes: [UInt8]) {
        _ = try? BundleHeader(bytes)
        var rest = bytes[...]
        _ = try? BundleFileReader { count in
            let piece = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            return piece
        }
    }
}
