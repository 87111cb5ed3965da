"""The lab of the integration tests: a private libvirtd with suspended guests, and a private broker."""
import os
import re
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / 'integration-tests/src/test/lab'
GUEST = ['--vcpus', '2', '--disks', '1', '--nics', '2']
GUEST_TEXT = '2 vCPUs, 1 disk, 2 NICs'


class BenchError(Exception):
    """What prevents a measurement, for the user."""


def call(command, timeout):
    """Runs a command with a time limit, and returns its output."""
    # In a session of its own, Ctrl-C does not reach the command; it is ended here, with all that it started.
    command = [str(word) for word in command]
    name = ' '.join([Path(command[0]).name, *command[1:2]])
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=timeout)
    except BaseException as e:
        end(process, group=True)
        if isinstance(e, subprocess.TimeoutExpired):
            raise BenchError(f'{name} has not ended within {timeout} s') from None
        raise
    if process.returncode != 0:
        reason = (err.strip() or out.strip() or 'no message').splitlines()[-1]
        raise BenchError(f'{name} failed: {reason}')
    return out


def end(process, group=False):
    """Ends a process that this program started: TERM, and KILL if it has not ended after 15 s."""
    for number in signal.SIGTERM, signal.SIGKILL:
        if process.poll() is not None:
            return
        if group:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            pass


class Lab:
    """All of it in one folder; nothing remains after stop()."""

    def __init__(self, folder):
        self.folder = folder
        self.uri = self.port = None
        self.libvirtd = self.broker = 0
        self.qemu = []
        self._prefix = []

    def start(self, guests):
        """Starts everything; without any guest, the libvirtd only."""
        own = ['--while', os.getpid()]
        self.uri = self._script('libvirtd', 'start', self.folder, *own, timeout=120).split()[-1]
        namespaces = (self.folder / 'namespace.pid').read_text().strip()
        self._prefix = ['nsenter', '--target', namespaces, '--mount', '--net', '--']
        self.libvirtd = int(self._script('libvirtd', 'pid', self.folder, timeout=10))
        (self.folder / 'mosquitto.more').write_text('persistence false\n')  # it would write its database every second
        enter = ['libvirtd', 'enter', self.folder]
        self.port = int(self._script(*enter, SCRIPTS / 'broker', 'start', self.folder, *own, timeout=60))
        self.broker = int(self._script('broker', 'pid', self.folder, timeout=10))
        if guests > 0:
            lines = self._script('guests', 'up', self.folder, guests, *GUEST, timeout=60 + 10 * guests).splitlines()
            names = [line.split()[1] for line in lines]
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(self._suspend, names))
            self.qemu = [int((self.folder / f'libvirt/run/qemu/{name}.pid').read_text()) for name in names]

    def _suspend(self, name):
        self._script('guests', 'suspend', self.folder, name, timeout=120)

    def inside(self, *command):
        """Returns the command that runs in the lab's namespaces, which have the taps, and ends with this program."""
        return [*self._prefix, 'setpriv', '--pdeathsig', 'TERM', *command]

    def stop(self):
        try:
            self._script('broker', 'stop', self.folder, timeout=60)
        finally:
            self._script('libvirtd', 'stop', self.folder, timeout=180)
            shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def install():
        call([SCRIPTS / 'install'], 2000)

    @staticmethod
    def _script(name, *words, timeout):
        return call([SCRIPTS / name, *words], timeout)


def version(package):
    """Returns the upstream version of an installed Debian package."""
    text = call(['dpkg-query', '-W', '-f', '${Version}', package], 10)
    return re.sub(r'^\d+:|[-+].*', '', text)
