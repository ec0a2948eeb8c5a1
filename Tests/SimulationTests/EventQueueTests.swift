import Testing

@testable import Simulation

@Suite("The order of what happens")
struct EventQueueTests {
    @Test("what is planned comes by time, and at one moment in the order of planning")
    func order() {
        var queue = EventQueue<String>()
        for (name, time) in [("c", 5), ("a", 1), ("d", 5), ("b", 3), ("e", 9)] {
            queue.plan(name, at: Int64(time))
        }
        var names = ""
        while let (_, name) = queue.next() {
            names += name
            if name == "b" { queue.plan("B", at: 4) }
        }
        #expect(names == "abBcde")
        #expect(queue.next() == nil)
    }
}
