#!/usr/bin/python3
"""The page of the HTML report does what it should in a real browser, and nothing else.

Chromium opens pages from files: what is shown is what the document says, sorted and filtered as
Python does it; nothing is fetched; names that mean harm are text; axe-core finds no barrier, in
light, in dark and on a narrow screen. Python's own HTML reader judges the bytes."""

import base64
import contextlib
import hashlib
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import html_document

BUILD = pathlib.Path(os.environ["CAMBIUM_BUILD"])
SOURCE = pathlib.Path(os.environ["CAMBIUM_SOURCE"], "engine", "report", "html")
SANITIZED = bool(os.environ.get("CAMBIUM_SANITIZE"))
SECTIONS = ["health", "files", "attention", "functions", "cycles", "packages", "trends"]
BIG = 12_000


def wait(condition, seconds=20):
    """What it gives as soon as that is something."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


class Browser:
    """A headless Chromium that remembers what its pages asked for and complained about."""

    def __init__(self, folder):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                         f"--user-data-dir={folder}/profile"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.folder = folder
        self.size(1360, 1000)
        # What it asks for of its own accord when it starts isn't our pages'.
        self.driver.get("about:blank")
        self.driver.get_log("performance")

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def size(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def prefer(self, scheme="light", motion="no-preference"):
        self.cdp("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion}])

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def open(self, page, hash=""):
        """By way of an empty page, so that nothing is left of the one before."""
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + hash)
        wait(lambda: self.interactive_ms() or self.run("return !document.getElementById('failure').hidden"))
        return self

    def interactive_ms(self):
        return self.run("return performance.getEntriesByName('interactive')[0]?.startTime")

    def expect_quiet(self):
        complaints = self.driver.get_log("browser")
        assert not complaints, complaints
        for entry in self.driver.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                url = event["params"]["request"]["url"]
                assert url.startswith((self.folder.as_uri(), "data:", "about:")), f"asks for {url}"

    def rows(self, table):
        """The text of each cell that is there."""
        return self.run("return [...document.querySelector(arguments[0]).tBodies[0].rows]"
                        ".map(row => [...row.cells].map(cell => cell.textContent))", table)


@contextlib.contextmanager
def browser_in(folder):
    browser = Browser(folder)
    try:
        yield browser
    finally:
        browser.driver.quit()


def page_of(folder, name, document, title=None):
    data, page = folder / f"{name}.json", folder / f"{name}.html"
    data.write_text(json.dumps(document, separators=(",", ":")), "utf-8")
    done = subprocess.run([BUILD / "html_show", title if title is not None else document["title"], data],
                          stdout=subprocess.PIPE, check=True)
    page.write_bytes(done.stdout)
    return page


# ------------------------------------------------------------------- bytes

class Reader(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.inside, self.texts, self.metas, self.tags = None, {}, [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        attributes = dict(attributes)
        if tag == "meta":
            self.metas.append(attributes)
        if tag in ("script", "style", "title"):
            self.inside = attributes.get("id", tag)
            self.texts.setdefault(self.inside, "")
        assert not any(name.startswith("on") for name in attributes), attributes

    def handle_endtag(self, tag):
        if tag in ("script", "style", "title"):
            self.inside = None

    def handle_data(self, text):
        if self.inside:
            self.texts[self.inside] += text


def sha256(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def check_bytes(page, document):
    read = Reader(page.read_text("utf-8"))
    assert json.loads(read.texts["data"]) == document
    assert read.tags.count("script") == 2 and read.tags.count("style") == 1
    policy = next(meta["content"] for meta in read.metas if meta.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == sha256(read.texts["script"])
    assert rules["style-src-elem"] == sha256(read.texts["style"])
    assert not re.search(rb"<(link|img|iframe|script|object)[^>]*(https?:|src=)", page.read_bytes())


def check_build(folder):
    """Made again, it is the same."""
    subprocess.run(["node", SOURCE / "build.mjs", folder / "again"], check=True)
    for piece in ("before_title", "before_data", "after_data"):
        assert (folder / "again" / piece).read_bytes() == (BUILD / "generated/html" / piece).read_bytes(), piece


# ------------------------------------------------------------------- what is shown

def check_sections(browser, page, document):
    browser.open(page)
    assert browser.driver.title == document["title"] == browser.text("h1")
    for section in SECTIONS:
        assert browser.find(f"section:has(#{section})").size["height"] > 60, section
        browser.find(f"nav a[href='#{section}']").click()
        assert browser.run("return document.activeElement.id") == section
        assert browser.driver.current_url.partition("#")[2].startswith(section)
    assert not browser.find("#failure").is_displayed()
    assert browser.text(".mark").startswith("71.5") and browser.text(".grade") == "Grade C"
    parts = browser.rows(".parts")
    assert [part[0] for part in parts] == [part["name"] for part in document["health"]["parts"]]
    assert parts[3][1] == "unknown"
    totals = document["totals"]
    shown = dict(zip((e.text for e in browser.all("#totals dt")), (e.text for e in browser.all("#totals dd:first-of-type"))))
    assert shown["files"] == f"{totals['files']:,}" and shown["without tests"] == f"{totals['untested']:,}", shown
    assert browser.all("#matrix path") and len(browser.all(".multiples figure")) == 6
    assert len(browser.all("#cycles-list details")) == len(document["cycles"])
    for cycle, shown in zip(document["cycles"][:3], browser.run(
            "return [...document.querySelectorAll('#cycles-list details')].map(each => each.textContent)")):
        more = cycle["cut_count"] - len(cycle["cut"])
        wanted = "Without this import" if cycle["cut_count"] == 1 else f"Without {'' if more else 'these '}{cycle['cut_count']} imports"
        assert wanted in shown and (f"and {more} more" in shown or not more), (cycle, shown[:200])
    browser.expect_quiet()


def grouped(value):
    return "unknown" if value is None else f"{value:,}"


def check_tables(browser, page, document):
    """Sorted and filtered as Python does it."""
    files = document["files"]
    browser.open(page, "#attention")
    some = [i for i, bits in enumerate(files["attention"]) if bits]
    assert browser.text("#attention-table .count") == f"{len(some):,} of {len(files['path']):,} files"
    for column, name, down in (("Lines", "lines", True), ("Lines", "lines", False), ("Commits", "churn", True)):
        head = next(e for e in browser.all("#attention-table thead button") if e.text.endswith(column))
        head.send_keys(Keys.ENTER)
        place = [e.text.split(" ")[-1] for e in browser.all("#attention-table thead button")].index(column)
        wanted = sorted(some, key=lambda i: (files[name][i] is None, -(files[name][i] or 0) if down else files[name][i] or 0))[:100]
        assert [row[0] for row in browser.rows("#attention-table table")] == [files["path"][i] for i in wanted], (name, down)
        assert [row[place] for row in browser.rows("#attention-table table")] == [grouped(files[name][i]) for i in wanted]
        cell = head.find_element(By.XPATH, "..")
        assert cell.get_attribute("aria-sort") == ("descending" if down else "ascending")
    browser.find("#attention-table .more").click()
    assert len(browser.rows("#attention-table table")) == min(200, len(some))

    browser.find("#attention-table input").send_keys("Cloud core")
    found = [i for i in some if "cloud" in files["path"][i] and "core" in files["path"][i]]
    assert 0 < len(found) < len(some)
    wait(lambda: browser.text("#attention-table .count").startswith(f"{len(found):,} of "))
    browser.run("const why = document.querySelector('#attention-table select');"
                "why.value = '0'; why.dispatchEvent(new Event('change'))")
    stale = [i for i in found if files["attention"][i] & 1]
    assert browser.text("#attention-table .count").startswith(f"{len(stale):,} of ")
    assert all("stale" in row[1] for row in browser.rows("#attention-table table"))

    # The address says all of it, so that it can be shared.
    shown, hash = browser.rows("#attention-table table"), "#" + browser.driver.current_url.partition("#")[2]
    browser.open(page, hash)
    assert browser.rows("#attention-table table") == shown
    functions = browser.rows("#functions-table table")
    assert [row[2] for row in functions] == [grouped(f["cyclomatic"]) for f in document["functions"][:50]]
    browser.expect_quiet()


def click_middle(browser):
    ActionChains(browser.driver).move_to_element(browser.find("#treemap")).click().perform()


def check_treemap(browser, page, document):
    files = document["files"]
    browser.open(page, "#files")
    source = [i for i, category in enumerate(files["category"]) if category == 0]
    top = browser.rows("#folder table")
    assert [row[0] for row in top] == ["collections/"]
    assert top[0][1] == f"{sum(files['lines'][i] for i in source):,}"
    drawn = browser.run("return document.querySelectorAll('#treemap path').length")
    assert 200 < drawn < 20_000, drawn

    ActionChains(browser.driver).move_to_element(browser.find("#treemap")).perform()
    wait(lambda: browser.all(".tip"))
    assert browser.text(".tip").startswith("collections/")
    click_middle(browser)
    way = [e.text for e in browser.all("#way li")]
    assert way[:2] == ["all folders", "collections"] and len(way) > 2, way
    folder = "/".join(way[1:]) + "/"
    inside = [i for i in source if files["path"][i].startswith(folder)]
    assert sum(int(row[1].replace(",", "")) for row in browser.rows("#folder table")) <= sum(files["lines"][i] for i in inside)
    assert browser.run("return document.activeElement.id") == "here"
    browser.driver.back()
    wait(lambda: [e.text for e in browser.all("#way li")] == ["all folders"])

    # The same without a mouse.
    browser.find("#folder tbody a").send_keys(Keys.ENTER)
    assert [e.text for e in browser.all("#way li")] == ["all folders", "collections"]
    path = files["path"][inside[0]]
    browser.open(page, f"#files&at={path}")
    assert browser.text(".file h3") == path.rpartition("/")[2]
    browser.find("#way a").send_keys(Keys.ENTER)
    assert not browser.all(".file h3")
    browser.expect_quiet()


def fills(browser):
    return browser.run("return [...document.querySelectorAll('#treemap path')].map(e => getComputedStyle(e).fill)")


def check_colours(browser, page):
    browser.open(page, "#files")
    before = fills(browser)
    for colour in ("untested", "coverage", "churn", "staleness"):
        browser.find(f"[name=colour][value={colour}]").click()
        after = fills(browser)
        assert after != before and f"colour={colour}" in browser.driver.current_url
        before = after
    light = before, browser.run("return getComputedStyle(document.documentElement).backgroundColor")
    browser.prefer("dark", "reduce")
    dark = fills(browser), browser.run("return getComputedStyle(document.documentElement).backgroundColor")
    assert light[0] != dark[0] and light[1] != dark[1], "dark is not light"
    assert browser.run("return document.getAnimations().length") == 0
    browser.prefer()
    assert fills(browser) == light[0]
    browser.expect_quiet()


def check_keyboard(browser, page):
    browser.open(page)
    keys = ActionChains(browser.driver)
    keys.send_keys(Keys.TAB).perform()
    assert browser.run("return document.activeElement.className") == "skip"
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") != "none"
    keys.send_keys(Keys.ENTER).perform()
    assert browser.run("return document.activeElement.id") == "health"
    reached = set()
    for _ in range(60):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        reached.add(browser.run("const e = document.activeElement;"
                                "return e.name || e.closest('[id]')?.id"))
    assert {"colour", "files-controls", "folder", "attention-table"} <= reached, reached


def check_accessible(browser, page):
    # Few nodes, but of every kind: it looks at each, and takes its time.
    axe = (SOURCE / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    for scheme, width in (("light", 1360), ("dark", 1360), ("light", 360)):
        browser.size(width, 900)
        browser.prefer(scheme)
        browser.open(page)
        browser.run("for (const e of document.querySelectorAll('details')) e.open = true")
        browser.run(axe)
        found = browser.driver.execute_async_script(
            "axe.run(document, {resultTypes: ['violations']}).then(arguments[arguments.length - 1])")
        assert len(found["passes"]) > 20
        assert not found["violations"], json.dumps(found["violations"], indent=1)[:3000]
        assert browser.run("return document.documentElement.scrollWidth - innerWidth") <= 0, "wider than the screen"
    browser.size(1360, 1000)
    browser.prefer()


def check_paper(browser, page):
    browser.open(page)
    printed = base64.b64decode(browser.cdp("Page.printToPDF", printBackground=True)["data"])
    assert printed.startswith(b"%PDF") and len(printed) > 50_000
    assert not browser.run("return document.documentElement.classList.contains('on-paper')")
    browser.expect_quiet()


# ------------------------------------------------------------------- little known

def check_without_script(browser, page):
    browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
    browser.driver.get(page.as_uri())
    assert "drawn by the script" in browser.find("#failure").text
    browser.cdp("Emulation.setScriptExecutionDisabled", value=False)


def check_unknown(browser, folder):
    """No number that isn't in the document, least of all 0."""
    document = html_document.generated(30)
    for name in ("impact", "churn", "coverage", "stale_days", "complexity"):
        document["files"][name] = [None] * 30
    document["health"] = {"score": None, "grade": None, "parts": [
        {"name": "tests", "points": None, "most": 15, "known": False, "text": "nothing is known"}]}
    document["totals"] = dict.fromkeys(document["totals"])
    document |= {"commit": None, "branch": None, "now": None, "rings": document["rings"][:1], "owners": [], "cycles": []}
    page = page_of(folder, "unknown", document)
    browser.open(page)
    assert browser.text(".mark") == "unknown"
    # How many need attention is counted, not told.
    values = [e.text for e in browser.all("#totals dd:first-of-type")]
    assert values.count("unknown") == len(values) - 1 == 8, values
    assert "Not known of any file: impact, complexity, coverage, commits, days behind." in browser.text("#attention-table")
    assert browser.find("[name=colour][value=coverage]").get_attribute("disabled")
    assert browser.find("[name=colour][value=untested]").is_selected()
    assert "None are known" in browser.text("section:has(#cycles)")
    assert "a trend takes two" in browser.text("#trends-lead")
    browser.expect_quiet()


