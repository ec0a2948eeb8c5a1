import Ambient
import Credentials
import Testing

@Suite("Sealing")
struct SealingTests {
    private let village = AgreementIdentity(random: .seeded(1))
    private let township = AgreementIdentity(random: .seeded(2))
    private let stranger = AgreementIdentity(random: .seeded(3))
    private let plaintext = Array("联动".utf8)
    private let context = Array("exchange".utf8)

    @Test("a seal opens for its receiver, sender and context, and is 48 bytes longer")
    func roundTrip() throws {
        for message in [[], plaintext, [UInt8](repeating: 7, count: 100_000)] {
            let sealed = Sealing.seal(
                message,
                to: township.agreementKey,
                from: village,
                context: context
            )
            #expect(sealed.count == message.count + Sealing.overheadByteCount)
            #expect(try open(sealed, by: township, from: village) == message)
        }
    }

    @Test("one message sealed twice gives different bytes")
    func fresh() throws {
        let key = township.agreementKey
        let first = Sealing.seal(plaintext, to: key, from: village, context: context)
        let second = Sealing.seal(plaintext, to: key, from: village, context: context)
        #expect(first.prefix(32) != second.prefix(32))
        #expect(first.suffix(16) != second.suffix(16))
    }

    @Test("seals made by an independent implementation of RFC 9180 open")
    func foreignSeals() throws {
        // From a Python programme over HMAC, X25519 and ChaCha20-Poly1305 alone; the keys are the
        // bytes 0…31 (receiver), 32…63 (sender), 64…95 (ephemeral).
        let receiver = try AgreementIdentity(rawRepresentation: Array(0..<32))
        let sender = try AgreementIdentity(rawRepresentation: Array(32..<64))
        #expect(
            receiver.agreementKey.bytes
                == bytes("8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f")
        )
        let encapsulated = "79a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a"
        let authenticated = bytes(encapsulated + "afe395263d242bb9cd15103111004312dd391aa75c74")
        #expect(try open(authenticated, by: receiver, from: sender) == plaintext)
        let anonymous = bytes(encapsulated + "ebb6b113b991333c941b4c7150a1588b87040187ac6e")
        let opened = try Sealing.openAnonymous(anonymous, by: receiver, context: context)
        #expect(opened == plaintext)
    }

    @Test("a wrong receiver, sender, context or mode opens nothing")
    func wrongParties() throws {
        let sealed = Sealing.seal(
            plaintext,
            to: township.agreementKey,
            from: village,
            context: context
        )
        expectBroken { try open(sealed, by: stranger, from: village) }
        expectBroken { try open(sealed, by: township, from: stranger) }
        expectBroken { try open(sealed, by: village, from: township) }
        expectBroken {
            let key = village.agreementKey
            return try Sealing.open(sealed, by: township, from: key, context: context + [0])
        }
        expectBroken { try Sealing.openAnonymous(sealed, by: township, context: context) }
    }

    @Test("an anonymous seal opens for its receiver and context alone, never as a named one")
    func anonymous() throws {
        let sealed = Sealing.sealAnonymously(
            plaintext,
            to: township.agreementKey,
            context: context
        )
        #expect(sealed.count == plaintext.count + Sealing.overheadByteCount)
        let opened = try Sealing.openAnonymous(sealed, by: township, context: context)
        #expect(opened == plaintext)
        expectBroken { try Sealing.openAnonymous(sealed, by: stranger, context: context) }
        expectBroken { try Sealing.openAnonymous(sealed, by: township, context: []) }
        expectBroken { try open(sealed, by: township, from: village) }
        expectBroken { try Sealing.openAnonymous([], by: township, context: context) }
    }

    @Test("a changed bit anywhere or a missing byte breaks the seal")
    func damaged() throws {
        let sealed = Sealing.seal(
            plaintext,
            to: township.agreementKey,
            from: village,
            context: context
        )
        // Also the top bit of the key, which X25519 itself masks (RFC 7748 5).
        for changed in flipped(sealed) {
            expectBroken { try open(changed, by: township, from: village) }
        }
        for count in 0..<sealed.count {
            expectBroken { try open(Array(sealed.prefix(count)), by: township, from: village) }
        }
        expectBroken { try open(sealed + [0], by: township, from: village) }
    }

    @Test("public keys of small order are no keys, and a seal with one does not open")
    func weakKeys() {
        let order8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
        let other8 = "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
        let tail = [UInt8](repeating: 0, count: 31)
        let high = [UInt8](repeating: 0xFF, count: 30)
        for weak in [
            [0] + tail, [1] + tail, bytes(order8), bytes(other8), [0xEC] + high + [0x7F],
            [0xED] + high + [0x7F], [0xEE] + high + [0x7F], [0xEE] + high + [0xFF],
        ] {
            #expect(AgreementKey(bytes: weak) == nil)
            let sealed = weak + [UInt8](repeating: 0, count: 20)
            expectBroken { try open(sealed, by: township, from: village) }
            expectBroken { try Sealing.openAnonymous(sealed, by: township, context: context) }
        }
        #expect(AgreementKey(bytes: [1, 2, 3]) == nil)
        #expect(AgreementKey(bytes: [2] + tail) != nil)
    }

    private func open(
        _ sealed: [UInt8],
        by receiver: AgreementIdentity,
        from sender: AgreementIdentity
    ) throws(CredentialError) -> [UInt8] {
        try Sealing.open(sealed, by: receiver, from: sender.agreementKey, context: context)
    }

    private func expectBroken(_ body: () throws -> [UInt8]) {
        #expect(throws: CredentialError.sealBroken) { try body() }
    }
}
