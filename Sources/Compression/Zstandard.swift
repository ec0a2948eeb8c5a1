import CLibzstd

/// Zstandard frames (RFC 8878) as they stand in bundles: without the four magic bytes.
///
/// A frame carries its content size, so that a reader knows the whole cost before it allocates, but
/// neither a checksum (the layers above sign and hash) nor a dictionary id (the protocol version
/// names the dictionary). The same input gives the same bytes only for one version of the library:
/// never hash or compare compressed bytes.
package enum Zstandard {
    /// The level for exchanges: higher ones cost many times the time for a few percent.
    package static let defaultLevel: Int32 = 3

    /// The magic number of RFC 8878 3.1.1, least byte first; always the same, so never sent.
    private static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// Compresses bytes into one frame.
    ///
    /// A dictionary's bytes are used as they are (content that is likely to occur); the reader
    /// needs the very same. Levels run from 1 to 19. Each call makes its own context.
    package static func compress(
        _ bytes: [UInt8],
        level: Int32 = defaultLevel,
        dictionary: [UInt8]? = nil
    ) -> [UInt8] {
        precondition((1...19).contains(level), "level \(level) is not one of 1 to 19")
        guard let context = ZSTD_createCCtx() else { preconditionFailure("no memory for zstd") }
        defer { ZSTD_freeCCtx(context) }
        set(ZSTD_c_compressionLevel, to: level, in: context)
        set(ZSTD_c_contentSizeFlag, to: 1, in: context)
        set(ZSTD_c_checksumFlag, to: 0, in: context)
        set(ZSTD_c_dictIDFlag, to: 0, in: context)
        let prefix = dictionary ?? []
        let capacity = ZSTD_compressBound(bytes.count)
        let frame = prefix.withUnsafeBytes { prefixBuffer in
            // A prefix is a raw content dictionary for one frame that is referenced, not copied;
            // it must stay in place until the frame is finished, hence the closure.
            let code = ZSTD_CCtx_refPrefix(context, prefixBuffer.baseAddress, prefixBuffer.count)
            precondition(ZSTD_isError(code) == 0, name(of: code))
            return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                let written = ZSTD_compress2(
                    context,
                    buffer.baseAddress,
                    capacity,
                    bytes,
                    bytes.count
                )
                // With a buffer of the bound's size only a lack of memory is left to fail.
                precondition(ZSTD_isError(written) == 0, name(of: written))
                count = written
            }
        }
        return Array(frame.dropFirst(magic.count))
    }

    /// Restores the bytes of one frame, never allocating for more than `outputByteCountMax`.
    ///
    /// Frames of other writers without a content size are read too. The bytes need not be
    /// trusted: whatever they are, the call returns bytes or throws.
    package static func decompress(
        _ bytes: [UInt8],
        dictionary: [UInt8]? = nil,
        outputByteCountMax: Int
    ) throws(CompressionError) -> [UInt8] {
        precondition(outputByteCountMax >= 0, "a limit of \(outputByteCountMax) bytes")
        let frame = magic + bytes
        let frameByteCount = ZSTD_findFrameCompressedSize(frame, frame.count)
        guard ZSTD_isError(frameByteCount) == 0 else { throw fault(of: frameByteCount) }
        // The library would decode a second frame silently and add its output to the first.
        guard frameByteCount == frame.count else { throw .damaged(reason: "Trailing bytes") }
        let capacity = try outputCapacity(of: frame, byteCountMax: outputByteCountMax)
        guard let context = ZSTD_createDCtx() else { throw .memoryShort }
        defer { ZSTD_freeDCtx(context) }
        let prefix = dictionary ?? []
        var code = 0
        // One pass into a buffer for the whole content needs no window of its own, so the window
        // that a frame asks for cannot make the library allocate.
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            code = prefix.withUnsafeBytes { prefixBuffer in
                ZSTD_DCtx_refPrefix(context, prefixBuffer.baseAddress, prefixBuffer.count)
                return ZSTD_decompressDCtx(
                    context,
                    buffer.baseAddress,
                    capacity,
                    frame,
                    frame.count
                )
            }
            count = ZSTD_isError(code) == 0 ? code : 0
        }
        if ZSTD_getErrorCode(code) == ZSTD_error_dstSize_tooSmall {
            throw .outputTooLarge(byteCountMax: outputByteCountMax)
        }
        guard ZSTD_isError(code) == 0 else { throw fault(of: code) }
        // A frame that was silent about its size got room for the limit; keep only what it used.
        return output.count == capacity ? output : output.withUnsafeBufferPointer { Array($0) }
    }

    /// How many bytes to hold ready: what the frame says, or all that is allowed if it is silent.
    private static func outputCapacity(
        of frame: [UInt8],
        byteCountMax: Int
    ) throws(CompressionError) -> Int {
        let stated = ZSTD_getFrameContentSize(frame, frame.count)
        // The library's two special values, macros that Swift does not import.
        if stated == UInt64.max { return byteCountMax }
        guard stated != UInt64.max - 1 else { throw .damaged(reason: "Frame header") }
        guard stated <= UInt64(byteCountMax) else {
            throw .outputTooLarge(byteCountMax: byteCountMax)
        }
        return Int(stated)
    }

    private static func set(
        _ parameter: ZSTD_cParameter,
        to value: Int32,
        in context: OpaquePointer
    ) {
        let code = ZSTD_CCtx_setParameter(context, parameter, value)
        precondition(ZSTD_isError(code) == 0, name(of: code))
    }

    private static func fault(of code: Int) -> CompressionError {
        guard ZSTD_getErrorCode(code) != ZSTD_error_memory_allocation else { return .memoryShort }
        return .damaged(reason: name(of: code))
    }

    private static func name(of code: Int) -> String {
        String(cString: ZSTD_getErrorName(code))
    }
}
