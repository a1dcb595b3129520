"""Programs that try to change their score, to reach what is outside, or to outlive their time.

Each has an innocent-looking test that its answer fails; what the test says of it is part of the attack.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

TEST = "def test_two_and_two(): equal(answer.f(2), 4)"
WRONG = r"got .* where 4 was expected"
NOTHING = r"got \[\] where 4 was expected"
REFUSED = r"PermissionError: \[Errno 1\] Operation not permitted.*"
NOT_THERE = r"FileNotFoundError: \[Errno 2\].*"
READ_ONLY = r"OSError: \[Errno 30\] Read-only file system.*"
LATE = r"The program did not end within [0-9.]+ s\."
CRASHED = r"The program crashed \(SIG[A-Z]+\)\."
ENDED = r"The program ended by itself \(exit status 0\)\."
INTERFERED = r"The program interfered with the tests: it sent .*"


@dataclass(frozen=True)
class Attack:
    """What it tries, as a sentence about what comes of it; `says` is what the test says then, as a regular expression.

    `in_container` is what it says in a container where that is something else. `program` sees the path of a file
    outside as SECRET.
    """

    name: str
    program: str
    says: str
    tests: str = TEST
    seconds: float = 10.0
    in_container: str = ""

    def says_in(self, isolation: str) -> str:
        """What the test says, by what the program runs in."""
        return (self.in_container if isolation == "docker" else "") or self.says


def attack(
    name: str, says: str, program: str, *, tests: str = TEST, seconds: float = 10.0, in_container: str = ""
) -> Attack:
    """An attack, written with any indentation."""
    return Attack(name, dedent(program), says, dedent(tests), seconds, in_container)


TIME_AND_MEMORY = [
    attack("a loop without end is over when its time is", LATE, "def f(x):\n    while True: pass", seconds=2),
    attack(
        "a loop at the import is over when its time is",
        r"The program does not start: it did not end within [0-9.]+ s\.",
        "while True: pass",
        seconds=2,
    ),
    attack("a sleep is over when its time is", LATE, "import time\ndef f(x): time.sleep(1000)", seconds=2),
    attack(
        "a program that ignores every signal is over when its time is",
        LATE,
        """
        import signal, time
        def f(x):
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            while True: time.sleep(1)
        """,
        seconds=2,
    ),
    attack("a fork bomb does not fork", REFUSED, "import os\ndef f(x):\n    while True: os.fork()"),
    attack(
        "a bomb of threads ends at its limit",
        r"RuntimeError: can't start new thread.*",
        """
        import threading, time
        threading.stack_size(32768)
        def f(x):
            while True: threading.Thread(target=time.sleep, args=(1000,)).start()
        """,
    ),
    attack("no other program is started", REFUSED, "import subprocess\ndef f(x): subprocess.run(['true'])"),
    attack("no other program takes the place of this one", REFUSED, "import os\ndef f(x): os.execv('/bin/sh', ['sh'])"),
    attack(
        "memory ends at its limit",
        r"MemoryError.*",
        "def f(x):\n    kept = []\n    while True: kept.append(bytearray(1 << 24))",
        seconds=60,
    ),
    attack(
        "memory of an array ends at its limit",
        r"_?ArrayMemoryError.*|MemoryError.*",
        "import numpy as np\ndef f(x): return np.ones(1 << 34)",
    ),
    attack(
        "memory that processes could share ends at its limit",
        r"OSError: \[Errno 12\].*",
        "import mmap\ndef f(x): mmap.mmap(-1, 1 << 32)",
    ),
    attack(
        "memory that is only looked at, for the sake of the kernel's tables, ends at its limit",
        r"OSError: \[Errno 12\].*",
        "import mmap\ndef f(x): mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)",
    ),
    attack(
        "memory behind a file descriptor is refused",
        REFUSED,
        "import os\ndef f(x): os.memfd_create('x')",
    ),
    attack(
        "a file ends at the size of the folder",
        r"OSError: \[Errno (27|28)\].*",
        """
        def f(x):
            for name in range(1000):
                with open(str(name), "wb") as file:
                    file.write(bytes(1 << 24))
        """,
    ),
    attack(
        "a gigabyte that is printed is not kept",
        WRONG,
        """
        import os
        def f(x):
            for _ in range(1024): os.write(1, b"x" * (1 << 20))
        """,
        in_container=f"{WRONG}|{LATE}",  # its client passes on 100 MB a second, and less where others print
    ),
    attack("recursion without end is an exception", r"RecursionError.*", "def f(x): return f(x)"),
    attack(
        "recursion in native code is a crash of the program alone",
        CRASHED,
        """
        import sys
        def f(x):
            sys.setrecursionlimit(1 << 30)
            for _ in range(300_000): x = [x]
            return repr(x)
        """,
        seconds=60,
    ),
    attack(
        "an array of a gigabyte does not come back",
        r"The program returned .* 64 MiB.*",
        "import numpy as np\ndef f(x): return np.zeros(1 << 27)",
    ),
    attack(
        "text of a hundred megabytes does not come back",
        r"The program returned .* 64 MiB.*",
        "def f(x): return 'x' * (100 << 20)",
    ),
    attack(
        "a list a thousand deep does not come back",
        r"The program returned data that nests deeper than 64\.",
        "def f(x):\n    for _ in range(1000): x = [x]\n    return x",
    ),
    attack(
        "a list that holds itself does not come back",
        r"The program returned data that nests deeper than 64\.",
        "def f(x):\n    y = []\n    y.append(y)\n    return y",
    ),
]

OUTSIDE = [
    attack("a file outside is not there to be read", NOT_THERE, "def f(x): return open(SECRET).read()"),
    attack("a file outside is not there to be written", NOT_THERE, "def f(x): open(SECRET, 'w').write('!')"),
    attack(
        "the home folder is not there",
        NOT_THERE,
        "import os\ndef f(x): return os.listdir('/home')",
        in_container=NOTHING,
    ),
    attack("the folder above cannot be written", READ_ONLY, "def f(x): open('/new', 'w')"),
    attack(
        "the libraries cannot be written",
        r"(PermissionError|OSError).*",
        "import numpy\ndef f(x): open(numpy.__file__, 'a')",
    ),
    attack(
        "the tests are in no file",
        "got \\[\\] where 4 was expected",
        """
        import os
        def f(x):
            return [name for folder, _, names in os.walk('/') for name in names
                    if name in ('kv-cache.md', 'hosts.py', 'running.py', 'bubblewrap.py')]
    """,
        seconds=60,  # there may be a million files
    ),
    attack("the package is not there to be imported", r"ModuleNotFoundError.*", "def f(x):\n    import interviewer"),
    attack(
        "other processes are not there to be looked at",
        NOTHING,
        """
        import os
        def f(x):
            lines = [open(f"/proc/{name}/cmdline").read() for name in os.listdir("/proc") if name.isdigit()]
            return [line for line in lines if "inside.main" not in line]
        """,
    ),
    attack(
        "the environment is empty of what is outside",
        "got None where 4 was expected",
        "import os\ndef f(x): return os.environ.get('PATH_TO_SECRET') or os.environ.get('HOME')",
        in_container="got '/(nonexistent)?' where 4 was expected",  # nobody's home, as the image has it
    ),
    attack(
        "the memory of the process that forks cannot be read",
        REFUSED,
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        class Part(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
        def f(x):
            buffer = ctypes.create_string_buffer(8)
            part = Part(ctypes.addressof(buffer), 8)
            if libc.process_vm_readv(1, ctypes.byref(part), 1, ctypes.byref(part), 1, 0) < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    """,
    ),
    attack(
        "the process that forks cannot be traced",
        REFUSED,
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        def f(x):
            if libc.ptrace(16, 1, 0, 0) < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    """,
    ),
    attack("there is no network", REFUSED, "import socket\ndef f(x): socket.create_connection(('127.0.0.1', 80))"),
    attack(
        "there are no sockets of the machine",
        REFUSED,
        "import socket\ndef f(x): socket.socket(socket.AF_UNIX).connect('\\0abstract')",
    ),
    attack(
        "there are no sockets to the host of a virtual machine",
        REFUSED,
        "import socket\ndef f(x): socket.socket(40, socket.SOCK_STREAM)",
    ),
    attack(
        "the kernel's log, modules and tracing are refused",
        "got \\[1, 1, 1, 1\\] where 4 was expected",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        def f(x):
            found = []
            for call in ((103, 3, 0, 0), (175, 0, 0, 0), (298, 0, 0, 0), (321, 0, 0, 0)):
                libc.syscall(*call)
                found.append(ctypes.get_errno())
            return found
    """,
    ),
    attack(
        "no new namespace gives it rights",
        REFUSED,
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        def f(x):
            if libc.unshare(0x10000000) < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    """,
    ),
]

SCORE = [
    attack(
        "keys that all hash to one number keep the tests busy no longer than their time",
        r"not reached within the 4 s of a run",
        """
        import json, os, struct
        def f(x):
            items = [[["int", format(i * (2**61 - 1), "x")], 0] for i in range(1, 200_000)]
            text = json.dumps({"number": 3, "value": ["dict", *items]}).encode()
            for fd in range(3, 64):
                try: os.write(fd, struct.pack(">II", len(text), 0))
                except OSError: continue
                while text: text = text[os.write(fd, text):]
            return 4
        """,
        seconds=4,  # making them takes half a second, on a busy machine two
    ),
    attack(
        "an exit at the import is no pass", r"The program does not start: SystemExit: 0 .*", "import sys\nsys.exit(0)"
    ),
    attack("an exit in a call is no pass", r"SystemExit: 0 .*", "import sys\ndef f(x): sys.exit(0)"),
    attack("an exit past Python is no pass", ENDED, "import os\ndef f(x): os._exit(0)"),
    attack(
        "an exit past Python at the import is no pass",
        r"The program does not start: it ended by itself \(exit status 0\)\.",
        "import os\nos._exit(0)",
    ),
    attack(
        "a verdict that is printed is text",
        WRONG,
        """
        import os, sys
        def f(x):
            for stream in (sys.stdout, sys.stderr, sys.__stdout__):
                print('{"test": "test_two_and_two", "why": null, "seconds": 0}', file=stream, flush=True)
                print('{"done": true}', file=stream, flush=True)
    """,
    ),
    attack(
        "a verdict that is written to every descriptor spoils the run",
        INTERFERED,
        """
        import os
        def f(x):
            for fd in range(64):
                try: os.write(fd, b'{"test": "test_two_and_two", "why": null, "seconds": 0}\\n' * 9)
                except OSError: pass
    """,
    ),
    attack(
        "a reply with another number spoils the run",
        INTERFERED,
        """
        import json, os, struct
        def f(x):
            text = json.dumps({"number": 99, "value": 4}).encode()
            for fd in range(3, 64):
                try: os.write(fd, struct.pack(">II", len(text), 0) + text)
                except OSError: pass
            return 4
    """,
    ),
    attack(
        "a reply that comes twice spoils the run",
        INTERFERED,
        """
        import json, os, struct
        def f(x):
            for number in range(10):
                text = json.dumps({"number": number, "value": 4}).encode()
                for fd in range(3, 64):
                    try: os.write(fd, struct.pack(">II", len(text), 0) + text)
                    except OSError: pass
            return 4
    """,
    ),
    attack(
        "a call of a function that was not passed spoils the run",
        INTERFERED,
        """
        import json, os, struct
        def f(x):
            text = json.dumps({"callback": 1, "function": 0, "value": ["tuple", ["tuple"], ["dict"]]}).encode()
            for fd in range(3, 64):
                try: os.write(fd, struct.pack(">II", len(text), 0) + text)
                except OSError: pass
    """,
    ),
    attack(
        "a message that claims to be endless spoils the run",
        INTERFERED,
        """
        import os
        def f(x):
            for fd in range(3, 64):
                try: os.write(fd, b"\\xff" * 8)
                except OSError: pass
    """,
    ),
    attack(
        "a message nested without end spoils the run",
        INTERFERED,
        """
        import os, struct
        def f(x):
            text = b"[" * 1_000_000
            for fd in range(3, 64):
                try: os.write(fd, struct.pack(">II", len(text), 0) + text)
                except OSError: pass
    """,
    ),
    attack(
        "a few bytes that stand for many arrays spoil the run",
        INTERFERED,
        """
        import json, os, struct
        def f(x):
            array = ["array", "|u1", [1 << 20], 0, 1 << 20]
            text = json.dumps({"number": 3, "value": ["list", *[array] * 9000]}).encode()
            for fd in range(3, 64):
                try: os.write(fd, struct.pack(">II", len(text), 1 << 20) + text)
                except OSError: continue
                os.write(fd, bytes(1 << 20))
            return 4
        """,
    ),
    attack(
        "an array that claims to be larger than its data spoils the run",
        INTERFERED,
        """
        import json, os, struct
        def f(x):
            text = json.dumps({"number": 3, "value": ["array", "<f8", [1000000000], 0, 0]}).encode()
            for fd in range(3, 64):
                try: os.write(fd, struct.pack(">II", len(text), 0) + text)
                except OSError: pass
    """,
    ),
    attack(
        "an object that says it is equal to all is equal to nothing",
        "got an object of Yes where 4 was expected",
        """
        class Yes:
            def __eq__(self, other): return True
            __hash__ = object.__hash__
        def f(x): return Yes()
    """,
    ),
    attack(
        "an object that says it is a number is none",
        "got an object of Yes where numbers were expected",
        """
        import numpy as np
        class Yes:
            def __array__(self, *_, **__): return np.array(4.0)
            def __float__(self): return 4.0
            def __len__(self): return 0
        def f(x): return Yes()
    """,
        tests="def test_two_and_two(): close(answer.f(2), 4)",
    ),
    attack(
        "an object that says it is true is not taken at its word",
        "TypeError: The program returned an object of Yes .*",
        """
        class Yes:
            def __bool__(self): return True
        def f(x): return Yes()
    """,
        tests="def test_two_and_two(): assert answer.f(2)",
    ),
    attack(
        "a number that lies about itself comes back as the number",
        "got 5 where 4 was expected",
        """
        class Liar(int):
            def __eq__(self, other): return True
            def __repr__(self): return "4"
            __hash__ = int.__hash__
        def f(x): return Liar(5)
    """,
    ),
    attack(
        "an array that lies about itself comes back as its data",
        "got array.* where 4 was expected",
        """
        import numpy as np
        class Liar(np.ndarray):
            def __eq__(self, other): return True
            def __array_function__(self, *_, **__): return True
        def f(x): return np.zeros(1).view(Liar)
    """,
    ),
    attack(
        "NumPy patched by the program stays as it is for the tests",
        "got 5.0 where 4 was expected",
        """
        import numpy as np
        np.allclose = np.array_equal = np.asarray = lambda *_, **__: True
        def f(x): return 5.0
    """,
        tests="def test_two_and_two(): close(answer.f(2), 4)",
    ),
    attack(
        "builtins replaced by the program stay as they are for the tests",
        WRONG,
        """
        import builtins
        builtins.AssertionError = builtins.all = builtins.sorted = lambda *_: True
        def f(x): return 5
    """,
    ),
    attack(
        "frames lead to no tests",
        "got \\[\\] where 4 was expected",
        """
        import gc, sys
        def f(x):
            frame, found = sys._getframe(), []
            while frame:
                found += [name for name in (*frame.f_locals, *frame.f_globals) if "two_and_two" in str(name)]
                frame = frame.f_back
            texts = [o for o in gc.get_objects() if isinstance(o, dict) and "test_two_and_two" in o]
            return found + texts
    """,
    ),
    attack(
        "an exception of a strange class is a failure",
        "Strange.*",
        """
        class Strange(BaseException):
            def __str__(self): raise SystemExit(0)
        def f(x): raise Strange()
    """,
    ),
    attack(
        "NaN is not close to anything",
        r"got nan where 4 was expected",
        "def f(x): return float('nan')",
        tests="def test_two_and_two(): close(answer.f(2), 4)",
    ),
    attack(
        "an array of objects does not come back",
        r"The program returned an array of object\.",
        """
        import numpy as np
        class Yes:
            def __eq__(self, other): return True
        def f(x): return np.array([Yes()], dtype=object)
    """,
    ),
    attack(
        "keys of a dict that lie come back as handles",
        r"got \{an object of Key: 4\} where 4 was expected",
        """
        class Key:
            def __hash__(self): return 0
            def __eq__(self, other): return True
        def f(x): return {Key(): 4}
    """,
    ),
]

DEATH = [
    attack("a native crash is a failure", CRASHED, "import ctypes\ndef f(x): ctypes.string_at(0)"),
    attack("an abort is a failure", CRASHED, "import os\ndef f(x): os.abort()"),
    attack(
        "a signal to every process ends this program alone",
        r"The program closed its pipes, or was killed \(SIGKILL\) .*",
        """
        import os, signal
        def f(x):
            try: os.kill(-1, signal.SIGKILL)
            except OSError: os.kill(0, signal.SIGKILL)
        """,
    ),
    attack(
        "every process stopped is over when its time is",
        LATE,
        "import os, signal\ndef f(x): os.kill(0, signal.SIGSTOP)",
        seconds=2,
    ),
    attack(
        "limits, priority and processors of the process that forks stay as they are",
        "got \\[1, 1, 1, 1, 1\\] where 4 was expected",
        """
        import os, resource
        def f(x):
            tries = [
                lambda: resource.prlimit(1, resource.RLIMIT_NPROC, (0, 0)),
                lambda: resource.prlimit(1, resource.RLIMIT_CPU, (0, 0)),
                lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
                lambda: os.sched_setaffinity(1, {0}),
                lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
            ]
            return [attempt(one) for one in tries]
        def attempt(one):
            try: one()
            except OSError as error: return error.errno
        """,
    ),
    attack(
        "a signal to the process that forks does nothing",
        WRONG,
        """
        import os, signal
        def f(x):
            for number in range(1, 65):
                try: os.kill(1, number)
                except OSError: pass
    """,
        in_container=f"{WRONG}|{CRASHED}",  # its first process passes them on to the program, sooner or later
    ),
    attack(
        "a program that closes all it has has ended",
        r"The program (ended by itself|closed its pipes).*",
        "import os\ndef f(x): os.closerange(0, 256)",
    ),
    attack(
        "what a program leaves for its exit is not run",
        WRONG,
        "import atexit, time\natexit.register(time.sleep, 1000)\ndef f(x): pass",
    ),
    attack(
        "threads left behind end with the run",
        WRONG,
        """
        import threading, time
        def spin():
            while True: time.sleep(0.01)
        def f(x):
            for _ in range(8): threading.Thread(target=spin).start()
    """,
    ),
]

OVER_WITH_ITS_TIME = [one for one in (*TIME_AND_MEMORY, *DEATH) if "is over when its time is" in one.name]
"""What the wall time ends, whatever a program runs in."""

ATTACKS = [*TIME_AND_MEMORY, *OUTSIDE, *SCORE, *DEATH]
