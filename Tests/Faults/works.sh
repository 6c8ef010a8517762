#!/bin/sh
# The works that sweep.sh interrupts. Called by crashloop.py, which sets ROOT (a folder of this trial's own) and ACK.
#
# usage: works.sh prepare|run|check filing|revising|sealing|reindexing|disposing|transferring       (LANTAI: the program)
#
# Each lantai command of `run` writes its JSON lines straight to $ACK: a line there was acknowledged. Its exit status
# and what it said on stderr go to $ACK.runs, for the check. A command that fails does not end the run: after one
# failed write the rest of the day goes on.
set -eu
step=$1 work=$2
here=$(cd "$(dirname "$0")" && pwd)
in=$ROOT/in
export LANTAI_ARCHIVE="$ROOT/a"

# code LINE: the archival code that line LINE of the first filing was given.
code() { sed -n "$1s/.*\"code\":\"\([^\"]*\)\".*/\1/p" "$in/base.ack"; }

# The file acknowledged NAME WORD: a small text that only its WORD finds.
note() { printf '关于%s的情况说明\n说明日期：2024年3月5日\n经走访，%s一事已经办结，儿童状况良好。\n' "$2" "$2" >"$in/$1.txt"; }

# as NUMBER ARGS...: lantai under another account. A disposal needs several.
as() {
    account=$1
    shift
    unshare -U --map-user="$account" "$LANTAI" "$@"
}

# old NAME WORD ARGS...: files a text of 2005, long due, and gives its code.
old() {
    printf '%s一事的往来记录\n%s，经办人已在%s签收，%s存档。\n' "$2" "$2" "$2" "$2" >"$in/$1.txt"
    file=$in/$1.txt
    shift 2
    "$LANTAI" file "$file" --date 2005-03-05 --json "$@" | tee -a "$in/base.ack" | sed 's/.*"code":"\([^"]*\)".*/\1/'
}

prepare() {
    mkdir -p "$in"
    "$LANTAI" init "$LANTAI_ARCHIVE" --fonds J016 --name 测试 --org 2102 --quiet
    "$LANTAI" org import "$here/../../Corpus/organisations.csv" --quiet
    "$LANTAI" sample "$in" --count 60 --quiet
    sed -n 1,25p "$in/manifest.jsonl" >"$in/base.jsonl"
    sed -n 26,55p "$in/manifest.jsonl" >"$in/batch.jsonl"
    note 单件一 蓝鲸灯塔; note 单件二 白鹭渡口; note 单件三 青檀书院; note 单件四 赤松山径; note 单件五 紫藤回廊
    note 更正一 银杏学堂; note 更正二 石榴小院; note 探针 墨竹茶亭
    "$LANTAI" file --manifest "$in/base.jsonl" --json >"$in/base.ack"
    case $work in
    # Several frames to a box, and more than one version to a record.
    sealing | reindexing)
        "$LANTAI" file --manifest "$in/batch.jsonl" --json >>"$in/base.ack"
        "$LANTAI" revise "$(code 3)" "$in/更正一.txt" --reason 更正 --json >>"$in/base.ack"
        ;;
    # Some that go and some that stay in one box, a box and a volume that go whole.
    disposing | transferring)
        verdict=--destroy
        [ "$work" = disposing ] || verdict=--transfer
        "$LANTAI" volume create --class GA --title 墨鲸渔火守望个案 --year 1984 --period D10 \
            --subject '欧阳墨鲸 1960-02-29' --json >"$in/volume.json"
        volume=$(sed 's/.*"code":"\([^"]*\)".*/\1/' "$in/volume.json")
        {
            old 将毁一 琉璃塔影 --class PX
            old 将毁二 翡翠渡头 --class PX
            old 将毁三 珊瑚棋局 --class XC
            old 将毁四 琥珀钟楼 --class PG --volume "$volume" --field '当事人=欧阳墨鲸 1960-02-29'
        } >"$in/going"
        old 留存 玛瑙书屋 --class PX >/dev/null
        "$LANTAI" volume close "$volume" --on 1985-01-31 --quiet >/dev/null
        cat "$in"/将毁*.txt >"$in/going.text"
        printf '墨鲸渔火守望个案\n欧阳墨鲸\n将毁一.txt\n' >>"$in/going.text"
        as 1001 appraisal open --title 到期 --items $(cat "$in/going") --quiet >/dev/null
        as 1002 appraisal opinion 1 $verdict --reason 无价值 --quiet >/dev/null
        as 1003 appraisal opinion 1 $verdict --reason 无价值 --quiet >/dev/null
        as 1004 appraisal approve 1 --quiet >/dev/null
        # What somebody looked for stands in the log, and in a box as well.
        "$LANTAI" search 琉璃塔影 --purpose 欧阳墨鲸 --brief --json >/dev/null
        "$LANTAI" log close --quiet >/dev/null
        if [ "$work" = transferring ]; then
            "$LANTAI" init "$ROOT/b" --fonds J001 --name 接收方 --org 2102 --archive "$ROOT/b" --quiet
            "$LANTAI" org import "$here/../../Corpus/organisations.csv" --archive "$ROOT/b" --quiet
        fi
        ;;
    esac
}

