#!/usr/bin/env python3
"""The main journeys of each role in a real browser: what each achieves, on pages that everybody can use.

Usage: journeys.py LANTAI CORPUS SCREENS [JOURNEY…]     (needs chromium, and from PyPI playwright and axe-playwright-python)
"""
import base64, hashlib, hmac, io, os, pathlib, re, struct, sys, tempfile, time, zipfile

from playwright.sync_api import sync_playwright

from archive import PASSWORD, Archive
from visitors import USERS, Visitor, faults

LANTAI, CORPUS, SCREENS = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:4])
CHROMIUM = next(path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if os.path.exists(path))
# The case that the caseworker comes to, and the volume it lies in.
CASE = "/records/J016-ZY.WB.GA.2023.Y-001-001"
VOLUME = "J016-ZY.WB.GA.2023.Y-001"
# One of another district.
OTHER = "/records/J016-ZY.WB.GA.2024.Y-001-001"


def visitor(browser, archive, name, **options):
    return Visitor(browser, archive, name, SCREENS, **options)


def caseworker(browser, archive):
    """Searches by keyboard; learns of a prior case and asks for it."""
    one = visitor(browser, archive, "wangfang")
    one.look("desk", "工作台")
    one.page.evaluate("document.activeElement.blur()")
    one.page.keyboard.press("/")
    one.page.keyboard.type("桃源")
    one.page.wait_for_selector("#complete li")
    one.look("suggested", "桃源街道")
    # Upwards from the box to the last, and on.
    options = one.page.locator("#complete li").count()
    for expected in (options - 1, (2 * options - 2) % options):
        one.page.keyboard.press("ArrowUp")
        chosen = one.page.evaluate("[...document.querySelectorAll('#complete li')].findIndex(one => one.getAttribute('aria-selected') === 'true')")
        if chosen != expected:
            one.fault("suggested", f"ArrowUp leads to {chosen}, not to {expected} of {options}")
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("Control+a")
    one.page.keyboard.type("工作站")
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/search?**")
    one.look("search", ["件", "类别"])
    # From the search box to the second hit, and back into it.
    one.page.keyboard.press("/")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"):
        one.page.keyboard.press(key)
    title = one.page.evaluate("document.activeElement.textContent")
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/records/**")
    one.look("record", ["档号", "版本", title])
    one.go("/search?q=xyzzy")
    one.look("nothing", ["没有查到", "申请调阅"])
    one.go("/search?q=林小满")
    one.look("announced", ["另有既往个案", "2023"], absent=["林国梁"])
    one.page.fill(".note [name=reason]", "再次接报")
    one.press("申请调阅")
    one.look("request", ["等督导审批", "待审批"])
    one.go(CASE)
    one.look("denied", ["未能做到", "申请调阅", "立即打开"])
    one.go("/tasks")
    one.look("tasks", "待办事项")


def searching(browser, archive):
    """Narrows a search by period, keeps it, runs it again, takes the period off."""
    one = visitor(browser, archive, "lier", label="lier-searching")
    one.go("/search?q=通知")
    before = one.page.locator(".count").inner_text()
    one.page.locator("#period-from").focus()
    with one.page.expect_navigation():
        one.page.keyboard.press("ArrowRight")
    one.look("period", "×")
    if one.page.locator(".count").inner_text() == before:
        one.fault("period", "a shorter period finds as much")
    one.page.fill("aside [name=name]", "近年的通知")
    one.press("保存")
    one.go("/search")
    one.look("saved", ["保存的检索", "近年的通知"])
    one.follow("近年的通知")
    one.expect("saved again", "件")
    one.follow("×")
    if one.page.locator(".count").inner_text() != before:
        one.fault("period", "taking the period off does not bring all back")
    one.go("/search")
    one.press("删去")
    one.expect("removed", "检索", absent=["近年的通知"])
    one.page.click("summary")
    one.page.select_option("select[name=class]", "PX")
    one.press("检索")
    one.look("class", "培训 ×")
    one.follow("日期")
    dates = [meta[:10] for meta in one.page.locator(".hits .meta:first-of-type").all_inner_texts() if meta[:4].isdigit()]
    if not dates or dates not in (sorted(dates), sorted(dates, reverse=True)):
        one.fault("sorted", f"{dates}")


def supervisor(browser, archive):
    """Grants what was asked for; reads with marks, goes from hit to hit by key."""
    one = visitor(browser, archive, "dudao")
    one.look("desk", ["调阅申请，待审批", "再次接报"])
    one.go("/access")
    one.page.fill("form[action='/access/grant'] [name=object]", VOLUME)
    one.press("同意")
    one.look("grant", "已同意")
    one.go("/search?q=监护评估")
    one.page.click(".hit >> nth=0")
    one.page.wait_for_load_state()
    one.look("purpose", "为什么要看")
    one.state_purpose("结案审查")
    one.page.keyboard.press("n")
    one.page.keyboard.press("n")
    one.page.keyboard.press("Shift+N")
    one.look("hits", ["监护评估", "1 / "])
    if one.page.locator("mark.here").count() != 1:
        one.fault("hits", "no hit is shown")
    one.follow("相似个案")
    one.look("similar", "相同")


def granted(browser, archive):
    """The caseworker reads what was granted, and prints it; in an emergency opens another case at once."""
    one = visitor(browser, archive, "wangfang", label="wangfang-granted")
    one.go(CASE + "?q=林小满")
    one.state_purpose("再次接报")
    one.look("case", ["林小满个案登记表", "登记"])
    one.follow("打印")
    one.page.emulate_media(media="print")
    one.look("sheet", "打印：wangfang")
    if not one.page.locator(".watermark").is_visible():
        one.fault("sheet", "no watermark on paper")


NOTICE = "关于开展入户走访的通知\n\n中未保〔2024〕12号\n\n请各站落实。\n\n中山区未成年人救助保护中心\n2024年5月6日\n"


def archivist(browser, archive):
    """Drops files, mends what they propose by keyboard, chooses the volume, files; what fails stays and is mended."""
    one = visitor(browser, archive, "dangan")
    one.look("desk", ["未结的案卷", "待确认"])
    one.go("/filing")
    one.look("empty", "还没有传完的文件")
    with one.page.expect_navigation():
        one.page.evaluate("""([notice, minutes]) => {
            const files = new DataTransfer();
            files.items.add(new File([notice], "走访通知.txt"));
            files.items.add(new File([minutes], "跟踪记录.txt"));
            document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: files, cancelable: true, bubbles: true }));
        }""", [NOTICE, "林小满个案跟踪记录\n\n2023年6月1日\n\n入户，情况平稳。\n"])
    one.page.wait_for_load_state()
    one.look("described", ["走访通知.txt", "跟踪记录.txt", "提出"])
    rows = one.page.locator("fieldset.file")
    notice, minutes = (rows.filter(has_text=name) for name in ("走访通知.txt", "跟踪记录.txt"))
    with one.page.expect_navigation():
        notice.locator("[data-class]").select_option("FG")
    one.page.wait_for_load_state()
    # Nobody guesses a class.
    one.expect("class", "请选择")
    with one.page.expect_navigation():
        minutes.locator("[data-class]").select_option("GA")
    one.page.wait_for_load_state()
    # From the one title to the next, by keyboard alone.
    rows.nth(0).locator("[name^=title-]").focus()
    one.page.keyboard.press("Enter")
    if one.page.evaluate("document.activeElement.name") != rows.nth(1).locator("[name^=title-]").get_attribute("name"):
        one.fault("keyboard", "Enter does not lead to the title of the next file")
    minutes.locator("[name^=title-]").focus()
    one.page.keyboard.press("End")
    with one.page.expect_response("**/filing"):
        one.page.keyboard.type("（补）")
    # A volume that is not there, for the one: it stays, with the reason and what was typed.
    minutes.locator("[name^=volume-]").fill("J016-ZY.WB.GA.2023.Y-099")
    one.page.keyboard.press("Control+Enter")
    one.page.wait_for_selector("[role=status]")
    one.look("refused", ["已归档 1 件", "1 件未归档", "Y-099"])
    if "（补）" not in minutes.locator("[name^=title-]").input_value():
        one.fault("refused", "what was typed is lost")
    minutes.locator("[name^=volume-]").fill(VOLUME)
    one.page.click("form#filing button:visible:has-text('归档')")
    one.page.wait_for_selector("[role=status]")
    one.look("filed", "已归档 1 件")
    one.go("/search?q=情况平稳")
    one.expect("found", ["跟踪记录（补）", VOLUME.replace(".", "·")])
    resumed(one)
    one.go("/volumes/" + VOLUME)
    one.look("volume", ["卷内文件目录", "林小满个案"])
    one.go("/retention?on=2040-01-01&class=PX")
    one.page.fill("form[action='/appraisals'] [name=title]", "2040 年到期的培训档案")
    one.press("开批")
    one.look("batch", "意见不足两人")


