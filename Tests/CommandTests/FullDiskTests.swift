import Foundation
import Testing
import Workbench

/// A disk that is really full: a small file system of its own, where the test may mount one.
@Suite struct FullDiskTests {
    private static let mayMount =
        (try? Shell.run("unshare -m mount -t tmpfs -o size=1m tmpfs /mnt", in: "/"))?.status == 0

    /// Makes an archive on a file system of 32 MB, with a training record that may be destroyed, and fills what is left.
    private static let begin = """
        mkdir 小盘 && mount -t tmpfs -o size=32m tmpfs 小盘 || exit 99
        export LANTAI_ARCHIVE=$PWD/小盘/档案
        fill() { dd if=/dev/zero of=小盘/填满.$1 bs=64k status=none 2>/dev/null; dd if=/dev/zero of=小盘/填满.$1.b bs=1k status=none 2>/dev/null; }
        step() { echo "== $1"; shift; "$@"; echo "[$?]"; }
        lantai init 小盘/档案 --fonds J016 --name 某市未成年人救助保护中心 --org 2102 >/dev/null
        echo '培训小结：绝无仅有' > 培训.txt; echo 另一件 > 另.txt; echo '夜间独处登记' > 登记.txt; head -c 300000 /dev/urandom | base64 > 大.txt
        lantai file 培训.txt 大.txt --class PX --date 2001-05-19 --quiet
        lantai file 登记.txt --class DJ --date 2023-05-19 --quiet
        lantai search 夜间 --brief --quiet >/dev/null

        """

    private func run(_ script: String) throws -> Shell.Outcome {
        let lantai = try Lantai()
        try lantai.folder.write("script", Self.begin + script)
        return try lantai.run("unshare -m bash script", merged: true)
    }

    private func steps(_ script: String) throws -> [String: String] {
        let outcome = try run(script)
        var steps: [String: String] = [:]
        for part in outcome.output.components(separatedBy: "== ").dropFirst() {
            let name = String(part.prefix { $0 != "\n" })
            steps[name] = String(part.dropFirst(name.count + 1))
        }
        try #require(outcome.status == 0, "\(outcome.output)")
        return steps
    }

    @Test(.enabled(if: mayMount, "needs the right to mount a tmpfs"))
    func `a full disk is read, searched, and freed by destruction`() throws {
        let steps = try steps(
            """
            step 留 stat -c '%s %b' 小盘/档案/Corpus/log-reserve
            fill 1
            step 归档 lantai file 另.txt --class PX --date 2023-06-01
            step 检索 lantai search 夜间 --brief
            step 查看 lantai show J016-ZY.WB.DJ.2023.D30-0001 --text
            fill 2
            step 再归档 lantai file 另.txt --class PX --date 2023-06-01
            rm 小盘/填满.2*
            step 再查看 lantai show J016-ZY.WB.DJ.2023.D30-0001 --text --quiet
            step 核对日志 lantai log verify --quiet
            """)
        #expect(steps["留"]?.hasPrefix("8388608 16384") == true, "\(steps)")
        for name in ["归档", "再归档"] {
            #expect(steps[name]?.contains("磁盘已满") == true && steps[name]?.contains("[74]") == true, "\(steps)")
        }
        for name in ["检索", "查看"] {
            #expect(steps[name]?.contains("夜间独处") == true && steps[name]?.contains("[0]") == true, "\(steps)")
            #expect(steps[name]?.contains("动用了预留的空间") == true, "\(steps)")
        }
        #expect(steps["再查看"]?.contains("夜间独处") == true)
        #expect(steps["核对日志"]?.contains("全部相符") == true, "\(steps)")
    }

