import Compression
import Testing

@Suite("Zstandard")
struct ZstandardTests {
    private let sample = Array(
        (0..<20).map { #"{"register":"village-agency","state":"受理","n":\#($0)}"# + "\n" }
            .joined().utf8
    )
    private let dictionary = Array(#""register":"village-agency","state":"受理","n":"#.utf8)

    @Test("what is compressed comes back, with and without a dictionary, at any level")
    func roundTrip() throws {
        for bytes in [[], [7], sample, noise(byteCount: 100_000), sample + noise(byteCount: 300)] {
            for level in [Int32(1), 3, 9, 19] {
                let plain = Zstandard.compress(bytes, level: level)
                #expect(try Zstandard.decompress(plain, outputByteCountMax: bytes.count) == bytes)
                let short = Zstandard.compress(bytes, level: level, dictionary: dictionary)
                let back = try Zstandard.decompress(
                    short,
                    dictionary: dictionary,
                    outputByteCountMax: bytes.count
                )
                #expect(back == bytes)
            }
        }
    }

    @Test("a frame of nothing takes five bytes, noise grows by less than ten")
    func overhead() {
        #expect(Zstandard.compress([]).count == 5)
        #expect(Zstandard.compress(noise(byteCount: 200)).count <= 210)
        #expect(Zstandard.compress(sample).count < sample.count / 5)
    }

    @Test("a dictionary makes a single small record much shorter")
    func dictionaryHelps() {
        let record = Array(sample.prefix(53))
        let plain = Zstandard.compress(record)
        let short = Zstandard.compress(record, dictionary: dictionary)
        #expect(short.count * 2 < plain.count)
    }

    @Test("frames of the zstd program are read once their magic number is taken off")
    func foreignFrames() throws {
        // zstd 1.5.4: -19 of a file with checksum; -3 of a pipe, which does not state its size.
        let checked = """
            642e035d030074047b227265676973746572223a2276696c6c6167652d6e6379222c227374617465223a22\
            e58f97e79086222c226e223a307d0a313233343536373839313132333435363738397d0a14a810e8fdcf6a\
            a0179b0330c2ffffeff8924aa8a0dcb32024199189701baf67e0939cddfec9
            """
        let silent = """
            04582d0400a4047b227265676973746572223a2276696c6c6167652d6167656e6379222c22737461746522\
            3a22e58f97e79086222c226e223a307d0a313233343536373839313131313131313131397d0a1300f2204e\
            5107719e388893698338451ac479ca204e260ce2145d1027cc82382fe06401a7049c1770b2805302ce0b38\
            59c02901e7ad71a4a09cddfec9
            """
        for frame in [checked, silent] {
            #expect(try Zstandard.decompress(bytes(frame), outputByteCountMax: 1070) == sample)
            #expect(throws: CompressionError.outputTooLarge(byteCountMax: 1069)) {
                try Zstandard.decompress(bytes(frame), outputByteCountMax: 1069)
            }
        }
    }

    @Test("a frame of the zstd program with a dictionary needs that dictionary")
    func foreignDictionary() throws {
        let frame = bytes("20355d0000207b317d0a0100d6480901")
        let output = try Zstandard.decompress(
            frame,
            dictionary: dictionary,
            outputByteCountMax: 1000
        )
        #expect(String(decoding: output, as: UTF8.self).hasSuffix(#""n":1}"# + "\n"))
        #expect(throws: CompressionError.self) {
            try Zstandard.decompress(frame, outputByteCountMax: 1000)
        }
    }

    @Test("a bomb is refused at its stated size, and at the limit if it states none")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0, count: 16 << 20)
        let stated = Zstandard.compress(zeros)
        #expect(stated.count < 2000)
        #expect(throws: CompressionError.outputTooLarge(byteCountMax: 1 << 20)) {
            try Zstandard.decompress(stated, outputByteCountMax: 1 << 20)
        }
        // A silent frame of a thousand blocks that each repeat one byte 128 KiB times: 128 MiB.
        var silent = bytes("0058")
        for index in 0..<1000 {
            let header = (128 << 13) | 2 | (index == 999 ? 1 : 0)
            silent += [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16), 0]
        }
        #expect(throws: CompressionError.outputTooLarge(byteCountMax: 1 << 20)) {
            try Zstandard.decompress(silent, outputByteCountMax: 1 << 20)
        }
        #expect(
            try Zstandard.decompress(silent, outputByteCountMax: 128 << 20).count == 131_072_000
        )
    }

    @Test("a frame that claims nearly all of memory is refused without allocating")
    func hugeClaim() {
        for claim in ["e0ffffffffffffff7f010000", "e0fdffffffffffffff010000"] {
            #expect(throws: CompressionError.outputTooLarge(byteCountMax: 1 << 30)) {
                try Zstandard.decompress(bytes(claim), outputByteCountMax: 1 << 30)
            }
        }
    }

    @Test("a window of two gigabytes costs nothing, as none is used; a larger one is refused")
    func hugeWindow() throws {
        // Window descriptors A8 (2 GiB) and F8 (2 TiB), then one raw block with the byte 2A.
        #expect(try Zstandard.decompress(bytes("00a80900002a"), outputByteCountMax: 10) == [0x2A])
        #expect(throws: CompressionError.self) {
            try Zstandard.decompress(bytes("00f80900002a"), outputByteCountMax: 10)
        }
    }

    @Test("a frame cut off anywhere is refused, so is one with anything behind it")
    func truncatedAndTrailing() {
        let frame = Zstandard.compress(sample)
        for count in 0..<frame.count {
            #expect(throws: CompressionError.self) {
                try Zstandard.decompress(Array(frame.prefix(count)), outputByteCountMax: 2000)
            }
        }
        let second = [0x28, 0xB5, 0x2F, 0xFD] + Zstandard.compress([1])
        let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]
        for tail in [[0], second, skippable] {
            #expect(throws: CompressionError.damaged(reason: "Trailing bytes")) {
                try Zstandard.decompress(frame + tail, outputByteCountMax: 2000)
            }
        }
    }

    @Test("whatever bit is flipped, decompression ends, and never beyond its limit")
    func flippedBits() {
        let frame = Zstandard.compress(sample)
        for bit in 0..<frame.count * 8 {
            var changed = frame
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let output = try? Zstandard.decompress(changed, outputByteCountMax: 2000)
            #expect((output?.count ?? 0) <= 2000)
        }
        for seed in 0..<500 {
            let rubbish = noise(byteCount: 60, seed: UInt64(seed))
            let output = try? Zstandard.decompress(rubbish, outputByteCountMax: 2000)
            #expect((output?.count ?? 0) <= 2000)
        }
    }

    @Test("each error has a sentence for people")
    func sentences() {
        let errors: [CompressionError] = [
            .outputTooLarge(byteCountMax: 5), .damaged(reason: "x"), .memoryShort,
        ]
        for error in errors { #expect(error.sentence.hasSuffix("。")) }
    }

    /// Bytes without any pattern: a plain xorshift, as this target may import nothing random.
    private func noise(byteCount: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<byteCount).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 32)
        }
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).map { UInt8($0 > 57 ? $0 - 87 : $0 - 48) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
