import ExactNumbers

/// The parameters of one assessment: the scheme's standards with the evidence's overrides.
struct ParameterValues: Sendable {
    private var numbers: [String: ExactNumber] = [:]
    private var choices: [String: String] = [:]
    private var sourcePrefix: String?

    init(_ scheme: Scheme, overrides: [String: ParameterOverride]) {
        self.init(scheme.parameters, overrides: overrides)
        sourcePrefix = scheme.sourceParameters
    }

    init(_ parameters: [String: SchemeParameter], overrides: [String: ParameterOverride] = [:]) {
        for (name, parameter) in parameters {
            switch parameter.domain {
            case .choice(_, _, let standard): choices[name] = standard
            case .number(let standard, _, _): numbers[name] = standard
            }
        }
        for (name, override) in overrides {
            switch override {
            case .choice(let text): choices[name] = text
            case .number(let number): numbers[name] = number
            }
        }
    }

    func number(_ quantity: Quantity) -> ExactNumber {
        switch quantity {
        case .fixed(let number): return number
        case .parameter(let name):
            guard let number = numbers[name] else {
                preconditionFailure("parameter \(name) was not checked when the scheme was read")
            }
            return number
        }
    }

    /// The number, or nil for a parameter that is none; for schemes that are still being checked.
    func standard(_ quantity: Quantity) -> ExactNumber? {
        switch quantity {
        case .fixed(let number): number
        case .parameter(let name): numbers[name]
        }
    }

    func value<Policy: RawRepresentable<String>>(
        _ choice: Choice,
        as policy: Policy.Type
    ) -> Policy {
        let text: String?
        switch choice {
        case .fixed(let fixed): text = fixed
        case .parameter(let name): text = choices[name]
        }
        guard let text, let value = Policy(rawValue: text) else {
            preconditionFailure("\(choice) was not checked against \(policy)")
        }
        return value
    }

    /// The weight of a source of marks; marks without a source form one of weight 1.
    func weight(ofSource source: String?) -> ExactNumber {
        guard let source, let sourcePrefix else { return .one }
        return numbers[sourcePrefix + source] ?? .one
    }

    /// What one unit of a rule costs, or nil where the finding itself says so.
    func amount(of rule: SchemeRule) -> ExactNumber? {
        switch rule.amount {
        case .fixed(let amount, nil): amount
        case .fixed(_, let parameter?): number(.parameter(parameter))
        case .between: nil
        }
    }
}

/// A parameter's value as evidence sets it.
enum ParameterOverride: Equatable, Sendable {
    case choice(String)
    case number(ExactNumber)
}
