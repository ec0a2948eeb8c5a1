/// Names this engine in results, so that a result can be recomputed by the engine that made it.
package enum AssessmentEngine {
    /// Changes whenever any evidence document may be scored differently than before.
    package static let version = "1"
}