def check_empty(browser, folder):
    page = page_of(folder, "empty", {"schema": "cambium/1", "kind": "health", "title": "empty"})
    browser.open(page)
    assert "There are no functions." in browser.text("section:has(#functions)")
    assert "There are no packages." in browser.text("section:has(#packages)")
    assert "Nothing was recorded yet" in browser.text("section:has(#trends)")
    assert browser.text(".mark") == "unknown"
    browser.expect_quiet()
    page = page_of(folder, "foreign", {"schema": "other/9", "title": ""})
    browser.open(page)
    assert "can't be shown: it is not of the schema cambium/1" in browser.text("#failure")
    browser.driver.get_log("browser")


def check_kinds(browser, folder):
    """A report begins where its kind says, a link where the link says."""
    document = html_document.generated(40)
    for kind, section in (("test-gap", "attention"), ("coverage", "files"), ("hotspots", "files"), ("health", None)):
        page = page_of(folder, kind, document | {"kind": kind})
        browser.open(page)
        focused = browser.run("return document.activeElement.id")
        assert focused == (section or ""), (kind, focused)
        browser.open(page, "#cycles")
        assert browser.run("return document.activeElement.id") == "cycles"
    browser.expect_quiet()


# ------------------------------------------------------------------- harm

HARM = ["</script><script>window.harmed = 1</script>", "<img src=x onerror='window.harmed = 1'>",
        "\u202egnp.exe", "<!--<script>", "{b}{a|x}", "javascript:window.harmed = 1", "&lt;b&gt;", "]]>", "a\\b\x1b[31m\u2028\u2029",
        "\"'`${window.harmed = 1}", "__proto__", "constructor", "__proto__ and so on and on until it is cut off", "<svg onload=window.harmed=1>", "\ud800"]


