"""One peer for one row of the benchmark table, kept alive: one repetition for each line of standard input.

    worker.py PEER ROW SECONDS THREADS FOLDERS CLOCK

Writes "ready DETAILS" (or "missing REASON"), then the seconds for one unit of work for every line it reads. SECONDS is the length of
a repetition, FOLDERS where the data lies, CLOCK Wall or Processor. PEER is the name of a module beside this file; its ROWS gives for each row a function that makes one
unit of work. The libraries are told to use what the processor can do, which the versions of some distributions do not find out by themselves.
"""
import importlib
import os
import sys
import sysconfig
import time

TUNED = "NN_PEER_IS_TUNED"


def tuned_environment(threads):
    values = {TUNED: "1", "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    with open("/proc/cpuinfo") as file:
        wide = "avx512f" in file.read()
    if wide:
        values["OPENBLAS_CORETYPE"] = "SkylakeX"
        values["ATEN_CPU_CAPABILITY"] = "avx512"
    # The build of OpenBLAS that shares its threads with PyTorch instead of fighting with them.
    shared = os.path.join(sysconfig.get_config_var("LIBDIR") or "", "openblas-openmp")
    if os.path.isdir(shared):
        values["LD_LIBRARY_PATH"] = shared
    return values


def calls_for(work, seconds):
    work()
    work()
    calls = 1
    while True:
        started = time.perf_counter()
        for _ in range(calls):
            work()
        taken = time.perf_counter() - started
        if taken >= seconds / 4:
            return max(1, round(calls * seconds / taken))
        calls *= 2


def main():
    peer, row, seconds, threads, folders, clock = sys.argv[1:7]
    if TUNED not in os.environ:
        os.execve(sys.executable, [sys.executable] + sys.argv, os.environ | tuned_environment(threads))
    try:
        module = importlib.import_module(peer)
        module.prepare(int(threads))
        work = module.ROWS[row](folders.split(os.pathsep))
    except (ImportError, KeyError, OSError) as error:
        print("missing", repr(error), flush=True)
        return
    calls = calls_for(work, float(seconds))
    print("ready", module.details(), flush=True)
    now = time.process_time if clock == "Processor" else time.perf_counter
    for _ in sys.stdin:
        started = now()
        for _ in range(calls):
            work()
        print((now() - started) / calls, flush=True)


main()
