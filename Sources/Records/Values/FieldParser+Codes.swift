extension FieldParser {
    /// Telephone numbers are written in many ways; digits, plus, hyphen and blanks pass.
    static func phone(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        let digitCount = text.utf8.count { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let isPlain = text.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || $0 == UInt8(ascii: "+")
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ")
        }
        guard isPlain, (3...20).contains(digitCount), text.utf8.count <= 30 else {
            throw label.fault(.badPhone, typed: text, "只能有数字、加号、短横和空格，3 到 20 位数字")
        }
        return text
    }

    static func citizenID(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        switch CitizenID.read(text) {
        case .success(let number): return number.text
        case .failure(.fifteenDigits):
            throw label.fault(.oldCitizenID, "是 15 位的旧号码，已经停用，请按现在的身份证填 18 位号码")
        case .failure(.malformed):
            throw label.fault(.badCitizenID, "应为 18 位：前 17 位是数字，最后一位是数字或 X，请核对身份证")
        case .failure(.noSuchBirthDate):
            throw label.fault(.badBirthDate, "中的出生日期（第 7 到 14 位）不存在，请核对身份证")
        case .failure(.wrongCheck):
            throw label.fault(.badCheckDigit, "的最后一位校验码不对，可能抄错或颠倒了数字，请核对身份证")
        }
    }

    static func creditCode(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        switch CreditCode.read(text) {
        case .success(let code): return code.text
        case .failure(.malformed):
            throw label.fault(.badCreditCode, "应为 18 位数字和大写字母（没有 I、O、S、V、Z），请核对执照")
        case .failure(.wrongCheck):
            throw label.fault(.badCheckDigit, "的最后一位校验码不对，可能抄错或颠倒了字符，请核对执照")
        }
    }

    static func regionCode(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        guard let code = RegionCode(text: text) else {
            throw label.fault(.badRegionCode, typed: text, "应为 12 位数字的区划代码，或前 2、4、6、9 位")
        }
        return code.text
    }
}
