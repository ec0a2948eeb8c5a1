import Foundation

/// Folders for the nodes of one test, removed with it.
final class TestTree {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "liandong-system-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A node's folders by name; nothing is made yet but the state folder's parent.
    func home(_ name: String) -> NodeHome {
        NodeHome(data: folder + "/\(name)", state: folder + "/\(name).state")
    }

    /// A county's node.
    func county() throws -> NodeHome {
        let county = home("county")
        try county.must("init", "--region", Code.county, "--name", "桐溪县")
        return county
    }

    /// Invites and joins a node; `parent` must be served at `address`.
    func join(
        _ name: String,
        region: String,
        to parent: NodeHome,
        at address: String
    ) throws -> NodeHome {
        let invitation = try parent.must(
            "invite",
            "--region",
            region,
            "--name",
            name,
            "--format",
            "json"
        )
        let code = invitation.json["code"] as? String ?? ""
        let child = home(name)
        try child.must("join", "--parent", address, "--code", code)
        return child
    }

    /// Writes a file of rows and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Cases of a village as CSV, one event each.
    func cases(_ count: Int, village: String, mark: String = "甲") throws -> String {
        var text = "villager,village,group,acceptedAt,question\n"
        for number in 0..<count {
            let day = String(format: "%02d", 1 + number % 28)
            text += "王\(mark)\(number),\(village),缴费报销,2026-10-\(day)T09:00,第\(number)件\n"
        }
        return try file("cases-\(mark)-\(count).csv", text)
    }
}

/// The codes of the places in these tests.
enum Code {
    static let county = "330126000000"
    static let township = "330126101000"
    static let village = "330126101201"
    static let otherVillage = "330126101202"
}