def resumed(one):
    """A connection breaks half-way through an upload and the browser is closed; the same file is chosen again, and only
    the rest is sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "录像.bin")
        pathlib.Path(path).write_bytes(bytes(range(256)) * (20 << 12))
        one.go("/filing")
        one.is_cut_off = True
        one.page.route("**/filing/uploads/*offset=8*", lambda route: route.abort())
        one.page.set_input_files("#files", path)
        one.page.wait_for_selector("#sending .fault")
        one.look("broken", "再选一次接着传")
        # Otherwise the browser would not say that the same file was chosen again.
        if one.page.evaluate("document.getElementById('files').value"):
            one.fault("broken", "the file stays chosen")
        one.page.close()
        one.is_cut_off = False
        one.open()
        one.go("/filing")
        one.look("half", ["录像.bin", "已收到 40%"])
        again = []
        one.page.on("request", lambda request: again.append(request.url) if request.method == "PUT" else None)
        with one.page.expect_navigation():
            one.page.set_input_files("#files", path)
        one.page.wait_for_load_state()
        offsets = [int(url.split("offset=")[1]) >> 20 for url in again]
        if offsets != [8, 12, 16]:
            one.fault("resumed", f"sent from {offsets} MiB")
        one.expect("resumed", "录像.bin", absent=["已收到"])
        # Once it is there, choosing it once more sends nothing and lists it once.
        again.clear()
        with one.page.expect_navigation():
            one.page.set_input_files("#files", path)
        one.page.wait_for_load_state()
        if again or one.page.locator("fieldset.file").count() != 1:
            one.fault("again", f"sent {len(again)} pieces, listed {one.page.locator('fieldset.file').count()} times")
        # Why the server does not take a file is said.
        one.is_cut_off = True
        one.page.evaluate("""() => {
            const large = new File(["x"], "过大.bin");
            Object.defineProperty(large, "size", { value: 300 << 20 });
            const dataTransfer = { items: [{ webkitGetAsEntry: () => null, getAsFile: () => large }] };
            document.getElementById("drop").dispatchEvent(Object.assign(new Event("drop"), { dataTransfer }));
        }""")
        one.page.wait_for_selector("#sending .fault")
        one.look("refused", ["没有收", "256 MB"], absent=["再选一次接着传"])
        one.is_cut_off = False
        one.press("移除")
        one.expect("removed", "已移除", absent=["录像.bin"])


def disposal(browser, archive):
    """Two opinions, an approval by a third: nobody can do two of the steps."""
    # Of another district's records nobody learns here.
    elsewhere = visitor(browser, archive, "sunmei", label="sunmei-disposal")
    elsewhere.go("/appraisals/1")
    elsewhere.expect("elsewhere", "未能做到", absent=["培训"])
    for name in ("dangan", "lier"):
        one = visitor(browser, archive, name, label=name + "-disposal")
        one.go("/appraisals/1")
        one.page.select_option("[name=verdict]", "destroy")
        one.page.fill("form[action$='/opinion'] [name=reason]", "已无保存价值")
        one.press("记下")
    one.press("批准")
    one.look("own-approval", "未能做到")
    other = visitor(browser, archive, "dudao", label="dudao-disposal")
    other.go("/appraisals/1")
    other.look("agreed", "意见一致")


def auditor(browser, archive):
    """Draws a sample that can be drawn again, sees figures, takes a checkpoint along and holds the log against it."""
    one = visitor(browser, archive, "shenji")
    one.look("desk", "林*")
    one.go("/audit")
    one.look("audit", "馆藏：按类别")
    if one.page.locator("svg.chart").count() < 2:
        one.fault("audit", "no charts")
    drawn = []
    for _ in range(2):
        one.go("/audit")
        form = "form[action='/audit/sample'] "
        one.page.fill(form + "[name=count]", "5")
        one.page.fill(form + "[name=seed]", "abc")
        one.press("抽样")
        drawn.append(one.page.locator("tbody td:first-child").all_inner_texts())
    one.look("sample", "5 件")
    if drawn[0] != drawn[1] or len(drawn[0]) != 5:
        one.fault("sample", f"{drawn}")
    one.go("/log")
    one.look("log", "核对整个日志")
    with one.page.expect_download() as download:
        one.page.click("main button:has-text('下载检查点')")
    note = pathlib.Path(download.value.path()).read_text()
    one.go("/log")
    one.page.fill("[name=checkpoint]", note)
    one.press("核对")
    one.look("verified", "全部相符")


def officers(browser, archive):
    """The administrator enters organisations and a user, sees how the archive does, replaces synonyms, makes a token; the
    security officer gives the role; the audit officer looks into the log."""
    one = visitor(browser, archive, "admin")
    one.look("desk", "工作台")
    one.go("/organisations")
    one.look("organisations", ["全宗单位", "从 CSV 登记"])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "机构.csv")
        # As a Chinese spreadsheet program writes it.
        pathlib.Path(path).write_bytes("代码,名称,简称\n210299,高新区未成年人救助保护中心,高新中心\n".encode("gb18030"))
        one.page.set_input_files("[data-into=csv]", path)
        one.until("document.querySelector('[name=csv]').value")
    one.press("登记", within="form[action='/organisations/import']")
    one.look("imported", ["已登记 1 个机构", "高新区未成年人救助保护中心"])
    one.page.click("tr:has-text('210299') button:has-text('删除')")
    one.expect("removed", "已删除 210299", absent=["高新区未成年人救助保护中心"])
    one.go("/users")
    one.page.fill("form.asked[action='/users'] [name=name]", "zhaoliu")
    one.page.fill("[name=fullName]", "赵六")
    one.press("登记", within="form.asked[action='/users']")
    one.look("users", "只显示这一次")
    one.go("/conditions")
    one.look("conditions", ["从来没有", "lantai backup", "目录库"])
    one.follow("同义词")
    one.look("synonyms", ["还没有自己的同义词", "随程序的"])
    one.page.fill("[name=words]", "小海豚 = 单独\n独自\n")
    one.press("只检查")
    one.look("faulty", ["第 2 行", "没有启用"])
    one.page.fill("[name=words]", "小海豚 = 入户走访\n")
    one.press("启用")
    one.look("replaced", "立即生效")
    one.go("/password")
    one.follow("令牌与登录")
    one.page.fill("[name=name]", "夜间核对")
    one.press("制作")
    one.look("token", ["只显示这一次", "lantai_"])
    one.page.click("tr:has-text('夜间核对') button:has-text('收回')")
    one.look("revoked", "已收回")
    safe = visitor(browser, archive, "safe")
    safe.look("desk", "工作台")
    safe.go("/users")
    safe.page.select_option("tr:has-text('zhaoliu') [name=role]", "caseworker")
    safe.page.click("tr:has-text('zhaoliu') button:has-text('授予')")
    safe.look("roles", ["zhaoliu", "已办"])
    safe.go("/plan")
    safe.look("plan", "个案")
    safe.go("/volumes")
    safe.look("levels", "案卷的开放级别")
    officer = visitor(browser, archive, "anquan")
    officer.look("desk", "工作台")
    officer.go("/log")
    officer.page.fill("[name=of]", "林小满")
    officer.press("查", within="form[action='/log/subject']")
    officer.look("subject", "次利用")
    narrow = visitor(browser, archive, "admin", label="admin-narrow-dark", color_scheme="dark",
                     viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    for name, path in (("organisations", "/organisations"), ("users", "/users"), ("conditions", "/conditions"),
                       ("synonyms", "/synonyms"), ("account", "/account")):
        narrow.go(path)
        narrow.look(name, "兰台")


def looks(browser, archive):
    """Dark, narrow, English."""
    places = [("desk", "/"), ("search", "/search?q=监护评估"), ("volumes", "/volumes"), ("access", "/access"),
              ("retention", "/retention"), ("record", CASE + "?q=林小满")]
    for label, options in [("narrow", {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}),
                           ("dark", {"color_scheme": "dark"})]:
        one = visitor(browser, archive, "dudao", label=label, **options)
        for name, path in places:
            one.go(path)
            one.state_purpose("复核")
            one.look(name, "兰台")
    for name in ("dangan", "shenji"):
        one = visitor(browser, archive, name, label=name + "-narrow-dark", color_scheme="dark",
                      viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
        one.look("desk", "兰台")
        path = "/filing" if name == "dangan" else "/audit"
        one.go(path)
        one.look(path[1:], "兰台")
    plain = visitor(browser, archive, "lier", label="english")
    plain.press("English", within="footer")
    plain.look("desk", "Desk")
    plain.go("/search?q=监护评估")
    plain.look("search", "records")


def without_scripts(browser, archive):
    """All of a search, and reading, by forms and links alone."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(archive.address + "/sign-in")
    page.fill("[name=name]", "dudao")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.fill("#q", "监护评估")
    page.click("main button:has-text('检索')")
    if not re.search(r"\d+ 件", page.inner_text("body")):
        faults.append("without scripts: no search")
    page.click(".hit >> nth=0")
    page.fill("[name=purpose]", "结案审查")
    page.click("main button:has-text('看这件档案')")
    if not page.locator("#text mark").count():
        faults.append("without scripts: nothing is marked")


