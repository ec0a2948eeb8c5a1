import Ambient
import Testing

@Suite("Ambient")
struct AmbientTests {
    @Test("the seeded generator gives the published values of xoshiro256** after SplitMix64")
    func goldenSequence() {
        // Computed by the authors' C programs splitmix64.c and xoshiro256starstar.c for seed 0.
        var generator = SeededGenerator(seed: 0)
        let values = (0..<3).map { _ in generator.next() }
        #expect(values == [0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0])
    }

    @Test("one seed gives one sequence, another seed another")
    func seedsDecide() {
        var left = SeededGenerator(seed: 7)
        var right = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 8)
        let values = (0..<100).map { _ in left.next() }
        #expect(values == (0..<100).map { _ in right.next() })
        #expect(values != (0..<100).map { _ in other.next() })
        #expect(Set(values).count == 100)
    }

    @Test("a seeded source repeats from its seed and never gives the same piece twice")
    func seededSource() {
        let source = RandomSource.seeded(1)
        let again = RandomSource.seeded(1)
        let pieces = [source.bytes(32), source.bytes(5), source.bytes(32)]
        #expect(pieces == [again.bytes(32), again.bytes(5), again.bytes(32)])
        #expect(pieces[0] != pieces[2])
        #expect(source.bytes(0).isEmpty)
        #expect(source.word() != source.word())
    }

    @Test("many callers at once get pieces that do not overlap")
    func concurrentCallers() async {
        let source = RandomSource.seeded(3)
        let words = await withTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<4 { group.addTask { (0..<250).map { _ in source.word() } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(words).count == 1000)
    }

    @Test("a clock tells what it is given, and instants stop at the ends of time")
    func clock() {
        let noon = Instant(secondsSince1970: 1_790_000_000)
        #expect(WallClock.standing(at: noon).now == noon)
        #expect(noon.adding(seconds: -10) < noon)
        #expect(noon.adding(seconds: .max).secondsSince1970 == .max)
        #expect(Instant(secondsSince1970: -5).adding(seconds: .min).secondsSince1970 == .min)
    }
}
