import Ambient
import Causality
import Credentials
import Testing

@Suite("Signatures")
struct SigningTests {
    @Test("the test vectors of RFC 8032 7.1 come out")
    func publishedVectors() throws {
        let vectors = [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                    + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                    + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ]
        for (seed, key, message, signature) in vectors {
            let identity = try SigningIdentity(rawRepresentation: bytes(seed))
            #expect(identity.nodeKey.bytes == bytes(key))
            #expect(identity.rawRepresentation == bytes(seed))
            #expect(identity.sign(bytes(message)) == bytes(signature))
        }
    }

    @Test("a signature holds for its message and key and for nothing else")
    func validity() throws {
        let identity = SigningIdentity(random: .seeded(1))
        let other = SigningIdentity(random: .seeded(2))
        let message = Array("受理".utf8)
        let signature = identity.sign(message)
        func holds(_ signature: [UInt8], _ message: [UInt8], _ key: NodeKey) -> Bool {
            SignatureCheck.isValid(signature: signature, of: message, by: key)
        }
        #expect(holds(signature, message, identity.nodeKey))
        #expect(!holds(signature, message, other.nodeKey))
        #expect(!holds(signature, message + [0], identity.nodeKey))
        for changed in flipped(signature) { #expect(!holds(changed, message, identity.nodeKey)) }
        for changed in flipped(message) { #expect(!holds(signature, changed, identity.nodeKey)) }
        for changed in flipped(identity.nodeKey.bytes) {
            let key = try #require(NodeKey(bytes: changed))
            #expect(!holds(signature, message, key))
        }
        for count in [0, 1, 63] {
            #expect(!holds(Array(signature.prefix(count)), message, identity.nodeKey))
        }
        #expect(!holds(signature + [0], message, identity.nodeKey))
    }

    @Test("a signature's second half beyond the group's order is refused, so each is the only one")
    func malleability() {
        let identity = SigningIdentity(random: .seeded(3))
        let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var signature = identity.sign([1])
        var carry = 0
        for index in 0..<32 {
            carry += Int(signature[32 + index]) + Int(order[index])
            signature[32 + index] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        let isValid = SignatureCheck.isValid(signature: signature, of: [1], by: identity.nodeKey)
        #expect(!isValid)
    }

    @Test("private keys of another length are refused")
    func malformedKeys() {
        for count in [0, 31, 33, 64] {
            let raw = [UInt8](repeating: 1, count: count)
            #expect(throws: CredentialError.malformedKey(byteCount: count)) {
                try SigningIdentity(rawRepresentation: raw)
            }
            #expect(throws: CredentialError.malformedKey(byteCount: count)) {
                try AgreementIdentity(rawRepresentation: raw)
            }
        }
    }

    @Test("printing or dumping a secret shows nothing of it")
    func silence() throws {
        let code = JoiningCode(random: .seeded(4), root: try nodeKey(1))
        let secrets = NodeSecrets(random: .seeded(4))
        let values: [Any] = [
            secrets, secrets.signing, secrets.agreement, code, JoiningSeal(code),
            SessionToken(random: .seeded(4)),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(text.contains("(…)"))
                #expect(text.count < 40)
            }
        }
    }
}
