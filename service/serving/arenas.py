"""What the C library's allocator keeps for each thread, told to be shared by all.

glibc gives threads that allocate at the same time arenas of their own, up to eight a core, and what
is freed in one arena serves no thread of another. A server that makes a new state of its index with
each write, in whichever thread, so comes to hold memory of all of them: in 8,000 requests beside
other work fourteen arenas, 812 MB and growing; with two arenas 732 MB, as many Python objects.
"""

import ctypes
import os
import sys

ARENAS = "MALLOC_ARENA_MAX"  # heard by glibc when a process starts
MOST = 2  # Python runs one thread at a time; a library may allocate beside it
_M_ARENA_MAX = -8  # of <malloc.h>


def few() -> None:
    """Have this process, and those that it starts, share arenas, unless the environment says.

    It is heard before threads have met in the allocator; where the C library is another, it is not
    heard at all.
    """
    if ARENAS in os.environ or sys.platform != "linux":
        return
    os.environ[ARENAS] = str(MOST)
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_ARENA_MAX, MOST)
