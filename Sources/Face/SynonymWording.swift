package import Archivist

/// What is wrong with an institution's own synonyms.
extension Wording {
    /// A word for programs, the same in all languages.
    package static func kind(of fault: SynonymFault) -> String {
        switch fault {
        case .alone: "alone"
        case .twice: "twice"
        case .unusable: "unusable"
        case .undecodable: "notUTF8"
        }
    }

    package static func line(of fault: SynonymFault) -> Int {
        switch fault {
        case .alone(let line, _), .twice(let line, _, _), .unusable(let line, _), .undecodable(let line): line
        }
    }

    package static func word(of fault: SynonymFault) -> String? {
        switch fault {
        case .alone(_, let word), .twice(_, let word, _), .unusable(_, let word): word
        case .undecodable: nil
        }
    }

    package static func of(_ fault: SynonymFault) -> String {
        let what =
            switch fault {
            case .alone(_, let word):
                say(
                    "“\(word)”单独一行；一组至少两个词，用 = 连接",
                    "'\(word)' stands alone; a group has two words or more, = between them")
            case .twice(let line, let word, let first) where line == first:
                say("“\(word)”写了两次；删去一个", "'\(word)' is there twice; remove one")
            case .twice(_, let word, let first):
                say(
                    "“\(word)”在第 \(first) 行已有；一个词只放一组，删去一处",
                    "'\(word)' stands on line \(first) already; a word belongs to one group, remove one of them")
            case .unusable(_, let word):
                say(
                    "“\(word)”不能用；词至少两个字，并有可检索的文字",
                    "'\(word)' is of no use; a word has two characters or more that can be looked up")
            case .undecodable: say("不是 UTF-8 文字；用 UTF-8 编码另存文件", "is not UTF-8; save the file as UTF-8")
            }
        return say("第 \(line(of: fault)) 行：", "line \(line(of: fault)): ") + what
    }
}
