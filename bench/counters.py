"""Counters of processes, threads and the whole machine, as the kernel keeps them."""
import os
import time
from dataclasses import dataclass

TICKS = os.sysconf('SC_CLK_TCK')


def process_cpu(pid):
    """Returns the CPU time of a process in seconds, including its threads that have ended."""
    # The clock of another process, as clock_getcpuclockid(3) computes it; unlike /proc/PID/stat, it counts nanoseconds.
    return time.clock_gettime(~pid << 3 | 2)


def machine_cpu():
    """Returns the CPU time that all processors have spent on work, in seconds."""
    with open('/proc/stat') as file:
        user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


def resident(pid):
    """Returns the resident memory of a process in bytes."""
    return _field(f'/proc/{pid}/status', 'VmRSS') * 1024


def _field(path, name):
    with open(path) as file:
        for line in file:
            if line.startswith(name + ':'):
                return int(line.split()[1])
    return 0


@dataclass
class Thread:
    comm: str
    cpu: float  # seconds
    wakeups: int  # voluntary context switches: the times that it waited for something


def threads(pid):
    """Returns the counters of each thread of a process, keyed by thread id."""
    found = {}
    for tid in os.listdir(f'/proc/{pid}/task'):
        folder = f'/proc/{pid}/task/{tid}'
        try:
            with open(folder + '/comm') as file:
                comm = file.read().strip()
            with open(folder + '/schedstat') as file:
                cpu = int(file.read().split()[0]) / 1e9
            found[int(tid)] = Thread(comm, cpu, _field(folder + '/status', 'voluntary_ctxt_switches'))
        except OSError:
            pass  # the thread has ended
    return found


def growth(before, after):
    """Returns by how much the counters of each thread grew between two calls of threads()."""
    grown = {}
    for tid, now in after.items():
        then = before.get(tid)
        if then is None or then.cpu > now.cpu:  # a new thread, perhaps with the id of one that has ended
            then = Thread(now.comm, 0, 0)
        grown[tid] = Thread(now.comm, now.cpu - then.cpu, now.wakeups - then.wakeups)
    return grown


@dataclass
class Snapshot:
    """All counters at one moment."""

    time: float
    agent: float
    libvirtd: float
    qemu: float
    others: float  # the CPU time of the whole machine, except that of the processes of this run
    threads: dict

    @staticmethod
    def take(agent, libvirtd, qemu, helpers):
        cpu = {pid: process_cpu(pid) for pid in [agent, libvirtd, *qemu, *helpers]}
        return Snapshot(
            time=time.monotonic(),
            agent=cpu[agent],
            libvirtd=cpu[libvirtd],
            qemu=sum(cpu[pid] for pid in qemu),
            others=machine_cpu() - sum(cpu.values()) - time.process_time(),
            threads=threads(agent),
        )
