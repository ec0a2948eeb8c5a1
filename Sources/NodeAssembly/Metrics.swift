internal import Enrolment
internal import Foundation
internal import Store

/// Figures of the node in Prometheus' text format: counts and times alone, no content and nobody's
/// name; places by their codes.
struct Metrics {
    private var lines: [String] = []

    /// Reads the node's status and writes its figures.
    static func text(of node: Node) throws -> String {
        var metrics = Metrics()
        let status = try node.status()
        metrics.add(status)
        metrics.add("liandong_database_bytes", "数据库文件的字节数，连同它旁边的日志", node.databaseByteCount)
        metrics.add(status.children)
        return metrics.lines.joined(separator: "\n") + "\n"
    }

    private mutating func add(_ status: NodeStatus) {
        let counts = status.counts
        add("liandong_events", "本机持有的事件", counts.events)
        add("liandong_records", "本机持有的记录", counts.records)
        add("liandong_pending_events", "上级还没有确认收到的事件", status.pending)
        add("liandong_pending_root_events", "县里的公告还没有列出的事件", status.pendingRoot)
        add("liandong_conflicts", "等人决定的冲突", Int64(counts.conflicts))
        add("liandong_quarantine_events", "隔离的事件", Int64(counts.quarantined))
        add("liandong_stripped_events", "个人信息没有送到的事件", Int64(counts.stripped))
        add("liandong_waiting_events", "等待所缺内容的事件", Int64(counts.waiting))
        let erasures = Int64(status.openErasures.count)
        add("liandong_open_erasures", "还有电脑没有回执的个人信息删除", erasures)
        add("liandong_pending_since_seconds", "最早的待发事件的时间", status.pendingSince)
        add("liandong_last_sync_seconds", "上次与上级联系成功的时间", status.contact.succeededAt)
        add("liandong_last_sync_failed", "最近一次同步没有成功为 1", status.contact.fault == nil ? 0 : 1)
        add("liandong_clock_offset_seconds", "上级的钟减本机的钟", status.clockOffset)
        let isDoubtful = status.isClockInDoubt || status.clockWarning != nil
        add("liandong_clock_in_doubt", "本机的钟可疑为 1", isDoubtful ? 1 : 0)
    }

    private mutating func add(_ children: [ChildSummary]) {
        let figures: [(name: String, help: String, value: (ChildSummary) -> Int64?)] = [
            ("last_contact_seconds", "下级上次联系的时间", { $0.lastContact }),
            ("behind_events", "下级封账时有、这里还没有的事件", { $0.behind }),
            ("unsent_events", "这里有、下级还没有确认收到的事件", { $0.unsent }),
            ("oldest_unsent_seconds", "其中最早一个的时间", { $0.oldestUnsent }),
            ("conflicts", "下级及其下的冲突", { Int64($0.conflicts) }),
            ("quarantine_events", "下级及其下隔离的事件", { Int64($0.quarantine) }),
            ("clock_offset_seconds", "下级的钟减本机的钟", { $0.clockOffset }),
            ("failed", "下级最近一次联系有没有收下的内容为 1", { $0.lastError == nil ? 0 : 1 }),
        ]
        for figure in figures {
            let name = "liandong_child_\(figure.name)"
            let values = children.compactMap { child in
                figure.value(child).map { "\(name){region=\"\(child.region)\"} \($0)" }
            }
            guard !values.isEmpty else { continue }
            lines += head(name, figure.help) + values
        }
    }

    /// A figure that is not known is left out.
    private mutating func add(_ name: String, _ help: String, _ value: Int64?) {
        guard let value else { return }
        lines += head(name, help) + ["\(name) \(value)"]
    }

    private func head(_ name: String, _ help: String) -> [String] {
        ["# HELP \(name) \(help)", "# TYPE \(name) gauge"]
    }
}

extension Node {
    /// Bytes of the database and of the files beside it that belong to it.
    fileprivate var databaseByteCount: Int64 {
        ["", "-wal"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: folder.storePath + suffix
            )
            return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
        }
    }
}