def harmful():
    """A document whose every name means harm."""
    document = html_document.generated(len(HARM))
    files = document["files"]
    files["path"] = sorted(f"{name.replace('/', '')}/{name.replace('/', '')}" for name in HARM)
    files["category"] = [0] * len(HARM)
    files["attention"] = [31] * len(HARM)
    for i, function in enumerate(document["functions"]):
        function["name"] = HARM[i % len(HARM)]
    for key, names in (("categories", ["source", *HARM]), ("attentions", HARM[:5]), ("owners", HARM)):
        document[key] = names
    files["owner"] = list(range(len(HARM)))
    document["packages"]["names"] = HARM
    for i, ring in enumerate(document["rings"]):
        ring["name"], ring["commit"] = HARM[i % len(HARM)], HARM[i % len(HARM)]
    document["cycles"] = [{"size": 99, "modules": HARM, "edges": 9, "cut": HARM}]
    document |= {"title": HARM[0], "commit": HARM[1], "branch": HARM[2], "kind": HARM[1]}
    document["health"] |= {"grade": HARM[1], "text": HARM[0]}
    document["health"]["parts"] = [{"name": name, "points": 1, "most": 2, "known": True, "text": name} for name in HARM]
    return document


def check_harm(browser, folder):
    document = harmful()
    for title in (HARM[0], HARM[1], "</title><script>window.harmed = 1</script>", "\u202e&lt;\x1b", "a & b"):
        page = page_of(folder, "harm", document, title)
        check_bytes(page, document)
        read = Reader(page.read_text("utf-8"))
        assert read.texts["title"] == re.sub("[\u202e\x1b]", "\ufffd", title)
    browser.open(page)
    assert browser.text("h1") == HARM[0]
    tags = set(browser.run("return [...document.querySelectorAll('body *')].map(e => e.localName)"))
    assert not tags & {"img", "iframe", "object", "b"}, tags
    assert browser.run("return document.querySelectorAll('script').length") == 2
    for link in browser.all("#folder tbody a"):
        assert link.get_attribute("href").startswith(page.as_uri() + "#files&at=")
    for _ in range(2):
        click_middle(browser)
    for selector in ("#matrix", ".multiples figure .drawing", "#treemap"):
        browser.run("arguments[0].scrollIntoView({block: 'center'})", browser.find(selector))
        ActionChains(browser.driver).move_to_element_with_offset(browser.find(selector), 40, 5).perform()
    wait(lambda: browser.all(".tip"))
    assert browser.run("return window.harmed") is None
    assert browser.run("return Object.keys(Object.prototype)") == []
    # Nothing that hides or turns: not in the text, nor in what is said to who can't see.
    shown = browser.run("return document.body.innerText + [...document.querySelectorAll('[aria-label],[title]')]"
                        ".map(e => e.ariaLabel + e.title).join() + [...document.querySelectorAll('svg text')].map(e => e.textContent).join()")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert "\\u{202e}gnp.exe" in shown and "a\\\\b\\u{1b}[31m" in shown
    browser.expect_quiet()

    # Even if something came through, the page's policy would not let it run.
    assert browser.run("try { document.body.innerHTML = '<b>x</b>'; } catch (e) { return e.name; }") == "TypeError"
    page.write_bytes(page.read_bytes().replace(
        b"<body>", b"<body><script>window.harmed = 2</script><img src=x onerror='window.harmed = 3'>"))
    browser.open(page)
    assert browser.all("body > img") and browser.run("return window.harmed") is None
    assert len(browser.driver.get_log("browser")) >= 2
    browser.driver.get_log("performance")


