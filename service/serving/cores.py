"""What calculates on several cores by itself, told to take one.

A service shares its cores among questions. What is calculated for one, such as the products of two
hundred rows, takes some microseconds; a library that gives each a thread a core has these wait for
the next in circles, which took a fifth of the processor's time.
"""

import os

THREADS = "OMP_NUM_THREADS"  # those of faiss, and of numpy's OpenBLAS, which obeys it, too


def one_each() -> None:
    """Have each calculation keep to one core, unless the environment says how many it may take.

    It is heard by what is imported afterwards, and by processes that are started.
    """
    os.environ.setdefault(THREADS, "1")