failed=0
# acknowledge ARGS...: runs lantai and keeps what it says.
acknowledge() {
    status=0
    if [ "$1 ${2:-}" = 'transfer accept' ]; then
        "$LANTAI" "$@" --archive "$ROOT/b" --json >>"$ACK.b" 2>"$ACK.err" || status=$?
    elif [ "$1" = disposal ] || [ "$1" = transfer ]; then
        as 1005 "$@" --json >>"$ACK" 2>"$ACK.err" || status=$?
    else
        "$LANTAI" "$@" --json >>"$ACK" 2>"$ACK.err" || status=$?
    fi
    printf '%s\t%s\t%s\n' "$status" "$*" "$(tail -n 1 "$ACK.err" | tr '\t' ' ')" >>"$ACK.runs"
    [ "$status" -eq 0 ] || failed=1
}

run() {
    case $work in
    filing)
        acknowledge file "$in/单件一.txt" --class PX
        acknowledge file "$in/单件二.txt" --class PX
        acknowledge file --manifest "$in/batch.jsonl"
        acknowledge file "$in/单件三.txt" --class GA --volume 青檀个案
        acknowledge file "$in/单件四.txt" --class GA --volume 青檀个案
        acknowledge file "$in/单件五.txt" --class XC
        ;;
    revising)
        volume=$(sed -n 's/.*"code":"\([^"]*·Y-[0-9]*\)-[0-9]*".*/\1/p' "$in/base.ack" | head -n 1)
        acknowledge revise "$(code 1)" "$in/更正一.txt" --reason 换页
        acknowledge revise "$(code 2)" --title 更正后的题名 --reason 题名有误
        acknowledge move "$(code 4)" --class QB --reason 错归
        acknowledge revise "$(code 1)" "$in/更正二.txt" --reason 再换页
        acknowledge move "$(code 5)" --volume "$volume" --reason 归入案卷
        acknowledge void "$(code 6)" --reason 作废
        acknowledge revise "$(code 2)" --author 更正后的责任者 --reason 责任者有误
        ;;
    sealing)
        acknowledge box seal
        acknowledge file "$in/单件一.txt" --class PX
        acknowledge revise "$(code 1)" "$in/更正二.txt" --reason 换页
        acknowledge box seal
        ;;
    disposing)
        acknowledge disposal execute 1 --witness 乙 --witness 丙
        # As it was when it was said to be done: nothing may be left then, not only after somebody else came.
        [ "$status" -ne 0 ] || cp -r "$LANTAI_ARCHIVE" "$ACK.told"
        acknowledge file "$in/单件一.txt" --class PX
        ;;
    # Each step needs the one before. Done again, it goes on where it was cut short.
    transferring)
        # Asked again where the error that is injected meets the question: it is told, and no part of the work.
        ask() {
            "$LANTAI" transfer list --json 2>"$ACK.err" && return
            printf '%s\ttransfer list\t%s\n' "$?" "$(tail -n 1 "$ACK.err" | tr '\t' ' ')" >>"$ACK.runs"
            return 1
        }
        last() {
            list=$(ask) || list=$(ask) || list=
            printf '%s\n' "$list" | tail -n 1
        }
        case $(last) in
        *'"outcome":"gone"'*) ;;
        *)
            [ -d "$ROOT/包" ] || acknowledge transfer prepare 1 --to "$ROOT/包"
            [ "$failed" -ne 0 ] || acknowledge transfer accept "$ROOT/包" --receipt "$ROOT/回执.json"
            number=
            [ "$failed" -ne 0 ] || number=$(last | sed 's/{"transfer":\([0-9]*\).*/\1/')
            # A question that got no answer, which it told, leaves nothing to go on with.
            [ -n "$number" ] || failed=1
            [ "$failed" -ne 0 ] || acknowledge transfer receive \
                "$number" --receipt "$ROOT/回执.json" --witness 乙 --witness 丙
            ;;
        esac
        [ "$failed" -ne 0 ] || acknowledge file "$in/单件一.txt" --class PX
        # What the question met with counts as well.
        ! grep -q '^[1-9]' "$ACK.runs" || failed=1
        ;;
    reindexing)
        rm -f "$LANTAI_ARCHIVE"/Indexes/* || failed=1
        acknowledge reindex
        acknowledge file "$in/单件一.txt" --class PX
        acknowledge revise "$(code 1)" "$in/更正二.txt" --reason 换页
        ;;
    esac
    return "$failed"
}

case $step in
prepare) prepare ;;
run) run ;;
check) exec python3 "$here/check.py" "$work" ;;
esac
