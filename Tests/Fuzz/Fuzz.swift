import Foundation
import Glibc

// Two programs of one source. Built as usual it takes given files: what a fuzzer found is seen again without one.
// Built with `--sanitize fuzzer -Xswiftc -DFUZZING` (see `make fuzz`) it has no entry of its own: libFuzzer's
// (llvm.org/docs/LibFuzzer.html) calls the function below with one input after the other.

#if FUZZING
    private let parser: FuzzedParser = {
        guard let name = getenv("LANTAI_FUZZ"), let parser = FuzzedParser(rawValue: String(cString: name)) else {
            FileHandle.standardError.write(Data("LANTAI_FUZZ is one of: \(FuzzedParser.names)\n".utf8))
            exit(2)
        }
        return parser
    }()

    @_cdecl("LLVMFuzzerTestOneInput")
    public func takeOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        take(Data(UnsafeRawBufferPointer(start: bytes, count: count)), by: parser)
        return 0
    }
#else
    @main enum Fuzz {
        static func main() {
            let arguments = CommandLine.arguments.dropFirst()
            guard let name = arguments.first, let parser = FuzzedParser(rawValue: name), arguments.count > 1 else {
                FileHandle.standardError.write(
                    Data("Usage: Fuzz PARSER FILE…, a parser being one of: \(FuzzedParser.names)\n".utf8))
                exit(64)
            }
            for path in arguments.dropFirst() {
                guard let bytes = FileManager.default.contents(atPath: path) else {
                    FileHandle.standardError.write(Data("\(path): cannot be read\n".utf8))
                    exit(66)
                }
                take(bytes, by: parser)
                print("\(path): taken")
            }
        }
    }
#endif

/// Ends the process where there is no room for files: nothing more can be learnt then.
private func take(_ bytes: Data, by parser: FuzzedParser) {
    do {
        try parser.take(bytes)
    } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        exit(74)
    }
}
