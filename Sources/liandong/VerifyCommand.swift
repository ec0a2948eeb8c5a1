import ArgumentParser
import Documents
import NodeAssembly
import Store

/// `verify`: every chain, signature, projection and digest.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "核对每条链、每个签名、每张数据表和每个校验码"
    )

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let node = try shared.openNode()
        let progress = Progress("正在核对")
        let faults = try node.store.read { session in
            try session.verify { progress.show($0, of: $1) }
        }
        progress.end()
        if shared.format == .json {
            Printing.json(
                .object(
                    DocumentObject(members: [
                        ("ok", .boolean(faults.isEmpty)),
                        ("faults", .list(faults.map(document))),
                    ])
                )
            )
        } else if faults.isEmpty {
            Printing.line("核对无误：链、签名、数据表和校验码都相符。")
        }
        guard let first = faults.first else { return }
        let place = first.stream.isEmpty ? "" : "（流 \(first.stream)，第 \(first.sequence) 个）"
        let remedy = first.sentence.contains("请") ? "" : "请从备份或上级恢复。"
        throw Failure(
            status: .refused,
            sentence: "核对发现 \(faults.count) 处不符。第一处：\(first.sentence)\(place)\(remedy)"
        )
    }

    private func document(of fault: StoreFault) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("stream", .text(fault.stream)),
                ("sequence", .number(String(fault.sequence))),
                ("message", .text(fault.sentence)),
            ])
        )
    }
}
