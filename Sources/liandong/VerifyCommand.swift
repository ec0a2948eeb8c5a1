import ArgumentParser
import Causality
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
        let (faults, proofs) = try node.store.read { session in
            (
                try session.verify { progress.show($0, of: $1) },
                try session.equivocationProofs()
            )
        }
        progress.end()
        if shared.format == .json {
            Printing.json(
                .object(
                    DocumentObject(members: [
                        ("ok", .boolean(faults.isEmpty)),
                        ("faults", .list(faults.map(document))),
                        ("writtenTwice", .list(proofs.map(document))),
                    ])
                )
            )
        } else if faults.isEmpty {
            Printing.line("核对无误：链、签名、数据表和校验码都相符。")
        }
        if shared.format == .text { tell(proofs) }
        guard let first = faults.first else { return }
        let place = first.stream.isEmpty ? "" : "（流 \(first.stream)，第 \(first.sequence) 个）"
        let remedy = first.sentence.contains("请") ? "" : "请从备份或上级恢复。"
        throw Failure(
            status: .refused,
            sentence: "核对发现 \(faults.count) 处不符。第一处：\(first.sentence)\(place)\(remedy)"
        )
    }

    /// Proofs are no faults of this store: they say that another computer was copied or set back.
    private func tell(_ proofs: [EquivocationProof]) {
        for node in Set(proofs.map(\.node)).sorted() {
            let places = proofs.filter { $0.node == node }.map { "第 \($0.sequence) 个" }
            Printing.line(
                "电脑 \(Base32.encode(node.bytes).prefix(8)) 用同一写入编号写出过两份不同的记录，"
                    + "两份签名都留作证据（\(places.joined(separator: "、"))）。"
            )
        }
    }

    private func document(of proof: EquivocationProof) -> DocumentValue {
        .object(
            DocumentObject(members: [
                ("node", .text(Base32.encode(proof.node.bytes))),
                ("stream", .text(Base32.encode(proof.stream.bytes))),
                ("sequence", .number(String(proof.sequence))),
            ])
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
