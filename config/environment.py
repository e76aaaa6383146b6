"""What the environment may say, read loudly: a bad value is a sentence, not a traceback."""

import os
import secrets
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import environ

env = environ.Env()


def refuse(sentence: str) -> NoReturn:
    """Stop with one sentence on stderr and exit status 2."""
    sys.stderr.write(sentence + "\n")
    raise SystemExit(2)


def switch(name: str) -> bool:
    """A yes/no setting, off when left out."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "off", "no", "false"}:
        return False
    if value in {"1", "on", "yes", "true"}:
        return True
    refuse(f"{name} is “{value}”, which is neither on nor off. Set {name}=1 or leave it out.")


def number(name: str, default: int) -> int:
    """A whole number of nought or more."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal():
        refuse(f"{name} is “{value}”, which is not a whole number. Write {name}={default}, say.")
    return int(value)


def data_dir(base: Path) -> Path:
    """The one folder that Inset writes to; made here if it is not there yet."""
    folder = Path(os.environ.get("DATA_DIR") or base / "var").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(
            f"DATA_DIR is “{folder}”, which cannot be made or opened ({error.strerror}). "
            "Name a folder that Inset may write to."
        )
    return folder


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or the key kept in the data folder, made on first use."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        if len(given) < 32:
            refuse("SECRET_KEY is too short: use at least 32 characters, or leave it out.")
        return given
    path = folder / "secret_key"
    if not path.exists():
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process made it in the same moment
    return path.read_text().strip()


def database(folder: Path) -> dict:
    """SQLite in the data folder, or what DATABASE_URL names (PostgreSQL)."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "inset.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON"
                ),
            },
            "TEST": {"NAME": folder / "test.sqlite3"},
        }
    scheme = url.split(":", 1)[0]
    if scheme not in {"postgres", "postgresql"}:
        refuse(
            f"DATABASE_URL begins with “{scheme}:”, which Inset does not use. Write "
            "postgres://user:password@host:5432/name, or leave it out for SQLite."
        )
    try:
        found = env.db_url_config(url)
    except Exception:  # any parse failure has the same remedy
        found = {}
    if not found.get("NAME"):
        refuse("DATABASE_URL names no database. Write postgres://user:password@host:5432/name.")
    return {**found, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def base_url() -> str:
    """The address that links in messages and QR codes begin with, without a last slash."""
    url = (os.environ.get("BASE_URL") or "http://localhost:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.path:
        refuse(
            f"BASE_URL is “{url}”, which is not an address such as https://training.school.example."
        )
    return url


def email(folder: Path) -> dict:
    """Django's e-mail settings from EMAIL_URL; left out, messages are kept as files."""
    url = os.environ.get("EMAIL_URL", "")
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(folder / "mail"),
        }
    try:
        found = env.email_url_config(url)
    except Exception:
        found = {}
    if not found.get("EMAIL_BACKEND"):
        refuse(
            f"EMAIL_URL begins with “{url.split(':', 1)[0]}:”, which is not a way to send mail. "
            "Write smtp+tls://user:password@host:587, or leave it out to keep messages as files."
        )
    return {key: value for key, value in found.items() if key.startswith("EMAIL_")}