def paperwork(browser, archive):
    """An archivist puts a volume on paper, takes a request in, inspects, exports; an auditor takes evidence along."""
    one = visitor(browser, archive, "dangan", label="dangan-paperwork")
    one.go("/volumes/" + VOLUME)
    one.look("volume", ["卷内备考表", "四性检测", "导出"])
    for name in ("卷内文件目录", "案卷封面", "脊背", "卷内备考表"):
        one.go("/volumes/" + VOLUME)
        one.follow("打印" + name)
        one.look("screen-" + name, ["打印：dangan", "回到案卷"])
        one.page.emulate_media(media="print")
        one.look("paper-" + name, "打印：dangan", absent=["回到案卷"])
        one.page.emulate_media(media="screen")
    one.go("/requests")
    one.look("requests", "没有等着答复的请求")
    for name, value in (("asker", "林国梁"), ("relation", "父亲"), ("identity", "核验身份证原件"), ("codes", VOLUME), ("text", "要一份评估表的复印件")):
        one.page.fill(f"form.asked[method=post] [name={name}]", value)
    one.page.select_option("form.asked[method=post] [name=kind]", "copy")
    one.press("受理")
    one.look("taken", ["林国梁（父亲）", "待决定"])
    other = visitor(browser, archive, "dudao", label="dudao-paperwork")
    other.go("/requests/1")
    other.page.fill("[name=reason]", "监护人有权查阅复制")
    other.press("决定")
    other.look("decided", ["同意", "监护人有权查阅复制"])
    one.go("/requests/1")
    one.follow("导出这些档案")
    one.look("export", "利用包或目录")
    one.page.fill("form[action='/export'] [name=purpose]", "答复请求 1")
    with one.page.expect_download() as download:
        one.page.click("form[action='/export'] button")
    if not pathlib.Path(download.value.path()).read_bytes().startswith(b"PK"):
        one.fault("export", "no zip")
    one.go("/requests/1")
    one.page.fill("[name=text]", "已给复印件")
    one.press("已答复")
    one.look("answered", ["已答复", "导出，日志第"])
    one.go("/inspect")
    one.page.fill("[name=last]", "5")
    one.press("检测", within="form:has([name=last])")
    one.look("inspected", ["逐件", "5 件"])
    one.go("/transfers")
    one.look("transfers", "还没有移交过档案")
    auditing = visitor(browser, archive, "shenji", label="shenji-paperwork")
    auditing.go("/export")
    auditing.look("export", "证据包")
    form = "form[action='/export/evidence'] "
    auditing.page.fill(form + "[name=from]", "2023-01-01")
    auditing.page.fill(form + "[name=to]", "2023-12-31")
    auditing.page.fill(form + "[name=purpose]", "年度审计")
    with auditing.page.expect_download() as download:
        auditing.page.click(form + "button")
    if not pathlib.Path(download.value.path()).read_bytes().startswith(b"PK"):
        auditing.fault("evidence", "no zip")
    narrow = visitor(browser, archive, "dangan", label="dangan-paperwork-narrow", color_scheme="dark",
                     viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    for name, path in (("contents", f"/volumes/{VOLUME}/print/contents"), ("request", "/requests/1"), ("requests", "/requests?show=all"),
                       ("export", "/export"), ("inspected", "/inspect?last=5"), ("transfers", "/transfers"), ("volume", "/volumes/" + VOLUME)):
        narrow.go(path)
        narrow.look(name, "兰台")


def scanned(width=300, height=420):
    """A grey picture, as a scanner without compression makes it: a format that no browser shows."""
    return f"P5 {width} {height} 255\n".encode() + bytes((x * 7 + y * 13) % 256 for y in range(height) for x in range(width))


def correcting(browser, archive):
    """Chooses a folder, drops a container, unpacks it apart, chooses one class for all, files; looks at a scan page by page and
    at a reading copy; corrects a record, adds a file and replaces one; confirms what was proposed, by keyboard."""
    one = visitor(browser, archive, "dangan", label="dangan-correcting")
    with tempfile.TemporaryDirectory() as folder:
        inside = pathlib.Path(folder, "收件")
        inside.mkdir()
        (inside / "扫描件.pgm").write_bytes(scanned())
        (inside / "纪要.rtf").write_text("{\\rtf1\\ansi\\ansicpg936 Minutes of the meeting, 6 May 2024. \\par All is well.}")
        (inside / ".DS_Store").write_bytes(b"x")
        one.go("/filing")
        with one.page.expect_navigation():
            one.page.set_input_files("#folder", str(inside))
        one.page.wait_for_load_state()
        one.expect("folder", ["扫描件.pgm", "纪要.rtf", "请选择"], absent=["DS_Store"])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as container:
            container.writestr("走访/一.txt", "入户走访记录\n\n2024年5月7日\n\n情况平稳，委托照护。\n")
            container.writestr("走访/二.txt", "电话回访记录\n\n2024年5月8日\n\n已入学。\n")
        with one.page.expect_navigation():
            one.page.evaluate("""bytes => {
                const files = new DataTransfer();
                files.items.add(new File([new Uint8Array(bytes)], "走访材料.zip"));
                document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: files, cancelable: true, bubbles: true }));
            }""", list(packed.getvalue()))
    one.page.wait_for_load_state()
    one.look("sent", ["走访材料.zip", "里面有 2 个文件", "拆开"])
    with one.page.expect_navigation():
        one.page.select_option("[name=all-class]", "XC")
    one.page.wait_for_load_state()
    if one.page.locator("[data-class] option[value=XC]:checked").count() != 3:
        one.fault("class", "one class does not go to all files")
    with one.page.expect_navigation():
        one.page.check("[name^=apart-]")
    one.page.wait_for_load_state()
    one.look("apart", ["将归为 3 件", "入户走访记录", "电话回访记录"])
    one.page.click("form#filing button:visible:has-text('归档')")
    one.page.wait_for_selector("[role=status]")
    one.look("filed", "已归档 5 件")
    one.go("/search?class=XC&sort=date&q=扫描件")
    one.page.click(".hit >> nth=0")
    one.page.wait_for_load_state()
    leaf = one.page.frame_locator(".leaves iframe").first
    leaf.locator("img.page").wait_for()
    one.until("[...document.querySelectorAll('img.thumbnail')].every(small => small.complete && small.naturalWidth)")
    one.look("scan", ["页面图像", "扫描件.pgm"])
    if "第 1 页，共 1 页" not in leaf.locator("body").inner_text():
        one.fault("scan", "it is not said which page this is")
    one.page.set_viewport_size({"width": 360, "height": 740})
    one.look("scan-narrow", "页面图像")
    one.page.set_viewport_size({"width": 1280, "height": 850})
    # Its title was the file's name; a file comes with it.
    one.follow("更正")
    one.look("correct", ["著录", "调卷、改类别", "作废"])
    one.page.fill("form[action$='/revise'] [name=title]", "走访现场照片")
    one.page.fill("form[action$='/revise'] [name=reason]", "题名只是文件名")
    one.press("存为新的一版")
    one.look("corrected", ["已存为第 2 版", "走访现场照片", "题名只是文件名"])
    def send(name, text):
        one.follow("换文件")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, name)
            path.write_text(text)
            with one.page.expect_navigation():
                one.page.set_input_files("#files", str(path))
        one.page.wait_for_load_state()

    send("照片说明.txt", "摄于听潮巷。\n")
    if not one.page.locator("[name^=upload-]:checked").count():
        one.fault("replace", "what was just sent is not ticked")
    one.page.select_option("[name=how]", "add")
    one.page.fill("[name=reason]", "补说明")
    one.look("replace", ["照片说明.txt", "现有文件", "扫描件.pgm", "留下"])
    one.press("存为新的一版")
    one.look("added", ["已存为第 3 版", "摄于听潮巷", "扫描件.pgm"])
    send("说明定稿.txt", "摄于望海巷。\n")
    one.page.select_option("[name='file-照片说明.txt']", label="换成 说明定稿.txt")
    one.page.fill("[name=reason]", "说明有误")
    one.press("存为新的一版")
    one.look("one file", ["已存为第 4 版", "摄于望海巷", "扫描件.pgm"], absent=["摄于听潮巷"])
    one.go("/search?class=XC&q=Minutes")
    one.page.click(".hit >> nth=0")
    one.page.wait_for_load_state()
    with one.page.context.expect_event("response", lambda answer: "/copies/" in answer.url) as copy:
        one.page.click("a:has-text('PDF 阅读副本')")
    if copy.value.status != 200 or copy.value.headers["content-type"] != "application/pdf":
        one.fault("copy", f"{copy.value.status} {copy.value.headers}")
    confirming(one)


