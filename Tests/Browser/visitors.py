"""People of each role at browsers of their own.

Whatever page they look at is held against axe-core, photographed, weighed; whatever the browser complains of, and whatever
it loads from elsewhere, is a fault.
"""
from axe_playwright_python.sync_playwright import Axe

from archive import PASSWORD

USERS = [("dangan", "archivist", "2102"), ("wangfang", "caseworker", "210202"), ("dudao", "supervisor", "2102"),
         ("sunmei", "caseworker", "210211"), ("lier", "supervisor", "2102"), ("shenji", "auditor", "2102"), ("anquan", "auditOfficer", "2102")]
# Bytes of a page with its style and script; a record's own files are not counted.
HEAVIEST = 100_000
faults = []


class Visitor:
    """Somebody at a browser of their own."""

    def __init__(self, browser, archive, name, screens, **options):
        self.name = name
        self.archive = archive
        self.screens = screens
        self.label = options.pop("label", name)
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 850}, **options})
        # Whether the connection breaks on purpose.
        self.is_cut_off = False
        self.steps = 0
        self.open()
        self.go("/sign-in")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.press("登录")

    def open(self):
        """A new window, of somebody who may have been here before."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("pageerror", lambda error: self.fault("script", error))
        self.page.on("console", self.heard)
        self.page.on("request", self.sent)

    def fault(self, what, words):
        faults.append(f"{self.label} {what}: {words}")

    def heard(self, message):
        # That a page was answered with 403 is what some steps are about; what a page loads must all be there.
        # A browser that shows a PDF by itself asks for an icon.
        place = message.location.get("url") or ""
        if message.type == "error" and not self.is_cut_off and place != self.page.url and not place.endswith("/favicon.ico"):
            self.fault("console", f"{message.text} {message.location.get('url')}")

    def sent(self, request):
        if not request.url.startswith((self.archive.address, "data:", "blob:", "chrome-extension:", "chrome:")):
            self.fault("loaded from elsewhere", request.url)

    def go(self, path):
        self.page.goto(self.archive.address + path)

    def until(self, condition):
        """Waits for a condition; playwright's own way of waiting evaluates text in the page, which its policy forbids."""
        for _ in range(300):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(100)
        self.fault("waiting", condition)

    def press(self, label, within="main"):
        self.page.click(f"{within} button:has-text('{label}')")
        self.page.wait_for_load_state()

    def follow(self, label, within="main"):
        self.page.click(f"{within} a:has-text('{label}')")
        self.page.wait_for_load_state()

    def text(self):
        return self.page.inner_text("body")

    def expect(self, what, expected, absent=()):
        text = self.text()
        for words in [expected] if isinstance(expected, str) else expected:
            if words not in text:
                self.fault(what, f"“{words}” is not there: {text[:400]!r}")
        for words in absent:
            if words in text:
                self.fault(what, f"“{words}” is there")

    def state_purpose(self, purpose):
        """Says what a record is read for, where its class asks."""
        if self.page.locator("form[action='/purpose']").count():
            self.page.fill("[name=purpose]", purpose)
            self.press("看这件档案")

    def look(self, what, expected, absent=()):
        """A step: what must be there, a screenshot, and no serious finding of axe-core."""
        self.steps += 1
        self.page.screenshot(path=f"{self.screens}/{self.label}-{self.steps:02}-{what}.png", full_page=True)
        self.expect(what, expected, absent)
        # A watermark is faint on purpose, and says what stands below the text as well.
        for violation in Axe().run(self.page, context={"exclude": [[".watermark"]]}).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                places = [node["html"][:120] for node in violation["nodes"][:3]]
                self.fault(what, f"{violation['id']}: {violation['help']} {places}")
        weight = self.page.evaluate(
            "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
            ".filter(one => ['navigation', 'link', 'script', 'fetch'].includes(one.initiatorType))"
            ".reduce((sum, one) => sum + one.decodedBodySize, 0)")
        if weight > HEAVIEST:
            self.fault(what, f"weighs {weight} bytes")
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if width > 0:
            self.fault(what, f"{width} px wider than the screen")
