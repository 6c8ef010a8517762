import Archivist

/// Groups of synonyms and what is wrong with them, as people and programs read it.
struct SynonymText {
    let console: Console

    func show(_ list: SynonymList) {
        if console.isJSON {
            console.print(
                .object([
                    ("file", .string(list.file)), ("exists", .bool(list.isThere)), ("faults", .int(list.faultCount)),
                    ("own", groups(list.own)), ("supplied", groups(list.supplied)),
                ]))
            return
        }
        if !list.own.isEmpty {
            console.print(say("本机构的 \(list.own.count) 组：", "The institution's own, \(list.own.count) groups:"))
            for group in list.own { console.print(line(group)) }
            console.print("")
        }
        console.print(say("随程序的 \(list.supplied.count) 组：", "Supplied, \(list.supplied.count) groups:"))
        for group in list.supplied { console.print(line(group)) }
        if !list.isThere { noteMissing(list.file) }
        if list.faultCount > 0 {
            console.warn(
                say(
                    "\(Console.safe(list.file)) 有 \(list.faultCount) 处错误；用 lantai synonyms check 查看",
                    "\(Console.safe(list.file)) has \(list.faultCount) faults; see lantai synonyms check"))
        }
    }

    func show(_ check: SynonymCheck) {
        if console.isJSON {
            console.print(json(check))
            return
        }
        guard check.list.isThere else {
            noteMissing(check.list.file)
            return
        }
        for fault in check.faults { console.print(Console.safe(Wording.of(fault))) }
        for absent in check.absent {
            console.warn(
                say("第 \(absent.line) 行：", "line \(absent.line): ")
                    + say(
                        "档案里没有出现过“\(Console.safe(absent.word))”；核对写法",
                        "'\(Console.safe(absent.word))' stands in no record; check its spelling"))
        }
        let groups = say("\(check.list.own.count) 组：", "\(check.list.own.count) groups: ")
        console.print(
            groups
                + (check.faults.isEmpty
                    ? say("没有错误", "no faults") : say("\(check.faults.count) 处错误", "\(check.faults.count) faults")))
    }

    private func noteMissing(_ file: String) {
        console.note(
            say(
                "本机构还没有自己的同义词；要加，就建文本文件 \(Console.safe(file))，一行一组，词间用 = 连接",
                "there are no synonyms of the institution's own; to add some, write the text file \(Console.safe(file)), one group a line, = between the words"
            ))
    }

    private func line(_ group: SynonymList.Group) -> String {
        group.words.map(Console.safe).joined(separator: " = ")
    }

    private func groups(_ groups: [SynonymList.Group]) -> JSONText {
        .array(
            groups.map { group in
                .object([("line", .int(group.line)), ("words", .array(group.words.map { .string($0) }))])
            })
    }

    private func json(_ check: SynonymCheck) -> JSONText {
        .object([
            ("file", .string(check.list.file)), ("exists", .bool(check.list.isThere)),
            ("groups", .int(check.list.own.count)),
            (
                "faults",
                .array(
                    check.faults.map { fault in
                        .object([
                            ("kind", .string(Wording.kind(of: fault))), ("line", .int(Wording.line(of: fault))),
                            ("word", JSONText(Wording.word(of: fault))), ("message", .string(Wording.of(fault))),
                        ])
                    })
            ),
            (
                "absent",
                .array(check.absent.map { .object([("line", .int($0.line)), ("word", .string($0.word))]) })
            ),
        ])
    }
}

extension Wording {
    /// A word for programs, the same in all languages.
    static func kind(of fault: SynonymFault) -> String {
        switch fault {
        case .alone: "alone"
        case .twice: "twice"
        case .unusable: "unusable"
        case .undecodable: "notUTF8"
        }
    }

    static func line(of fault: SynonymFault) -> Int {
        switch fault {
        case .alone(let line, _), .twice(let line, _, _), .unusable(let line, _), .undecodable(let line): line
        }
    }

    static func word(of fault: SynonymFault) -> String? {
        switch fault {
        case .alone(_, let word), .twice(_, let word, _), .unusable(_, let word): word
        case .undecodable: nil
        }
    }

    static func of(_ fault: SynonymFault) -> String {
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
