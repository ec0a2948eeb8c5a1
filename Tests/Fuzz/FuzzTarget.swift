import Foundation
import Glibc

/// What bytes of strangers are read by; `FUZZ_TARGET` names one.
///
/// Each takes any bytes: it may refuse them, and must not stop the process, take memory without
/// bound, or give back what it does not read again.
enum FuzzTarget: String, CaseIterable {
    /// Whole messages as they come from the line, once the seal is open.
    case messages
    /// The two lanes of a message, so that no input is lost on a broken compression.
    case lanes
    /// The clear header of a bundle file, and the file around it.
    case bundles
    /// Registers and schemes that an office wrote.
    case definitions
    /// Tables that people import.
    case imports

    /// The one that is to be run.
    static let chosen: FuzzTarget? = {
        guard let name = getenv("FUZZ_TARGET") else { return nil }
        return FuzzTarget(rawValue: String(cString: name))
    }()

    func read(_ bytes: [UInt8]) {
        switch self {
        case .messages: MessageFuzzing.frames(bytes)
        case .lanes: MessageFuzzing.lanes(bytes)
        case .bundles: BundleFuzzing.read(bytes)
        case .definitions: DefinitionFuzzing.read(bytes)
        case .imports: ImportFuzzing.read(bytes)
        }
    }
}

/// What libFuzzer calls with each input; its own `main` names it.
@_cdecl("LLVMFuzzerTestOneInput")
func readInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen?.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// libFuzzer, with a reader of its inputs.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ reader: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The program: libFuzzer's options, and the target in the environment.
@main
enum FuzzProgram {
    static func main() {
        guard FuzzTarget.chosen != nil else {
            let names = FuzzTarget.allCases.map(\.rawValue)
            FileHandle.standardError.write(Data("FUZZ_TARGET must be one of \(names)\n".utf8))
            exit(64)
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runFuzzer(&count, &arguments, readInput))
    }
}
