package import Store

/// The clerk's desk of a node: records, changes, lists, imports and decisions over its store.
///
/// Everything of one call happens in one transaction of the store. What a call refuses it throws as
/// `BookkeepingError` (the person's fault, with a sentence and a kind) or `StoreError`; then
/// nothing has happened. Device time comes from the store's identity. Safe to use from any thread.
package struct Bookkeeping: Sendable {
    /// The store that it works on.
    package let store: Store

    /// Works on a store.
    package init(store: Store) { self.store = store }
}
