internal import Causality
internal import Foundation
internal import Hashing

// GRDB stores blobs as `Data`; nothing above this target sees it.

typealias Data = Foundation.Data

extension StreamID {
    var data: Data { Data(bytes) }
}

extension NodeKey {
    var data: Data { Data(bytes) }
}

extension Digest256 {
    var data: Data { Data(bytes) }
}
