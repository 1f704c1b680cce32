"""Fences that the operating system keeps around one submission: limits, no network, no writing outside one folder.

This file is started as a script, by its path, and imports the standard library alone: a process can leave
its network and give up rights only before anything has started a thread, and NumPy starts some.

Landlock and its numbers: linux/landlock.h; `unshare`: namespaces(7).
"""

import ctypes
import json
import os
import socket
import struct
import sys
from pathlib import Path

NO_NETWORK = "a network of its own, with nothing in it"
NO_TCP = "connections refused by the system"
NO_SOCKETS = "connections refused in the interpreter"
OWN_FOLDER = "refused by the system outside its own folder"
OWN_FOLDER_HOOK = "refused in the interpreter outside its own folder"

_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every processor
_WRITE, _TRUNCATE, _REFER = 1 << 1, 1 << 14, 1 << 13
_CHANGE_FOLDERS = sum(1 << bit for bit in range(4, 13))  # remove and make: files, folders, links, devices
_TCP, _SIGNALS_AND_SOCKETS = 0b11, 0b11
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty")


def limit(*, seconds: int, memory: int, file_size: int, processes: int) -> None:
    """Limit processor time (s), memory and the size of a file (MiB), and processes; what a system lacks is left out.

    Memory is what is written to, not what is mapped: TensorFlow maps far more than it uses.
    """
    import resource

    mebibytes = 1024 * 1024
    wanted = {
        "RLIMIT_CPU": seconds,
        "RLIMIT_DATA": memory * mebibytes,
        "RLIMIT_FSIZE": file_size * mebibytes,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 512,
        # The system counts every process and thread of the same user.
        "RLIMIT_NPROC": _of_user() + processes,
    }
    for name, value in wanted.items():
        try:
            number = getattr(resource, name)
            _, most = resource.getrlimit(number)
            value = value if most == resource.RLIM_INFINITY else min(value, most)
            resource.setrlimit(number, (value, value + 1 if name == "RLIMIT_CPU" else value))
        except (AttributeError, OSError, ValueError):
            continue


def leave_network() -> bool:
    """Move this process into a network that has nothing in it; False where the system does not allow it."""
    user, group = os.getuid(), os.getgid()
    libc = _libc()
    try:
        if libc.unshare(_NEW_USERS | _NEW_NETWORK) != 0:
            return False
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except AttributeError:
        return False
    except OSError:
        pass  # without the maps it has another name, and no more rights
    return True


def stay_below(folder: str) -> int:
    """Let this process and its children change nothing outside `folder`; return the version of Landlock, 0 for none.

    From version 4 on, TCP is refused too; from version 6 on, signals reach no process outside.
    """
    if not sys.platform.startswith("linux"):
        return 0
    libc = _libc()
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return 0
    handled = _WRITE | _CHANGE_FOLDERS | (_REFER if version > 1 else 0) | (_TRUNCATE if version > 2 else 0)
    fields = [handled, *([_TCP] if version > 3 else []), *([_SIGNALS_AND_SOCKETS] if version > 5 else [])]
    about = struct.pack(f"={len(fields)}Q", *fields)
    rules = libc.syscall(_CREATE_RULESET, about, ctypes.c_size_t(len(about)), ctypes.c_uint32(0))
    if rules < 0:
        return 0
    try:
        allowed = {folder: handled} | dict.fromkeys(_DEVICES, handled & (_WRITE | _TRUNCATE))
        for place, rights in allowed.items():
            if not os.path.exists(place):
                continue
            where = os.open(place, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = struct.pack("=Qi", rights, where)
                if libc.syscall(_ADD_RULE, rules, 1, rule, ctypes.c_uint32(0)) != 0 and place == folder:
                    return 0
            finally:
                os.close(where)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return int(version) if libc.syscall(_RESTRICT_SELF, rules, ctypes.c_uint32(0)) == 0 else 0
    finally:
        os.close(rules)


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "syscall"):
        libc.syscall.restype = ctypes.c_long
    return libc


def _of_user() -> int:
    """How many threads the user of this process has; 1,000 where that cannot be told."""
    try:
        mine = os.getuid()
        folders = [one for one in os.scandir("/proc") if one.name.isdecimal()]
        return sum(_threads(one) for one in folders if one.stat().st_uid == mine)
    except OSError:
        return 1000


def _threads(process: os.DirEntry) -> int:
    try:
        return len(os.listdir(f"{process.path}/task"))
    except OSError:
        return 0


def main() -> None:
    """Close the fences, say over the socket which there are, then run the submission."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    asked = channel.makefile("r", encoding="utf-8")
    about = json.loads(asked.readline())
    limit(**about["limits"])
    alone = about["fences"] == "system" and leave_network()
    landlock = stay_below(about["folder"]) if about["fences"] == "system" else 0
    network = NO_NETWORK if alone else NO_TCP if landlock > 3 else NO_SOCKETS
    fences = {"network": network, "files": OWN_FOLDER if landlock else OWN_FOLDER_HOOK}
    channel.sendall(json.dumps({"fences": fences}).encode() + b"\n")

    from ser.exercises.grading.alone import run

    run(channel, asked, about, contained=landlock > 5)


if __name__ == "__main__":
    main()
