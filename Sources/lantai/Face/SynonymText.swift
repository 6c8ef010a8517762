import Archivist
import Face

/// Groups of synonyms and what is wrong with them, as people and programs read it.
struct SynonymText {
    let console: Console

    func show(_ list: SynonymList) {
        if console.isJSON {
            console.print(.of(list))
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
                    "\(Wording.safe(list.file)) 有 \(list.faultCount) 处错误；用 lantai synonyms check 查看",
                    "\(Wording.safe(list.file)) has \(list.faultCount) faults; see lantai synonyms check"))
        }
    }

    func show(_ check: SynonymCheck) {
        if console.isJSON {
            console.print(.of(check))
            return
        }
        guard check.list.isThere else {
            noteMissing(check.list.file)
            return
        }
        for fault in check.faults { console.print(Wording.safe(Wording.of(fault))) }
        for absent in check.absent {
            console.warn(
                say("第 \(absent.line) 行：", "line \(absent.line): ")
                    + say(
                        "档案里没有出现过“\(Wording.safe(absent.word))”；核对写法",
                        "'\(Wording.safe(absent.word))' stands in no record; check its spelling"))
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
                "本机构还没有自己的同义词；要加，就建文本文件 \(Wording.safe(file))，一行一组，词间用 = 连接",
                "there are no synonyms of the institution's own; to add some, write the text file \(Wording.safe(file)), one group a line, = between the words"
            ))
    }

    private func line(_ group: SynonymList.Group) -> String {
        group.words.map(Wording.safe).joined(separator: " = ")
    }
}