    @Test(.enabled(if: mayMount, "needs the right to mount a tmpfs"))
    func `destruction goes through on a full disk`() throws {
        let steps = try steps(
            """
            export LANTAI_PASSWORD=海棠依旧绿肥红瘦知否
            own() { LANTAI_NEW_PASSWORD=$LANTAI_PASSWORD LANTAI_PASSWORD=$(cat 密码) lantai user password --as $1 --quiet; }
            user() { lantai user add $1 --org 2102 --as admin --quiet > 密码; lantai user role $1 $2 --as ${3:-safe} --quiet; own $1; }
            lantai user add admin --org 2102 --role systemAdministrator --quiet > 密码; own admin
            user safe securityOfficer admin
            user a1 archivist; user a2 archivist; user c1 caseworker; user c2 caseworker; user s1 supervisor
            lantai appraisal open --title 到期 --due 2020-01-01 --class 培训 --as a1 --quiet
            lantai appraisal opinion 1 --destroy --reason 已无价值 --as c1 --quiet
            fill 1
            step 意见 lantai appraisal opinion 1 --destroy --reason 已无价值 --as c2
            step 审批 lantai appraisal approve 1 --as s1
            step 销毁 lantai disposal execute 1 --witness c1 --witness c2 --as a2
            step 残留 grep -rl 绝无仅有 小盘/档案
            step 没有了 lantai search 绝无仅有 --as a1 --json
            step 核对 lantai verify --as a1
            step 归档 lantai file 另.txt --class PX --date 2023-06-01 --as a1 --quiet
            rm 小盘/填满*
            lantai user add o1 --org 2102 --as admin --quiet > 密码; lantai user role o1 auditOfficer --as safe --quiet; own o1
            step 核对日志 lantai log verify --as o1 --quiet
            step 归档了 lantai file 另.txt --class PX --date 2023-06-01 --as a1 --quiet
            """)
        for name in ["意见", "审批", "销毁"] {
            #expect(steps[name]?.contains("[0]") == true && steps[name]?.contains("预留") == true, "\(steps)")
        }
        #expect(steps["没有了"]?.contains("\"total\":0") == true, "\(steps)")
        #expect(steps["核对"]?.contains("全部相符") == true, "\(steps)")
        #expect(steps["残留"]?.contains("[1]") == true, "\(steps)")
        #expect(steps["归档"]?.contains("[74]") == true, "\(steps)")
        #expect(steps["核对日志"]?.contains("全部相符") == true && steps["归档了"]?.contains("[0]") == true, "\(steps)")
    }

    @Test(.enabled(if: mayMount, "needs the right to mount a tmpfs")) func `without room and reserve nothing is shown`()
        throws
    {
        let steps = try steps(
            """
            fill 1
            step 查看 lantai show J016-ZY.WB.DJ.2023.D30-0001 --text --quiet
            fill 2
            step 不再 lantai show J016-ZY.WB.DJ.2023.D30-0001 --text --quiet
            step 也不 lantai search 夜间 --quiet
            rm 小盘/填满.*
            step 又可 lantai show J016-ZY.WB.DJ.2023.D30-0001 --text --quiet
            step 又归档 lantai file 另.txt --class PX --date 2023-06-01 --quiet
            step 又留 stat -c %s 小盘/档案/Corpus/log-reserve
            step 核对 lantai verify --quiet
            step 备份 lantai backup 备份 --quiet
            step 没有 ls 备份/Corpus
            """)
        #expect(steps["查看"]?.contains("夜间独处") == true, "\(steps)")
        for name in ["不再", "也不"] {
            #expect(steps[name]?.contains("[74]") == true && steps[name]?.contains("夜间独处") == false, "\(steps)")
        }
        #expect(steps["又可"]?.contains("夜间独处") == true && steps["又归档"]?.contains("[0]") == true, "\(steps)")
        #expect(steps["又留"]?.hasPrefix("8388608") == true, "\(steps)")
        #expect(steps["核对"]?.contains("[0]") == true && steps["备份"]?.contains("[0]") == true, "\(steps)")
        #expect(steps["没有"]?.contains("log-reserve") == false && steps["没有"]?.contains("access.sqlite") == true)
    }
}
