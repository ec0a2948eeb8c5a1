/// An object of a document: members in the order in which they were written, each key once.
package struct DocumentObject: Hashable, Sendable {
    /// One key with its value.
    package struct Member: Hashable, Sendable {
        /// The key.
        package let key: String
        /// The value.
        package var value: DocumentValue

        /// Makes a member.
        package init(key: String, value: DocumentValue) {
            self.key = key
            self.value = value
        }
    }

    /// The members, in the order in which they were written or added.
    package private(set) var members: [Member] = []

    /// Place of each key; empty while the object is so small that looking through it is faster.
    private var index: [String: Int] = [:]

    /// Objects up to this size are searched member by member.
    private static let memberCountUnindexedMax = 8

    /// Makes an empty object.
    package init() {}

    /// Makes an object of members; a key that stands twice is a bug of the caller.
    package init(members: [(String, DocumentValue)]) {
        for (key, value) in members {
            let isNew = append(key, value)
            precondition(isNew, "key \(key) stands twice")
        }
    }

    /// The keys, in the order of the members.
    package var keys: [String] { members.map(\.key) }

    /// True when there is no member.
    package var isEmpty: Bool { members.isEmpty }

    /// The number of members.
    package var count: Int { members.count }

    /// Appends a member; returns false, and changes nothing, if the key is there already.
    package mutating func append(_ key: String, _ value: DocumentValue) -> Bool {
        guard place(of: key) == nil else { return false }
        members.append(Member(key: key, value: value))
        if !index.isEmpty {
            index[key] = members.count - 1
        } else if members.count > DocumentObject.memberCountUnindexedMax {
            for (place, member) in members.enumerated() { index[member.key] = place }
        }
        return true
    }

    /// The value of a key; assigning replaces it in place or appends, nil removes the member.
    package subscript(key: String) -> DocumentValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): _ = append(key, value)
            case (let place?, nil):
                members.remove(at: place)
                index = [:]
                if members.count > DocumentObject.memberCountUnindexedMax {
                    for (place, member) in members.enumerated() { index[member.key] = place }
                }
            case (nil, nil): break
            }
        }
    }

    package static func == (left: DocumentObject, right: DocumentObject) -> Bool {
        left.members == right.members
    }

    /// Hashes the members in their order.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(members)
    }

    private func place(of key: String) -> Int? {
        index.isEmpty ? members.firstIndex { $0.key == key } : index[key]
    }
}
