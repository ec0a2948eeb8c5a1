/// Why a text is no value for a field; raw values are the `reason` that programs read.
package enum FieldFaultReason: String, Hashable, Sendable, CaseIterable {
    /// Control or direction characters, which can hide what is written.
    case forbiddenCharacter = "forbidden_character"
    /// Longer than the field takes.
    case tooLong = "too_long"
    /// No day of the calendar in the accepted spelling.
    case badDate = "bad_date"
    /// No date and time in the accepted spelling.
    case badDateTime = "bad_date_time"
    /// Neither true nor false.
    case badBoolean = "bad_boolean"
    /// No whole number.
    case badInteger = "bad_integer"
    /// No decimal number.
    case badDecimal = "bad_decimal"
    /// No amount of yuan with at most two decimals.
    case badMoney = "bad_money"
    /// Not one of the choices.
    case unknownChoice = "unknown_choice"
    /// A choice that is no longer offered.
    case retiredChoice = "retired_choice"
    /// No telephone number.
    case badPhone = "bad_phone"
    /// A citizen's number with the wrong count of characters, or a foreign character.
    case badCitizenID = "bad_citizen_id"
    /// A citizen's number of 15 digits, which is no longer valid.
    case oldCitizenID = "old_citizen_id"
    /// A citizen's number whose date of birth does not exist.
    case badBirthDate = "bad_birth_date"
    /// A check character that does not fit the rest.
    case badCheckDigit = "bad_check_digit"
    /// A credit code with the wrong count of characters, or a foreign character.
    case badCreditCode = "bad_credit_code"
    /// No place's code.
    case badRegionCode = "bad_region_code"
    /// No list in the accepted form.
    case badList = "bad_list"
    /// A column that the list does not have.
    case unknownColumn = "unknown_column"
    /// A row of a list that does not name a row id.
    case badRow = "bad_row"
    /// A value that a definition or a person must give and that is absent.
    case required
    /// A field that the register does not have.
    case unknownField = "unknown_field"
    /// A field that is no longer used.
    case retiredField = "retired_field"
    /// A field given twice.
    case duplicateField = "duplicate_field"
    /// A state that the register does not have.
    case unknownState = "unknown_state"
    /// A state in which a new record cannot begin.
    case badFirstState = "bad_first_state"
    /// A computed value was given; it is left aside, and this is only a note.
    case computedIgnored = "computed_ignored"
}

/// One fault of one field, with a plain Chinese sentence that names the field and the remedy.
package struct FieldFault: Error, Hashable, Sendable {
    /// The field's id; of a list's column `list.column`.
    package let field: String
    /// What is wrong.
    package let reason: FieldFaultReason
    /// The sentence for the person who typed it.
    package let message: String

    /// Makes a fault.
    package init(field: String, reason: FieldFaultReason, message: String) {
        self.field = field
        self.reason = reason
        self.message = message
    }
}
