/// Why bytes or text could not be read as one document.
package enum DocumentError: Error, Equatable, Sendable {
    /// The document is larger than the reader was told to accept.
    case tooLarge(byteCount: Int, byteCountMax: Int)
    /// A fault at a place; lines and columns count from 1, columns in Unicode scalars.
    case malformed(DocumentFault, line: Int, column: Int)

    /// The line of the fault, counted from 1; 1 for a document that is too large.
    package var line: Int {
        switch self {
        case .tooLarge: 1
        case .malformed(_, let line, _): line
        }
    }

    /// One Chinese sentence for the person who wrote the document.
    package var sentence: String {
        switch self {
        case .tooLarge(let byteCount, let byteCountMax):
            "文件有 \(byteCount) 字节，超过上限 \(byteCountMax) 字节，请拆分后再试。"
        case .malformed(let fault, let line, let column):
            "第 \(line) 行第 \(column) 列：\(fault.sentence)。"
        }
    }
}

/// What is wrong at a place of a document.
package enum DocumentFault: Hashable, Sendable {
    /// The document ends in the middle of a value.
    case unexpectedEnd
    /// Something stands where the grammar allows nothing of the kind.
    case unexpectedCharacter
    /// A backslash is followed by something that is no escape.
    case badEscape
    /// A `\u` escape names half of a surrogate pair.
    case loneSurrogate
    /// The bytes are not UTF-8.
    case badUTF8
    /// A control character stands unescaped in a text.
    case controlCharacter
    /// A number is not written as RFC 8259 wants it.
    case badNumber
    /// A key stands twice in one object.
    case duplicateKey(String)
    /// A key looks like an earlier one of its object and is other bytes.
    case lookalikeKey(String)
    /// Objects and lists are nested more deeply than 64.
    case tooDeep
    /// Something follows the document's one value.
    case trailingContent
    /// The document holds no value.
    case empty
    /// A key is something else than a plain or quoted text.
    case keyIsNotText
    /// A YAML anchor, alias or tag, none of which is read.
    case unsupportedYAML(String)
    /// What else the YAML parser refuses, in its own words, which are English and not shown.
    case yaml(String)

    /// The fault in Chinese, without a full stop.
    package var sentence: String {
        switch self {
        case .unexpectedEnd: "文件在一个值的中间就结束了"
        case .unexpectedCharacter: "这里的字符不符合格式"
        case .badEscape: "反斜杠后面的写法不对"
        case .loneSurrogate: "\\u 转义只写了半个字符"
        case .badUTF8: "不是 UTF-8 编码，请另存为 UTF-8"
        case .controlCharacter: "文字中有未转义的控制字符"
        case .badNumber: "数字的写法不对"
        case .duplicateKey(let key): "“\(key)”写了两次"
        case .lookalikeKey(let key): "“\(key)”与前面的一个名称看上去相同，字符的编码却不同，请改掉其中一个"
        case .tooDeep: "嵌套超过 \(JSONReader.depthMax) 层"
        case .trailingContent: "内容结束以后还有别的东西"
        case .empty: "文件是空的"
        case .keyIsNotText: "键必须是文字"
        case .unsupportedYAML(let what): "不支持\(what)，请直接写出内容"
        case .yaml: "YAML 写法不对，请检查缩进、冒号、引号和括号"
        }
    }
}
