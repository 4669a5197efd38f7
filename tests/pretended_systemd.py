"""As much of systemd as `docs/operate.md` uses, where none runs: it does what the units of `deploy/` say.

`systemctl VERB UNIT…` is handed to a supervisor in the same root, which holds sockets, starts services as
their user and folder say, waits for those of the kind oneshot, and mounts. Units of the system (nginx,
PostgreSQL) are started by their own commands. What isolates a service is not tried.

    python3 pretended_systemd.py serve           # the supervisor
    python3 pretended_systemd.py VERB UNIT …     # what `systemctl` is linked to
"""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

UNITS = Path("/etc/systemd/system")
CONTROL = "/run/pretended-systemd"
OF_THE_SYSTEM = {
    "nginx": {
        "start": ["nginx"],
        "restart": ["sh", "-c", "nginx -s stop 2>/dev/null; sleep 1; nginx"],
        "reload": ["nginx", "-s", "reload"],
        "stop": ["nginx", "-s", "stop"],
    },
}


def unit_of(name):
    """Read a unit file; return {section: {key: [values]}} with %i filled in."""
    path, instance = UNITS / name, ""
    if "@" in name:
        stem, rest = name.split("@")
        instance, ending = rest.rsplit(".", 1)
        path = UNITS / f"{stem}@.{ending}"
    said, section = {}, None
    for line in path.read_text().splitlines():
        if line.startswith("["):
            section = said.setdefault(line.strip("[]"), {})
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value.replace("%i", instance).replace("%%", "%"))
    return said


class Supervisor:
    """Holds what was started."""

    def __init__(self):
        self.sockets, self.running = {}, {}

    def do(self, verb, name):
        """Do one verb with one unit; return what is wrong, or ""."""
        name = name if "." in name else f"{name}.service"
        if known := OF_THE_SYSTEM.get(name.removesuffix(".service")):
            done = subprocess.run(known[verb], capture_output=True, text=True)
            return done.stderr if done.returncode else ""
        kind = name.rsplit(".", 1)[1]
        return getattr(self, f"_{kind}")(verb, name, unit_of(name))

    def _timer(self, verb, name, unit):
        return "" if unit["Timer"]["OnCalendar"] else "no calendar"

    def _mount(self, verb, name, unit):
        mount = unit["Mount"]
        Path(mount["Where"][0]).mkdir(parents=True, exist_ok=True)
        command = [
            "mount",
            "-t",
            mount["Type"][0],
            "-o",
            mount["Options"][0],
            mount["What"][0],
            mount["Where"][0],
        ]
        return subprocess.run(command, capture_output=True, text=True).stderr

    def _socket(self, verb, name, unit):
        if verb == "stop":
            if held := self.sockets.pop(name, None):
                held.close()
            return ""
        if name not in self.sockets:
            path = Path(unit["Socket"]["ListenStream"][0])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            held = socket.socket(socket.AF_UNIX)
            held.bind(str(path))
            owner = pwd.getpwnam(unit["Socket"]["SocketUser"][0])
            os.chown(path, owner.pw_uid, owner.pw_gid)
            os.chmod(path, int(unit["Socket"]["SocketMode"][0], 8))
            held.listen(int(unit["Socket"]["Backlog"][0]))
            self.sockets[name] = held
        return ""

    def _service(self, verb, name, unit):
        if verb in ("stop", "restart") and (problem := self._end(name, unit["Service"])):
            return problem
        if verb == "stop" or (verb in ("start", "enable") and self._is_running(name)):
            return ""
        process = self._start(name, unit["Service"])
        if unit["Service"].get("Type") == ["oneshot"]:
            return "" if process.wait() == 0 else f"{name} ended with {process.returncode}\n"
        self.running[name] = process
        time.sleep(2)
        return "" if process.poll() is None else f"{name} ended at once\n"

    def _is_running(self, name):
        return name in self.running and self.running[name].poll() is None

    def _end(self, name, service):
        if self._is_running(name):
            self.running[name].send_signal(signal.SIGTERM)
            try:
                self.running[name].wait(int(service.get("TimeoutStopSec", ["90"])[0]))
            except subprocess.TimeoutExpired:
                return f"{name} did not end\n"
        return ""

    def _start(self, name, service):
        owner = pwd.getpwnam(service["User"][0])
        environ = {"PATH": os.environ["PATH"], "HOME": owner.pw_dir, "LANG": "C.UTF-8"}
        environ |= dict(pair.split("=", 1) for pair in service.get("Environment", []))
        held = self.sockets.get(name.replace(".service", ".socket"))
        command = service["ExecStart"][0].split()
        if held:
            command = ["/bin/sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"', *command]

        def become():
            if held:
                os.dup2(held.fileno(), 3)
            os.initgroups(owner.pw_name, owner.pw_gid)
            os.setgid(owner.pw_gid)
            os.setuid(owner.pw_uid)
            os.umask(int(service["UMask"][0], 8))

        with Path("/tmp", f"{name}.log").open("a") as log:
            return subprocess.Popen(
                command,
                cwd=service["WorkingDirectory"][0],
                env=environ,
                preexec_fn=become,
                pass_fds=(3,) if held else (),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def serve():
    """Take one order after the other."""
    supervisor = Supervisor()
    with socket.socket(socket.AF_UNIX) as control:
        Path(CONTROL).unlink(missing_ok=True)
        control.bind(CONTROL)
        control.listen()
        while True:
            asked, _ = control.accept()
            with asked, asked.makefile("rw") as stream:
                verb, *units = json.loads(stream.readline())
                problems = []
                for unit in units:
                    try:
                        problems.append(supervisor.do(verb, unit))
                    except Exception as error:
                        problems.append(f"{unit}: {type(error).__name__}: {error}\n")
                stream.write(json.dumps("".join(problems)) + "\n")


def main():
    """Serve, or hand an order over; return the exit code."""
    if sys.argv[1] == "serve":
        serve()
    words = [word for word in sys.argv[1:] if word not in ("--now", "--quiet")]
    verb, units = words[0], words[1:]
    if verb == "daemon-reload":
        return 0
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(CONTROL)
        with control.makefile("rw") as stream:
            stream.write(json.dumps(["start" if verb == "enable" else verb, *units]) + "\n")
            stream.flush()
            problem = json.loads(stream.readline())
    sys.stderr.write(problem)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