# ------------------------------------------------------------------- size and time

def check_big(browser, folder):
    page = page_of(folder, "big", html_document.generated(BIG))
    size = page.stat().st_size
    assert size < 3_000_000, size
    times = []
    while len(times) < 3 or (min(times) >= 2000 and len(times) < 10):  # others may use the machine
        times.append(browser.open(page).interactive_ms())
    print(f"{BIG} files: {size:,} bytes, interactive after {', '.join(f'{ms:.0f}' for ms in times)} ms")
    if not SANITIZED:
        assert min(times) < 2000, times
    browser.expect_quiet()


def main():
    with tempfile.TemporaryDirectory(prefix="cambium-html-") as name:
        folder = pathlib.Path(name)
        document = html_document.generated(1500)
        page = page_of(folder, "page", document)
        check_bytes(page, document)
        check_build(folder)
        real = html_document.of_tree(SOURCE.parents[2] / "tests", "tests")
        with browser_in(folder) as browser:
            check_sections(browser, page, document)
            check_tables(browser, page, document)
            check_treemap(browser, page, document)
            check_colours(browser, page)
            check_keyboard(browser, page)
            check_accessible(browser, page_of(folder, "small", html_document.generated(12)))
            check_paper(browser, page)
            check_without_script(browser, page)
            check_unknown(browser, folder)
            check_empty(browser, folder)
            check_kinds(browser, folder)
            check_harm(browser, folder)
            check_sections(browser, page_of(folder, "real", real), real)
            check_big(browser, folder)
    return 0


sys.exit(main())
