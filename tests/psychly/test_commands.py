"""The two commands of README.md: what they refuse, what they delete, and when they say that all is well."""

import importlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

PARTS = Path(__file__).resolve().parents[2] / "script" / "parts"
SERVER = [sys.executable, str(PARTS / "server.py")]


@pytest.fixture
def parts(monkeypatch):
    """The modules of the commands, imported as the commands import one another."""
    monkeypatch.syspath_prepend(str(PARTS))
    yield importlib.import_module
    for name in ("suite", "server", "manage", "demonstration", "environment", "chromium"):
        sys.modules.pop(name, None)


@pytest.fixture
def server(parts, monkeypatch, tmp_path):
    """The demonstration server, whose folder is a temporary one."""
    module = parts("server")
    monkeypatch.setattr(module, "VAR", tmp_path)
    monkeypatch.setattr(parts("demonstration"), "VAR", tmp_path)
    return module


def run_server(tmp_path, **environ):
    """Run the command as a person does; it must end by itself, before it installs anything."""
    return subprocess.run(
        SERVER,
        env={**os.environ, "VAR_DIR": str(tmp_path), **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("port", ["no", "0", "65536", "-1", "٣"])
def test_a_port_that_is_none_ends_in_one_sentence(tmp_path, port):
    result = run_server(tmp_path, PORT=port)
    assert result.returncode == 1
    assert result.stderr == f"PORT must be a number from 1 to 65535, not {port!r}.\n"


def test_a_taken_port_is_named_with_a_way_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run_server(tmp_path, PORT=str(port))
    assert result.returncode == 1
    assert result.stderr == f"Port {port} is taken: set PORT to another, like PORT=8010 script/server.\n"


def test_a_second_server_of_one_folder_is_refused(server, parts):
    with server._only_one(), pytest.raises(parts("environment").Problem, match="already running"):
        server._only_one()
    server._only_one().close()  # and the folder is free again


@pytest.mark.parametrize(("name", "is_refused"), [("0012_of_another_version", True), ("0001_initial", False)])
def test_the_folder_of_another_version_is_refused_with_a_way_out(server, parts, tmp_path, name, is_refused):
    with closing(sqlite3.connect(tmp_path / "psychly.sqlite3")) as database:
        database.execute("CREATE TABLE django_migrations (app, name)")
        database.execute("INSERT INTO django_migrations VALUES ('listings', ?), ('auth', '0012_x')", [name])
        database.commit()
    expected = pytest.raises(parts("environment").Problem, match="--reset") if is_refused else nullcontext()
    with expected:
        server._refuse_other_version()


def test_reset_deletes_what_a_demonstration_stores_and_nothing_else(server, tmp_path):
    for name in ("mail", "media/photos", "static/css", "of-a-person"):
        (tmp_path / name).mkdir(parents=True)
    for name in (
        "psychly.sqlite3",
        "psychly.sqlite3-wal",
        "prepared",
        "secret_key",
        "mfa_keys",
        "server.lock",
        "letter.txt",
    ):
        (tmp_path / name).write_text("x")
    server._reset()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", "of-a-person", "server.lock"]


def test_reset_follows_no_link_out_of_the_folder(server, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "photo.jpg").write_text("x")
    (tmp_path / "media").symlink_to(elsewhere)
    server._reset()
    assert (elsewhere / "photo.jpg").exists()
    assert not (tmp_path / "media").is_symlink()


def test_the_keys_of_a_demonstration_are_its_owners_alone_and_stay_the_same(server, parts, tmp_path):
    environ = parts("demonstration").settings_of(8000)
    for name in ("secret_key", "mfa_keys"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert len(environ["SECRET_KEY"]) >= 50
    assert Fernet(environ["MFA_KEYS"])
    assert parts("demonstration").settings_of(8000) == environ


def test_a_demonstration_is_blind_to_the_settings_of_a_real_site(server, parts, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://psychly@db.example/real")
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://psychly:x@mail.example:587")
    environ = parts("demonstration").settings_of(8000)
    assert (environ["DATABASE_URL"], environ["EMAIL_URL"], environ["DEMO"]) == ("", "", "1")


def test_a_demonstration_starts_the_site_and_a_worker_for_each_queue(server, parts, monkeypatch, settings):
    started = []

    class Ended:
        poll = staticmethod(lambda: 0)

    monkeypatch.setattr(server, "_start", lambda command, environ: started.append(command) or Ended)
    monkeypatch.setattr(server, "_announce", lambda site, port: None)
    monkeypatch.setattr(server, "_stop_all", lambda processes: None)
    with pytest.raises(parts("environment").Problem, match="site stopped"):
        server._serve("python", {}, 8000)
    workers = [command for command in started if "db_worker" in command]
    queues = [command[command.index("--queue-name") + 1] for command in workers]
    assert sorted(queues) == sorted(settings.TASKS["default"]["QUEUES"])
    assert len(started) == len(workers) + 1


def test_a_watched_demonstration_loads_again_what_changed_and_waits_out_a_mistake(
    server, parts, monkeypatch, capsys
):
    done, problem = [], parts("environment").Problem

    class Running:
        def send_signal(self, number):
            done.append(number)

        def terminate(self):
            done.append("worker ended")

    running = {"site": Running(), **{queue: Running() for queue in server.QUEUES}}
    monkeypatch.setattr(server, "_manage", lambda python, environ, *command: done.append(command[0]))
    style = f"{server.ROOT}/static/css/base.css"
    server._load_again("python", {}, running, {style, f"{server.ROOT}/listings/views.py"})
    assert done == ["collectstatic", signal.SIGHUP, *["worker ended"] * len(server.QUEUES)]
    assert "listings/views.py, static/css/base.css" in capsys.readouterr().out

    def refuse(python, environ, *command):
        raise problem("`manage.py migrate` failed")

    monkeypatch.setattr(server, "_manage", refuse)
    done.clear()
    server._load_again("python", {}, running, {f"{server.ROOT}/listings/migrations/0002_x.py"})
    assert done == []  # what runs goes on as it was
    assert "`manage.py migrate` failed" in capsys.readouterr().err


def test_a_command_of_django_runs_with_the_settings_of_the_demonstration(parts, monkeypatch, tmp_path):
    manage, started = parts("manage"), []
    for module in (manage, parts("demonstration")):
        monkeypatch.setattr(module, "VAR", tmp_path)
    monkeypatch.setattr(manage, "prepare", lambda *files: Path("/python"))
    monkeypatch.setattr(os, "execve", lambda *called: started.append(called))
    monkeypatch.setattr(sys, "argv", ["manage.py", "check", "--deploy"])
    manage.main()
    (program, command, environ) = started[0]
    assert (str(program), command[-2:]) == ("/python", ["check", "--deploy"])
    assert (environ["DEMO"], environ["VAR_DIR"]) == ("1", str(tmp_path))


def test_what_is_named_goes_to_pytest_and_its_exit_code_comes_back(parts, monkeypatch):
    suite, started = parts("suite"), []

    class Result:
        returncode = 5

    monkeypatch.setattr(suite, "prepare", lambda *files: "python")
    monkeypatch.setattr(subprocess, "run", lambda command, **options: started.append(command) or Result)
    monkeypatch.setattr(sys, "argv", ["test", "tests/providers/test_places.py", "-k", "city", "-x"])
    assert suite.main() == 5
    assert started[0][-4:] == ["tests/providers/test_places.py", "-k", "city", "-x"]


def finished(suite, folder, code, report=""):
    """A step of the test command that ended with `code` and left this JUnit report."""
    path = None
    if report:
        path = folder / "report.xml"
        path.write_text(report)
    step = suite.Step("a step", [sys.executable, "-c", f"raise SystemExit({code})"], report=path)
    step.start(folder)
    step.finish()
    return step


def test_one_red_step_makes_the_whole_run_red(parts, tmp_path, capsys):
    suite = parts("suite")
    steps = [finished(suite, tmp_path, 0), finished(suite, tmp_path, 3)]
    assert suite._close(steps, "a browser", 1.0) == 1
    assert "Something failed" in capsys.readouterr().out
    assert suite._close(steps[:1], "a browser", 1.0) == 0
    assert "Everything holds" in capsys.readouterr().out


def test_the_last_line_counts_what_failed_and_what_passed(parts, tmp_path, capsys):
    suite = parts("suite")
    report = '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="1"/></testsuites>'
    suite._close([finished(suite, tmp_path, 1, report)], "a browser", 1.0)
    assert capsys.readouterr().out.splitlines()[-1] == "suite: 5 passed, 3 failed"


def test_without_a_browser_integration_is_red_and_a_person_is_told(parts, tmp_path, monkeypatch, capsys):
    suite = parts("suite")
    monkeypatch.setenv("CI", "true")
    assert suite._close([finished(suite, tmp_path, 0)], None, 1.0) == 1
    monkeypatch.setenv("CI", "")
    assert suite._close([finished(suite, tmp_path, 0)], None, 1.0) == 0
    assert "NOT RUN: the browser journeys" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("is_full", "names"),
    [(False, ["journeys on sqlite"]), (True, ["journeys on sqlite", "journeys on postgresql"])],
)
def test_journeys_run_on_sqlite_and_in_a_full_run_on_postgresql_too(parts, tmp_path, is_full, names):
    steps = parts("suite").journeys("python", tmp_path, is_full, {})
    assert [step.name for step in steps] == names