def confirming(one):
    """One by Enter, corrected; then two that are ticked."""
    one.go("/confirm?class=XC")
    one.look("waiting", ["待确认的著录", "确认勾选的"])
    before = one.page.locator("tbody tr").count()
    one.page.locator("tbody tr").nth(0).locator("[name^=value-][name$=title]").fill("核对过的题名")
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    one.look("one", "已确认 1 件")
    for row in (0, 1):
        one.page.locator("tbody tr").nth(row).locator("[type=checkbox]").focus()
        one.page.keyboard.press("Space")
    with one.page.expect_navigation():
        one.page.keyboard.press("Control+Enter")
    one.look("two", "已确认 2 件")
    if before - one.page.locator("tbody tr").count() != 3:
        one.fault("confirm", "what was confirmed is listed still, or more is gone")
    one.page.set_viewport_size({"width": 360, "height": 740})
    one.go("/confirm")
    one.state_purpose("核对著录")
    one.look("narrow", "待确认的著录")


def emergency(browser, archive):
    """A child is in danger: the caseworker opens what she may not read; a supervisor reviews it afterwards."""
    one = visitor(browser, archive, "sunmei")
    one.go(OTHER)
    one.look("denied", ["未能做到", "立即打开"])
    one.page.fill("form[action='/access/emergency'] [name=reason]", "邻居来电，孩子又被打伤")
    one.press("立即打开")
    one.go(OTHER)
    one.look("opened", ["曹一舟", "档号"])
    one.go("/")
    one.expect("desk", ["最近看过的", "曹一舟个案登记表", "快到期的调阅"])
    other = visitor(browser, archive, "dudao", label="dudao-emergency")
    other.look("desk", ["紧急调阅，待复核", "又被打伤"])
    other.go(OTHER)
    other.state_purpose("复核紧急调阅")
    other.follow("谁看过")
    other.look("uses", ["紧急调阅", "又被打伤"])


