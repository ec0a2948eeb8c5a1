import SyncClient
import Store
import Foundation
import Synchronization

/// What was sent in vain when the link is cut while a year goes up, just as an answer comes.
enum CutRows {
    private static let eventCount = 3_300
    private static let byteCountMax = 65_536
    private static let cutCount = 3

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        let folder = setting.folder.path + "/cut"
        let world = try BenchWorld(villageCount: 1, countyFolder: folder)
        let village = world.villages[0]
        let parent = try ParentProcess(folder, state: setting.folder)
        defer { parent.stop() }
        let relay = try CutRelay(upstream: UInt16(parent.port))
        try village.dial(world.county, at: "http://127.0.0.1:\(relay.port)")
        for _ in 0..<2 { _ = try await village.client(setting.folder).sync() }
        var maker = CaseMaker(village, seed: 5)
        try maker.appendCases(eventCount / CaseMaker.eventsPerCase)
        var worst = 0
        for _ in 0..<cutCount {
            relay.cutNextAnswer()
            let report = try? await village.client(setting.folder).sync()
            guard report == nil else { throw BenchFault.unequal("the link was not cut") }
            worst = max(worst, relay.byteCountInVain)
        }
        _ = try await village.client(setting.folder).sync()
        let place = try village.place
        let states = try [village, world.county].map { node in
            try node.store.read { try $0.counts(at: place).state }
        }
        guard states[0] == states[1] else { throw BenchFault.unequal("after the cut") }
        return [
            TableRow(
                "link cut in the middle: sent again",
                "\(worst) B at most of \(cutCount) cuts",
                goal: "≤ 64 KB",
                isMet: worst <= byteCountMax
            )
        ]
    }
}

/// A line on this machine that can be cut: a relay of TCP bytes.
final class CutRelay: Sendable {
    private struct State {
        var isToCut = false
        var byteCountUp = 0
        var byteCountInVain = 0
    }

    let port: UInt16
    private let upstream: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    init(upstream: UInt16) throws {
        self.upstream = upstream
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = CutRelay.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, plain, &length) == 0
            }
        }
        guard isBound else { throw BenchFault.failed(["listen"], "not possible") }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in
            while true {
                let child = accept(listener, nil, nil)
                guard child >= 0 else { return }
                open(child)
            }
        }
    }

    /// Cuts the line when the next answer begins to come.
    func cutNextAnswer() { state.withLock { $0 = State(isToCut: true) } }

    /// What had gone up since the last answer when the line was cut.
    var byteCountInVain: Int { state.withLock { $0.byteCountInVain } }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private func open(_ child: Int32) {
        let parent = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = CutRelay.loopback(upstream)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(parent, $0, length) == 0
            }
        }
        guard isConnected else {
            close(child)
            return
        }
        for (from, to, isUpward) in [(child, parent, true), (parent, child, false)] {
            Thread.detachNewThread { [self] in
                pump(from, to, isUpward)
                shutdown(from, Int32(SHUT_RDWR))
                shutdown(to, Int32(SHUT_RDWR))
            }
        }
    }

    private func pump(_ from: Int32, _ to: Int32, _ isUpward: Bool) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0, passes(count, isUpward) else { return }
            var sent = 0
            while sent < count {
                let piece = send(to, Array(buffer[sent..<count]), count - sent, 0x4000)
                guard piece > 0 else { return }
                sent += piece
            }
        }
    }

    private func passes(_ count: Int, _ isUpward: Bool) -> Bool {
        state.withLock {
            if isUpward {
                $0.byteCountUp += count
                return true
            }
            guard !$0.isToCut else {
                $0.isToCut = false
                $0.byteCountInVain = $0.byteCountUp
                return false
            }
            $0.byteCountUp = 0
            return true
        }
    }
}
