import CDispatch
import Ambient
import Foundation
import Synchronization

/// A slow line with delay and loss: carries packets between two TUN devices on its own thread.
///
/// The kernels of small machines have no `netem`. Each device is made here and then moved into its
/// network namespace; the descriptors stay.
final class PoorLine: Sendable {
    static let bitsPerSecond = 64_000.0
    static let delaySeconds = 0.25
    static let loss = 0.05
    static let queueMax = 60
    static let packetByteCountMax = 1_400

    private struct State {
        var seed: UInt64 = 0
        var isClear = true
        var isEnded = false
        var byteCount = 0
    }

    private let devices: [Int32]
    private let state = Mutex(State())

    /// Makes two devices of these names; the line is clear until `begin`.
    init(_ names: [String]) throws {
        devices = try names.map(PoorLine.device)
        Thread.detachNewThread { [self] in carry() }
    }

    /// Poor from now on, its losses drawn from the seed, nothing counted yet.
    func begin(seed: UInt64) {
        state.withLock { $0 = State(seed: seed, isClear: false) }
    }

    /// Clear again; gives the bytes of all packets since `begin`, those that were lost included.
    func clear() -> Int {
        state.withLock {
            $0.isClear = true
            return $0.byteCount
        }
    }

    /// Ends the thread and the devices.
    func end() { state.withLock { $0.isEnded = true } }

    private static func device(_ name: String) throws -> Int32 {
        let setInterface: UInt = 0x4004_54CA
        let plainPackets: UInt16 = 0x1001
        let descriptor = open("/dev/net/tun", O_RDWR | O_NONBLOCK)
        guard descriptor >= 0 else { throw BenchFault.failed(["/dev/net/tun"], "not usable") }
        var request = [UInt8](repeating: 0, count: 40)
        for (index, byte) in name.utf8.prefix(15).enumerated() { request[index] = byte }
        withUnsafeBytes(of: plainPackets) { request.replaceSubrange(16..<18, with: $0) }
        let result = ioctl(descriptor, setInterface, &request)
        guard result == 0 else {
            close(descriptor)
            throw BenchFault.failed(["TUNSETIFF"], "not allowed")
        }
        return descriptor
    }

    private func carry() {
        var lanes = [Lane(to: devices[1]), Lane(to: devices[0])]
        var generator = SeededGenerator(seed: 0)
        var seed: UInt64 = 0
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let present = state.withLock { $0 }
            if present.isEnded { break }
            if present.seed != seed {
                seed = present.seed
                generator = SeededGenerator(seed: seed)
            }
            for index in lanes.indices { lanes[index].deliver(at: PoorLine.now) }
            wait(for: lanes.compactMap(\.nextDue).min())
            for (index, device) in devices.enumerated() {
                while true {
                    let count = read(device, &buffer, buffer.count)
                    guard count > 0 else { break }
                    state.withLock { $0.byteCount += count }
                    let packet = Array(buffer[0..<count])
                    let isLost = Double.random(in: 0..<1, using: &generator) < PoorLine.loss
                    lanes[index].take(packet, at: PoorLine.now, present.isClear, isLost: isLost)
                }
            }
        }
        for device in devices { close(device) }
    }

    private func wait(for due: Double?) {
        let milliseconds = due.map { max(0, ($0 - PoorLine.now) * 1_000) } ?? 50
        var descriptors = devices.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&descriptors, nfds_t(descriptors.count), Int32(min(50, milliseconds.rounded(.up))))
    }

    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// One way of the line.
private struct Lane {
    private let device: Int32
    private var packets: [(due: Double, leaves: Double, bytes: [UInt8])] = []
    private var freeAt = 0.0

    init(to device: Int32) { self.device = device }

    var nextDue: Double? { packets.first?.due }

    mutating func take(_ packet: [UInt8], at now: Double, _ isClear: Bool, isLost: Bool) {
        if isClear { return packets.append((now, now, packet)) }
        guard packets.count(where: { $0.leaves > now }) < PoorLine.queueMax else { return }
        freeAt = max(now, freeAt) + Double(packet.count) * 8 / PoorLine.bitsPerSecond
        // A lost packet has had its time on the line.
        guard !isLost else { return }
        packets.append((freeAt + PoorLine.delaySeconds, freeAt, packet))
    }

    mutating func deliver(at now: Double) {
        while let first = packets.first, first.due <= now {
            _ = write(device, first.bytes, first.bytes.count)
            packets.removeFirst()
        }
    }
}
