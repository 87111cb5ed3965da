"""The assembled agent in the lab, and a subscriber that records what the agent publishes."""
import json
import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import counters
from lab import BenchError, call, end

JCMD_LIMIT = 30  # seconds
PAUSE = re.compile(r'Pause .* ([0-9.]+)ms$')
SPACE = re.compile(r'\b(?:DefNew|Tenured|PSYoungGen|ParOldGen): (\d+)K\(\d+K\)->(\d+)K')
WHOLE = re.compile(r'Pause .* (\d+)M->(\d+)M\(')
HEAP = re.compile(r'\btotal \d+K, used (\d+)K')
JAVA_THREAD = re.compile(r'^"(.+?)" .*\bnid=(0x[0-9a-f]+|\d+)', re.MULTILINE)


@dataclass
class JvmState:
    version: str
    heap: int  # bytes
    names: dict  # of threads, keyed by thread id


@dataclass
class Collections:
    count: int
    pauses: float  # seconds
    freed: int  # bytes


class Subscriber:
    """Records each document with the time of its arrival."""

    def __init__(self, lab, file):
        self._file = file
        command = ['mosquitto_sub', '-h', '127.0.0.1', '-p', str(lab.port), '-q', '1']
        command += ['-t', 'nephometer/+/samples', '-F', '%U %l %p']
        with open(file, 'wb') as out:
            self.process = subprocess.Popen(lab.inside(*command), stdin=subprocess.DEVNULL, stdout=out)
        time.sleep(0.3)  # far less than the agent needs to start

    def is_empty(self):
        return self._file.stat().st_size == 0

    def documents(self):
        """Yields the arrival time, the size in bytes and the JSON text of each document."""
        with open(self._file, 'rb') as file:
            for line in file:
                arrival, size, text = line.split(b' ', 2)
                yield float(arrival), int(size), text

    def close(self):
        end(self.process)


class Agent:
    """A running agent with configuration and data of its own, and its plugins from the distribution."""

    def __init__(self, lab, home, folder, interval):
        self._home, self._folder, self._lab = home, folder, lab
        self._log = folder / 'agent.log'
        self._gc_log = folder / 'gc.log'
        (folder / 'conf').mkdir(parents=True)
        (folder / 'conf/io.nephometer.hypervisor.libvirt.cfg').write_text(f'uri = {lab.uri}\n')
        self.poll_every(interval)
        gc_log = f'-Xlog:gc,gc+heap:file={self._gc_log}:none:filecount=0'
        options = dict(os.environ, JAVA_OPTS=f'{os.environ.get("JAVA_OPTS", "")} {gc_log}')
        command = [home / 'bin/nephometer', 'run', '--conf', folder / 'conf', '--data', folder / 'data']
        with open(self._log, 'wb') as log:
            self.started = time.time()
            # Each program in this chain replaces itself by the next one, so that the process is the JVM in the end.
            self.process = subprocess.Popen(
                lab.inside(*command), env=options, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.pid = self.process.pid

    def poll_every(self, interval):
        """Has the agent poll all meters whenever the clock reads a multiple of the interval."""
        source = {'name': 'all', 'interval': interval, 'align': True, 'meters': ['*'], 'sinks': ['broker']}
        sink = {'name': 'broker', 'publishers': [f'mqtt://127.0.0.1:{self._lab.port}']}
        draft = self._folder / 'conf/draft'
        draft.write_text(json.dumps({'sources': [source], 'sinks': [sink]}))  # YAML includes JSON
        draft.replace(self._folder / 'conf/pipeline.yaml')

    def check(self):
        if self.process.poll() is not None:
            raise BenchError(f'the agent has ended with {self.process.returncode}; its log ends with:\n{self._tail()}')

    def wait_for_samples(self, subscriber, seconds):
        """Returns the seconds from the start of the agent to the arrival of its first document."""
        limit = time.monotonic() + seconds
        while subscriber.is_empty():
            self.check()
            if time.monotonic() > limit:
                raise BenchError(f'no sample within {seconds} s; the log of the agent ends with:\n{self._tail()}')
            time.sleep(0.02)
        time.sleep(0.1)  # the line may still be incomplete
        return next(subscriber.documents())[0] - self.started

    def _tail(self):
        return '\n'.join(self._log.read_text(errors='replace').splitlines()[-10:])

    def jvm(self):
        """Asks the JVM; costs the agent a few milliseconds of CPU time."""
        jcmd = Path(f'/proc/{self.pid}/exe').resolve().with_name('jcmd')
        if not jcmd.exists():
            raise BenchError(f'needs a JDK, because a JRE does not have {jcmd}; JAVA_HOME selects the JDK')
        questions = self._folder / 'jcmd'
        questions.write_text('VM.version\nThread.print\nGC.heap_info\n')
        answer = call([jcmd, self.pid, '-f', questions], JCMD_LIMIT)
        version = re.search(r'^JDK (\S+)', answer, re.MULTILINE)
        return JvmState(
            version=version.group(1) if version else 'unknown',
            heap=sum(int(used) * 1024 for used in HEAP.findall(answer)),
            names={int(nid, 0): name for name, nid in JAVA_THREAD.findall(answer)},
        )

    def gc_position(self):
        return self._gc_log.stat().st_size

    def collections(self, start, stop):
        """Returns what the log of the garbage collector contains between two positions."""
        text = self._gc_log.read_bytes()[start:stop].decode()
        pauses = [float(line.group(1)) for line in map(PAUSE.search, text.splitlines()) if line]
        freed = [(int(before) - int(after)) * 1024 for before, after in SPACE.findall(text)]
        if not freed:  # other collectors report whole megabytes
            freed = [(int(before) - int(after)) << 20 for before, after in WHOLE.findall(text)]
        return Collections(len(pauses), sum(pauses) / 1000, sum(freed))

    def resident(self):
        return counters.resident(self.pid)

    def status(self):
        """Asks the agent itself, which costs the agent CPU time."""
        command = [self._home / 'bin/nephometer', 'status', '--json', '--data', self._folder / 'data']
        return json.loads(call(command, 60))

    def close(self):
        end(self.process)
