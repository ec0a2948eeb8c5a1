import ArgumentParser
import Bookkeeping
import Catalogue
import Credentials
import Defining
import Enrolment
import EvidenceGathering
import Exchange
import Foundation
import NodeAssembly
import Spreadsheets
import Store
import SyncClient

/// How a command ends when it cannot do what it was asked: a status for scripts, one plain sentence
/// for people.
struct Failure: Error {
    /// The exit statuses that scripts rely on.
    enum Status: Int32 {
        case refused = 1
        case usage = 64
        case badData = 65
        case unreachable = 69
        case tryAgain = 75
    }

    let status: Status
    let sentence: String

    /// The command did its work, and its result did not get where it should.
    static let unwritten = Failure(
        status: .refused,
        sentence: "结果没有写完：写出的地方满了，或者不能写。要做的已经做了，请换一个地方再查看一次。"
    )

    /// Ends the process with the status and sentence that fit an error.
    static func end(_ error: any Error) -> Never {
        if let failure = known(error) {
            complain(failure.sentence)
            exit(failure.status.rawValue)
        }
        let code = Liandong.exitCode(for: error)
        if code == .success {
            Printing.line(HelpText.chinese(Liandong.fullMessage(for: error)))
            exit(EXIT_SUCCESS)
        }
        if code == .validationFailure {
            complain(usageSentence(Liandong.message(for: error)))
            exit(Status.usage.rawValue)
        }
        if error is ExitCode { exit(code.rawValue) }
        complain("没有完成，请重试；仍不行请把下一行告诉信息技术人员。\n技术信息：\(error)")
        exit(Status.refused.rawValue)
    }

    /// Prints a sentence where results are not mixed with it.
    static func complain(_ sentence: String) {
        Output.message(sentence + "\n")
    }

    /// The parser speaks English; of its message people get the word that it stumbled over.
    private static func usageSentence(_ message: String) -> String {
        let parts = message.split(separator: "'", omittingEmptySubsequences: false)
        let word = parts.count >= 3 ? "，问题在“\(parts[1])”" : ""
        return "命令写得不对\(word)。请用 liandong --help 或 liandong 命令 --help 查看用法。"
    }

    private static func known(_ error: any Error) -> Failure? {
        switch error {
        case let failure as Failure: failure
        case StoreError.busy: Failure(status: .tryAgain, sentence: StoreError.busy.sentence)
        case let error as StoreError: Failure(status: status(of: error), sentence: error.sentence)
        case let error as EnrolmentError:
            Failure(status: status(of: error), sentence: error.sentence)
        case let error as SyncClientError:
            Failure(
                status: Status(rawValue: error.exitStatus) ?? .refused,
                sentence: error.sentence
            )
        case let error as EvidenceError:
            Failure(status: error.isUsage ? .usage : .refused, sentence: error.sentence)
        case let error as SpreadsheetError: Failure(status: .refused, sentence: error.sentence)
        case let error as EditionError: Failure(status: .refused, sentence: error.sentence)
        case let error as BookkeepingError:
            Failure(status: status(of: error), sentence: error.sentence)
        case let error as BundleTrouble:
            Failure(status: status(of: error.fault), sentence: error.sentence)
        case let error as BundleExportError: Failure(status: .refused, sentence: error.sentence)
        case let error as JoiningFileError: Failure(status: .badData, sentence: error.sentence)
        case let error as FileTrouble: Failure(status: .refused, sentence: error.sentence)
        case let error as NodeError: Failure(status: .refused, sentence: error.sentence)
        case let error as BackupError: Failure(status: .refused, sentence: error.sentence)
        case let error as CredentialError: Failure(status: .refused, sentence: error.sentence)
        case let error as DefiningError:
            Failure(status: status(of: error), sentence: error.sentence)
        case let error as SealedLetterError: Failure(status: .refused, sentence: error.sentence)
        case let error as CatalogueError: Failure(status: .refused, sentence: error.sentence)
        default: nil
        }
    }

    private static func status(of error: StoreError) -> Status {
        switch error {
        case .unknownRegister: .usage
        case .tooLarge: .badData
        case .diskFull: .tryAgain
        default: .refused
        }
    }

    private static func status(of error: BookkeepingError) -> Status {
        switch error.kind {
        case .refused: .refused
        case .usage: .usage
        case .badData: .badData
        }
    }

    private static func status(of error: DefiningError) -> Status {
        switch error.kind {
        case .refused: .refused
        case .usage: .usage
        case .badData: .badData
        }
    }

    private static func status(of fault: BundleFault) -> Status {
        switch fault {
        case .partMissing, .gap: .tryAgain
        case .notABundle, .header, .cut, .changed, .malformed, .trailing, .signature: .badData
        case .unsupportedVersion, .otherPlace, .notAddressed, .unknownSender, .otherBranch,
            .withdrawnSender, .ownBundle:
            .refused
        }
    }

    private static func status(of error: EnrolmentError) -> Status {
        switch error {
        case .badCode, .badDate, .badName, .wrongLevel: .badData
        default: .refused
        }
    }
}
