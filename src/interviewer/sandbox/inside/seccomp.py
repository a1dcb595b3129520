"""A filter of system calls for Linux: no further processes or programs, no sockets, no memory that no limit counts,
and no hand on the process that forks.

Namespaces hide what a program is not to see; this takes away what they do not hold back. Threads and socket pairs,
which asyncio needs, are left.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Call numbers of x86_64 and aarch64 (Linux 6.1, asm/unistd_64.h and asm-generic/unistd.h); None where there is no such
# call. `clone3` hides its flags in memory: the C library falls back to `clone` where it is not there.
_DENIED: dict[str, tuple[int | None, int | None]] = {
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "socket": (41, 198),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "io_uring_setup": (425, 425),
    "vmsplice": (278, 75),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "fanotify_init": (300, 262),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "quotactl": (179, 60),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "kexec_load": (246, 104),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "personality": (135, 92),
    "syslog": (103, 116),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
}
_CLONE = (56, 220)
_CLONE3 = (435, 435)
# Of a process in its first argument, which has to be 0: itself. The one that forks has the same user.
_OF_ITSELF_ONLY = {
    "prlimit64": (302, 261),
    "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
}
_CLONE_THREAD = 0x10000
_X32 = 0x40000000

# Classic BPF, linux/bpf_common.h and linux/seccomp.h.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_PR_SET_NO_NEW_PRIVS = 38


def restrict_calls() -> None:
    """Installs the filter for this thread and all that it starts, on the processors it is written for.

    Raises OSError where the kernel does not take it.
    """
    machine = platform.machine()
    if machine not in _AUDIT_ARCH:
        return
    code = b"".join(_filter(machine))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program):
        raise OSError(ctypes.get_errno(), "the filter of system calls could not be installed")


def _filter(machine: str) -> list[bytes]:
    """The instructions: a jump counts instructions to skip, if true and if false."""
    which = list(_AUDIT_ARCH).index(machine)
    denied = [number for pair in _DENIED.values() if (number := pair[which]) is not None]
    refuse, absent = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    code = [
        _step(_LOAD, _ARCH_AT),
        _step(_IF_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        _step(_IF_AT_LEAST, _X32, 0, 1),
        _step(_RETURN, refuse),
        _step(_IF_EQUAL, _CLONE3[which], 0, 1),
        _step(_RETURN, absent),
    ]
    for number in denied:
        code += [_step(_IF_EQUAL, number, 0, 1), _step(_RETURN, refuse)]
    code += [
        _step(_IF_EQUAL, _CLONE[which], 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT_AT),
        _step(_IF_SET, _CLONE_THREAD, 1, 0),
        _step(_RETURN, refuse),
        _step(_RETURN, _ALLOW),
    ]
    for numbers in _OF_ITSELF_ONLY.values():
        code += [
            _step(_IF_EQUAL, numbers[which], 0, 4),
            _step(_LOAD, _FIRST_ARGUMENT_AT),
            _step(_IF_EQUAL, 0, 1, 0),
            _step(_RETURN, refuse),
            _step(_RETURN, _ALLOW),
        ]
    return [*code, _step(_RETURN, _ALLOW)]


def _step(operation: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", operation, if_true, if_false, value)
