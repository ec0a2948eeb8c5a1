internal import Foundation
package import Records

/// The definitions that come with the program: every node knows them without an event.
package enum ShippedCatalogue {
    /// All registers, those of the program itself too, in the order of their ids.
    package static func registers() throws(CatalogueError) -> [RegisterDefinition] {
        try shippedRegisters.get()
    }

    /// All schemes, in the order of their ids.
    package static func schemes() throws(CatalogueError) -> [ShippedScheme] {
        try CatalogueFolder.shipped().schemes()
    }

    /// The texts of all registers that people keep, by id.
    package static func registerTexts() throws(CatalogueError) -> [String: String] {
        try CatalogueFolder.shipped().registerTexts()
    }

    /// Read once: the files of an installation stay as they are while the program runs.
    private static let shippedRegisters = Result { () throws(CatalogueError) in
        try CatalogueFolder.shipped().registers()
    }
}
