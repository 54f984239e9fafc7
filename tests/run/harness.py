"""What the scripts in this folder share: a folder to build trees in, the program,
and what holds for every report whatever was scanned."""
import base64
import contextlib
import json
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile

CAMBIUM = os.environ["CAMBIUM"]
BUILD = os.environ["CAMBIUM_BUILD"]
SANITIZED = bool(os.environ.get("CAMBIUM_SANITIZE"))
NOBODY = 65534
# What a sanitizer makes slower and bigger.
FACTOR = 10 if SANITIZED else 1


@contextlib.contextmanager
def folder():
    """An empty folder that everybody may enter, gone afterwards."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="cambium-run-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        # rmtree alone gives up at folders that can't be entered or are too deep.
        subprocess.run(["chmod", "-R", "u+rwX", path], stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", path], check=True)


def write(path, content=b"x = 1\n"):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def environment(preload=None, **extra):
    """What no caller of ours set for the program, but how its threads wait: that is ctest's."""
    env = {k: v for k, v in os.environ.items()
           if not k.startswith(("LC_", "LANG", "OMP_")) or k == "OMP_WAIT_POLICY"}
    env.update({k: str(v) for k, v in extra.items()})
    if preload:
        env["LD_PRELOAD"] = f"{BUILD}/{preload}.so"
        env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    return env


def run(*arguments, program=CAMBIUM, timeout=60, env=None, **options):
    """Runs to the end; crashes and sanitizers' complaints are failures of any test."""
    done = subprocess.run([program, *arguments], capture_output=True, env=env or environment(),
                          timeout=timeout * FACTOR, stdin=subprocess.DEVNULL, **options)
    check_alive(done.returncode, done.stderr)
    return done


def check_alive(status, errors):
    assert status in (0, 1, 2, 3, 4, 130, 143), (status, errors[-2000:])
    for complaint in (b"Sanitizer", b"runtime error:", b"Assertion"):
        assert complaint not in errors, errors[-4000:].decode(errors="replace")


def once(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return dict(pairs)


def never(constant):
    raise AssertionError(f"{constant} is no JSON")


def schema_of(report):
    """The published schema that has a document of that name."""
    for path in sorted(pathlib.Path(os.environ["CAMBIUM_SOURCE"], "engine/report/schema").glob("*.json")):
        schema = json.loads(path.read_text())
        if report in schema.get("$defs", {}):
            return schema | {"$ref": f"#/$defs/{report}"}
        if schema.get("properties", {}).get("report") == {"const": report}:
            return schema
    raise AssertionError(f"no schema has {report}")


def strict(text):
    """A line of a report, or a document that is what its schema says."""
    import jsonschema  # not for every script: it takes its time
    found = json.loads(text, object_pairs_hook=once, parse_constant=never)
    if "report" in found:
        jsonschema.Draft202012Validator(schema_of(found["report"])).validate(found)
    return found


def path_of(record):
    if "path_base64" in record:
        return base64.b64decode(record["path_base64"], validate=True)
    return record["path"].encode()


class Report:
    """A JSON report that was read strictly and keeps the laws."""

    def __init__(self, text):
        self.text = text
        document = json.loads(text.decode("utf-8", "strict"), object_pairs_hook=once,
                              parse_constant=never)
        self.totals = document["totals"]
        self.files, self.skipped, self.failed = (
            {path_of(record): record for record in document[name]}
            for name in ("files", "skipped", "failed"))
        for name, records in (("files", self.files), ("skipped", self.skipped),
                              ("failed", self.failed)):
            assert list(records) == sorted(records), f"{name} are not in order of bytes"
            assert len(records) == len(document[name]), f"{name} has a path twice"
        self.check_law()

    def check_law(self):
        t = self.totals
        assert t["discovered"] == t["analysed"] + t["skipped"] + t["failed"], t
        assert [t["analysed"], t["skipped"], t["failed"]] == [
            len(self.files), len(self.skipped), len(self.failed)], t
        assert t["partial"] == sum(file["error"] is not None for file in self.files.values())
        assert t["bytes"] == sum(file["bytes"] for file in self.files.values())
        assert not (self.files.keys() & self.skipped.keys()) | (
            self.files.keys() & self.failed.keys()) | (self.skipped.keys() & self.failed.keys())
        for record in [*self.skipped.values(), *self.failed.values()]:
            assert record["reason"], record
        for record in self.failed.values():
            assert record["detail"], record

    def outcome(self, path):
        """"analysed", "partial", "skipped: REASON" or "failed: REASON"."""
        path = os.fsencode(path)
        if path in self.skipped:
            return "skipped: " + self.skipped[path]["reason"]
        if path in self.failed:
            return "failed: " + self.failed[path]["reason"]
        assert path in self.files, f"{path!r} is nowhere in the report"
        return "analysed" if self.files[path]["error"] is None else "partial"

    def functions(self, path):
        return {f["name"]: (f["line"], f["end_line"], f["cyclomatic"])
                for f in self.files[os.fsencode(path)]["functions"]}


def scan(root, *arguments, **options):
    """The JSON report of a scan, and how the program ended."""
    done = run("scan", "--no-store", "--format", "json", *arguments, "--", root, **options)
    assert done.returncode in (0, 3), done
    report = Report(done.stdout)
    assert done.returncode == (3 if report.failed else 0), (done.returncode, report.totals)
    return report


def as_nobody():
    """Options for run: as a user whom permissions bind. The program is copied to
    where that user may run it."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def program_for_nobody(top):
    copy = top / "cambium"
    shutil.copy(CAMBIUM, copy)
    copy.chmod(0o755)
    return copy


def limit(**limits):
    """preexec_fn that sets limits: limit(NOFILE=16)."""
    def apply():
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value))
    return apply


def snapshot(top):
    """All that a scan must leave as it was: find knows no too long path."""
    return subprocess.run(["find", top, "-printf", r"%p %y %m %s %T@ %C@ %l\0"],
                          capture_output=True, check=True).stdout


def slice_of(cases):
    """Those of the cases that CAMBIUM_SWEEP_SLICE=K/N picks: all, or each N-th."""
    at, count = map(int, os.environ.get("CAMBIUM_SWEEP_SLICE", "0/1").split("/"))
    return [case for i, case in enumerate(cases) if i % count == at % count]
