import Documents

extension SchemeCheck {
    /// What is worked out once stays as it is: a second step would overwrite it or count twice.
    func checkRepetition(of steps: [any SchemeOperator], at path: DocumentPath) {
        // With an unreadable step left out, places in the list would not be those of the document.
        let documents = path.value(in: reading.located.value)?.listValue ?? []
        guard documents.count == steps.count else { return }
        for (index, step) in steps.enumerated() {
            let path = path.appending(index: index)
            let name = type(of: step).name
            if let twin = documents[..<index].firstIndex(of: documents[index]) {
                let sentence = "步骤“\(name)”写了两次，与第 \(twin + 1) 步相同，请删去一个"
                reading.report(sentence, at: path)
                continue
            }
            for sentence in conflicts(of: step, named: name, with: steps[..<index]) {
                reading.report(sentence, at: path)
            }
        }
    }

    private func conflicts(
        of step: any SchemeOperator,
        named name: String,
        with earlier: ArraySlice<any SchemeOperator>
    ) -> [String] {
        var sentences: [String] = []
        if step.beginsTotal, let place = earlier.firstIndex(where: \.beginsTotal) {
            let other = described(place, in: earlier)
            sentences.append("总分在\(other)已经算出，这一步会把它覆盖，请删去一个")
        }
        if step.findingScope == .total, earlier.contains(where: { $0.findingScope == .total }) {
            sentences.append("步骤“\(name)”写了两次，同一条规则会计两遍，请删去一个")
        }
        let derived = earlier.flatMap(\.derivedRules)
        for rule in step.derivedRules where derived.contains(rule) {
            sentences.append("规则“\(rule)”由前面的步骤推算过了，再推算会计两遍")
        }
        if !step.givenGrades.isEmpty, let place = earlier.firstIndex(where: \.gradesEverybody) {
            let other = described(place, in: earlier)
            sentences.append("\(other)已经给所有单位评了等次，这一步不会起作用")
        }
        return sentences
    }

    private func described(_ place: Int, in steps: ArraySlice<any SchemeOperator>) -> String {
        "第 \(place + 1) 步（\(type(of: steps[place]).name)）"
    }
}

extension SchemeOperator {
    /// True where the step works the total out anew instead of changing one that is there.
    fileprivate var beginsTotal: Bool { gives.contains(.total) && !needs.contains(.total) }

    /// True where after the step nobody is left without a grade who has a total.
    fileprivate var gradesEverybody: Bool { self is GradeByLines || self is GradeByFirst }
}