def phone(key, ahead=0):
    """What an authenticator app shows for a key (RFC 6238), now or some steps of 30 seconds from now."""
    secret = base64.b32decode(key.replace(" ", ""))
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30 + ahead), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


def second_factor(browser, archive):
    """Sets up a second factor, signs in with a code of the phone, then with a recovery code; turns it off."""
    one = visitor(browser, archive, "lier", label="lier-second-factor")
    one.go("/account")
    one.press("设置二次验证")
    one.look("key", ["扫描", "手工输入密钥"])
    key = one.page.inner_text("b.code")
    one.page.fill("[name=code]", phone(key))
    one.press("启用")
    one.look("recovery", ["恢复码", "只显示这一次"])
    recovery = one.page.inner_text("pre").split()
    if len(recovery) != 10:
        one.fault("recovery", f"{len(recovery)} codes")
    for code in (phone(key, 1), recovery[0]):
        one.press("退出", within="header")
        one.page.fill("[name=name]", "lier")
        one.page.fill("[name=password]", PASSWORD)
        one.press("登录")
        one.look("code", ["二次验证", "手机上显示的验证码"])
        one.page.fill("[name=code]", code)
        one.press("登录")
        one.expect("entered", "退出")
    one.page.set_viewport_size({"width": 360, "height": 740})
    one.go("/account")
    one.look("account", "恢复码还剩 9 个")
    one.page.fill("[name=code]", recovery[1])
    one.press("关闭", within="form[action$='/off']")
    one.expect("off", "登录只凭密码")


JOURNEYS = (caseworker, searching, supervisor, granted, archivist, disposal, auditor, officers, paperwork, looks, without_scripts,
            correcting, emergency, second_factor)


def main():
    # Some alone, by their names.
    chosen = [journey for journey in JOURNEYS if not sys.argv[4:] or journey.__name__ in sys.argv[4:]]
    os.makedirs(SCREENS, exist_ok=True)
    for old in pathlib.Path(SCREENS).glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        archive = Archive(LANTAI, CORPUS, folder, USERS)
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for journey in chosen:
                before = len(faults)
                try:
                    journey(browser, archive)
                except Exception as error:  # The others' journeys are looked at all the same.
                    faults.append(f"{journey.__name__}: {error}")
                print(f"{journey.__name__}: {len(faults) - before or 'no'} faults", flush=True)
                for context in browser.contexts:
                    context.close()
            browser.close()
        finally:
            archive.end()
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


main()
