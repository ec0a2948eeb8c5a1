import Ambient
import Causality
import Credentials
import Testing

@Suite("Joining")
struct JoiningTests {
    private let golden = "0410-6105-0R3G-G28A-HG6C-2YG4-JGPC-9Y70-E3X7"

    @Test("the text form is the one that an independent computation gives")
    func goldenText() throws {
        let code = JoiningCode(secret: Array(1...10), root: try nodeKey(9))
        #expect(code.text == golden)
        #expect(code.invitationID == bytes("7b4fe6d2b6b7ca8f"))
        #expect(try JoiningCode(text: golden) == code)
        #expect(code.names(try nodeKey(9)))
        #expect(!code.names(try nodeKey(8)))
    }

    @Test("every code reads back, and two are never the same")
    func roundTrip() throws {
        let random = RandomSource.seeded(5)
        let codes = try (0..<200).map { _ in JoiningCode(random: random, root: try nodeKey(1)) }
        for code in codes { #expect(try JoiningCode(text: code.text) == code) }
        #expect(Set(codes.map { $0.text }).count == codes.count)
        #expect(Set(codes.map { $0.invitationID }).count == codes.count)
    }

    @Test("what hands and input methods do to a code is forgiven")
    func tolerance() throws {
        let code = try JoiningCode(text: golden)
        let wide = String(
            String.UnicodeScalarView(
                golden.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }
            )
        )
        let variants = [
            golden.lowercased(), golden.filter { $0 != "-" }, wide, " \n" + golden + "\t",
            golden.split(separator: "-").joined(separator: "—"),
            golden.split(separator: "-").joined(separator: "\u{3000}"),
            golden.split(separator: "-").joined(separator: "，"),
            String(golden.map { $0 == "0" ? "o" : $0 }),
            String(golden.map { $0 == "0" ? "O" : $0 }),
            String(golden.map { $0 == "1" ? "l" : $0 }),
            String(golden.map { $0 == "1" ? "I" : $0 }),
        ]
        for text in variants { #expect(try JoiningCode(text: text) == code) }
    }

    @Test("each single wrong character is found and its group named")
    func singleError() throws {
        let characters = Array(golden)
        for index in characters.indices where characters[index] != "-" {
            for wrong in "03Z" where wrong != characters[index] {
                var typed = characters
                typed[index] = wrong
                #expect(throws: CredentialError.joiningCodeMistyped(groups: [index / 5 + 1])) {
                    try JoiningCode(text: String(typed))
                }
            }
        }
    }

    @Test("two neighbours that were swapped are found and their groups named")
    func swapped() {
        let characters = Array(golden.filter { $0 != "-" })
        for index in 0..<characters.count - 1 where characters[index] != characters[index + 1] {
            var typed = characters
            typed.swapAt(index, index + 1)
            let groups = Set([index / 4 + 1, (index + 1) / 4 + 1]).sorted()
            #expect(throws: CredentialError.joiningCodeMistyped(groups: groups)) {
                try JoiningCode(text: String(typed))
            }
        }
    }

    @Test("rubbish of the right length is refused all but once in a million")
    func rubbish() {
        var generator = SeededGenerator(seed: 11)
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let passed = (0..<3000).filter { _ in
            let typed = (0..<36).map { _ in alphabet[Int(generator.next() % 32)] }
            return (try? JoiningCode(text: String(typed))) != nil
        }
        #expect(passed.isEmpty)
    }

    @Test("a wrong length and a foreign character are named")
    func wrongShape() {
        #expect(throws: CredentialError.joiningCodeLength(found: 35, expected: 36)) {
            try JoiningCode(text: String(golden.dropLast()))
        }
        #expect(throws: CredentialError.joiningCodeLength(found: 37, expected: 36)) {
            try JoiningCode(text: golden + "2")
        }
        #expect(throws: CredentialError.joiningCodeLength(found: 0, expected: 36)) {
            try JoiningCode(text: " - ")
        }
        #expect(throws: CredentialError.joiningCodeCharacter("U", group: 2)) {
            try JoiningCode(text: "0410-6u05")
        }
        #expect(throws: CredentialError.joiningCodeCharacter("村", group: 1)) {
            try JoiningCode(text: "村" + golden)
        }
    }

    @Test("a joining seal opens with its secret, direction and context alone")
    func seal() throws {
        let code = try JoiningCode(text: golden)
        let seal = JoiningSeal(code)
        let message = Array("联动".utf8)
        let sealed = seal.seal(message, .request, context: [1])
        #expect(sealed.count == message.count + JoiningSeal.overheadByteCount)
        #expect(seal.seal(message, .request, context: [1]) != sealed)
        #expect(try seal.open(sealed, .request, context: [1]) == message)
        let other = JoiningSeal(JoiningCode(random: .seeded(1), root: try nodeKey(9)))
        expectBroken { try seal.open(sealed, .answer, context: [1]) }
        expectBroken { try seal.open(sealed, .request, context: [2]) }
        expectBroken { try other.open(sealed, .request, context: [1]) }
        for changed in flipped(sealed) {
            expectBroken { try seal.open(changed, .request, context: [1]) }
        }
        for count in 0..<sealed.count {
            expectBroken { try seal.open(Array(sealed.prefix(count)), .request, context: [1]) }
        }
    }

    @Test("a joining seal made by an independent implementation opens")
    func foreignSeal() throws {
        // From a Python programme over HMAC and ChaCha20-Poly1305.
        let seal = JoiningSeal(JoiningCode(secret: Array(1...10), root: try nodeKey(9)))
        let sealed = bytes(
            "000102030405060708090a0b2f32c157c032ad94650ba592224540e0833fe4f800f5"
        )
        let opened = try seal.open(sealed, .request, context: Array("exchange".utf8))
        #expect(opened == Array("联动".utf8))
    }

    private func expectBroken(_ body: () throws -> [UInt8]) {
        #expect(throws: CredentialError.sealBroken) { try body() }
    }
}
