import Hashing
import Testing

@Suite("Digests and their sums")
struct DigestTests {
    @Test("SHA-256 gives the published value for `abc`")
    func publishedVector() {
        #expect(
            SHA256Hasher.hash(Array("abc".utf8)).hexadecimal
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test("a sum does not depend on order, and taking away undoes adding")
    func sums() {
        let members = (0..<50).map { SHA256Hasher.hash([UInt8($0)]) }
        var forward = DigestSum()
        for member in members { forward.add(member) }
        var backward = DigestSum()
        for member in members.reversed() { backward.add(member) }
        #expect(forward == backward)
        for member in members { forward.remove(member) }
        #expect(forward == .zero)
    }

    @Test("the carry runs through all four words")
    func carry() throws {
        let ones = try #require(Digest256(bytes: [UInt8](repeating: 0xff, count: 32)))
        let one = try #require(Digest256(bytes: [UInt8](repeating: 0, count: 31) + [1]))
        var sum = DigestSum()
        sum.add(ones)
        sum.add(one)
        #expect(sum == .zero)
    }
}
