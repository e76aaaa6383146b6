#!/usr/bin/env python3
"""Set Inset up and start it, or test it, on a fresh machine: `python3 start.py run` or `test`.

Standard library only. `PORT` and `DATA_DIR` are heeded (README, "Settings").
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
HELP = "Write `python3 start.py run` to start Inset, or `python3 start.py test` to test it."


def stop(sentence: str) -> None:
    """One sentence, and exit status 1."""
    sys.exit(sentence)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def digest(*paths: Path) -> str:
    """What the files hold, so that a step is done again only when one has changed."""
    total = hashlib.sha256(sys.version.encode())
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def make_venv(requirements: str) -> None:
    """`.venv` with what the file lists; nothing to do when it is as it was."""
    wanted = digest(HERE / "requirements.txt", HERE / requirements)
    mark = VENV / f".installed-{requirements}"
    if PYTHON.exists() and mark.exists() and mark.read_text() == wanted:
        return
    if sys.version_info < (3, 11):  # noqa: UP036  (it may be started with any python3)
        stop("Inset needs Python 3.11 or newer: install it, then start again with that python3.")
    if not PYTHON.exists():
        say("Making .venv ...")
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            stop(
                "This Python cannot make a virtual environment: install its venv package "
                "(on Debian and Ubuntu: sudo apt install python3-venv), then start again."
            )
    say(f"Installing {requirements} (a minute or so, the first time) ...")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    if subprocess.run([*pip, "-r", str(HERE / requirements)]).returncode:
        stop("The packages could not be installed: see the lines above, then start again.")
    mark.write_text(wanted)


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or HERE / "var").expanduser().resolve()


def manage(env: dict[str, str], *words: str) -> None:
    """One management command; stop where it stops."""
    if subprocess.run([str(PYTHON), "manage.py", *words], cwd=HERE, env=env).returncode:
        stop(f"`manage.py {words[0]}` did not finish: see the lines above.")


def collect(env: dict[str, str]) -> None:
    """Static files, only when ours or the packages have changed."""
    own = sorted(path for path in (HERE / "static").rglob("*") if path.is_file())
    wanted = digest(HERE / "requirements.txt", *own)
    mark = data_dir() / "static.collected"
    if mark.exists() and mark.read_text() == wanted:
        return
    say("Collecting static files ...")
    manage(env, "collectstatic", "--noinput", "-v", "0")
    mark.write_text(wanted)


def server(port: str) -> list[str]:
    """gunicorn where it runs; Django's own server on Windows."""
    if WINDOWS:
        return [str(PYTHON), "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    return [
        str(PYTHON), "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}",
        "--workers", "2", "--threads", "4", "--log-level", "warning",
    ]  # fmt: skip


def wait_for(url: str, process: subprocess.Popen) -> None:
    """Until the site answers, or has ended."""
    for _ in range(300):
        if process.poll() is not None:
            stop("The site ended while starting: see above. Is the port in use? Set PORT.")
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    stop("The site did not answer within half a minute: see the lines above.")


def run() -> None:
    """Install, migrate, collect, build the demo school if there is no school, and serve."""
    make_venv("requirements.txt")
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        stop(f"PORT is “{port}”: write a number from 1 to 65535, such as PORT=8000.")
    env = {**os.environ, "DEMO": "1", "BASE_URL": f"http://localhost:{port}"}
    collect(env)
    manage(env, "prepare")
    children = [subprocess.Popen(server(port), cwd=HERE, env=env)]
    children.append(subprocess.Popen([str(PYTHON), "manage.py", "worker"], cwd=HERE, env=env))
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", children[0])
        say(f"\nInset is at http://localhost:{port}/ . Step in at http://localhost:{port}/demo/")
        say("Press Ctrl-C to stop. Everything is kept for the next start.")
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        stop("The site or its worker has ended: see the lines above.")
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            child.wait()


def test(words: list[str]) -> None:
    """The whole suite; more words go to pytest."""
    make_venv("requirements-dev.txt")
    command = [str(PYTHON), "-m", "pytest", *(words or ["-n", "auto"])]
    sys.exit(subprocess.run(command, cwd=HERE).returncode)


def end_as_by_hand(*_: object) -> None:
    """A service manager's SIGTERM ends Inset as Ctrl-C does."""
    raise KeyboardInterrupt


def main() -> None:
    signal.signal(signal.SIGTERM, end_as_by_hand)
    match sys.argv[1:]:
        case ["run"]:
            run()
        case ["test", *words]:
            test(words)
        case _:
            print(HELP, file=sys.stderr)
            sys.exit(2)


if __name__ == "__main__":
    main()
