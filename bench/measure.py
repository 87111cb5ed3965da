"""The measurement: starts, warm-up, and the window of whole turns that all figures are taken from."""
import json
import math
import sys
import time
from dataclasses import dataclass

from agent import Agent, Collections, Subscriber
from counters import Snapshot
from lab import BenchError

START_INTERVAL = 0.1  # seconds, the shortest that the agent accepts
WARM_INTERVAL = 2
WARM_TURNS = 20
FIRST_SAMPLE_LIMIT = 60


def say(text):
    print(time.strftime('%H:%M:%S'), text, flush=True, file=sys.stderr)


@dataclass
class Settings:
    guests: int
    interval: int
    turns: int
    starts: int

    @property
    def offset(self):
        """The time from a turn's due time to the snapshot that follows it; the turn has ended by then."""
        return 0.6 * self.interval

    @property
    def question(self):
        """The time that the JVM has to answer before the first snapshot."""
        return min(2.0, 0.3 * self.interval)

    @property
    def idle(self):
        """The time from a snapshot to the next one, which is taken just before the next turn."""
        return 0.4 * self.interval - min(0.25, 0.1 * self.interval)

    def estimate(self):
        return 30 + 2 * self.guests + 8 * self.starts + WARM_TURNS * WARM_INTERVAL + self.interval * (self.turns + 2)


@dataclass
class Document:
    arrival: float
    turn: int  # 0 is the first turn of the window
    delay: float  # from the turn's due time to the arrival
    bytes: int
    samples: int


@dataclass
class Window:
    """What was observed while a number of turns ran."""

    settings: Settings
    after: list  # snapshots: the first one before the first turn, and one after each turn
    before: list  # snapshots, one just before each turn
    jvm: tuple  # the JVM's answers before and after
    jvm_seconds: float  # between these answers
    collections: Collections
    collections_between_answers: Collections
    resident: int
    status: dict
    documents: list

    @property
    def seconds(self):
        return self.after[-1].time - self.after[0].time

    def allocated(self):
        """Returns the bytes by which the heap grew, plus those that the collector freed meanwhile."""
        return self.jvm[1].heap - self.jvm[0].heap + self.collections_between_answers.freed


def starts(lab, home, folder, count):
    """Returns the seconds from start to first sample at the broker, each with an empty data folder."""
    seconds = []
    for i in range(count):
        own = folder / f'start-{i}'
        own.mkdir()
        subscriber = Subscriber(lab, own / 'documents')
        agent = None
        try:
            agent = Agent(lab, home, own, START_INTERVAL)
            seconds.append(agent.wait_for_samples(subscriber, FIRST_SAMPLE_LIMIT))
        finally:
            if agent:
                agent.close()
            subscriber.close()
    return seconds


def window(lab, home, folder, settings):
    """Starts the agent, lets it reach its steady state, and measures."""
    own = folder / 'window'
    own.mkdir()
    subscriber = Subscriber(lab, own / 'documents')
    agent = None
    try:
        agent = Agent(lab, home, own, min(WARM_INTERVAL, settings.interval))
        agent.wait_for_samples(subscriber, FIRST_SAMPLE_LIMIT)
        say(f'warming up with {WARM_TURNS} turns')
        _wait(agent, time.time() + WARM_TURNS * WARM_INTERVAL)
        agent.poll_every(settings.interval)
        return _measure(lab, agent, subscriber, settings)
    finally:
        if agent:
            agent.close()
        subscriber.close()


def _wait(agent, moment):
    """Waits until a moment of the wall clock, by which the agent's turns are due."""
    while (rest := moment - time.time()) > 0:
        agent.check()
        time.sleep(min(rest, 1))
    agent.check()


def _measure(lab, agent, subscriber, settings):
    interval, turns = settings.interval, settings.turns
    # The agent needs some seconds to use the new interval; one more turn is then not measured.
    first = (math.floor((time.time() + 5) / interval) + 2) * interval  # the first due time of the window
    end = first + (turns - 1) * interval + settings.offset
    say(f'measuring until {time.strftime("%H:%M:%S", time.localtime(end))}')

    def snapshot():
        return Snapshot.take(agent.pid, lab.libvirtd, lab.qemu, [lab.broker, subscriber.process.pid])

    begin = first - interval + settings.offset
    _wait(agent, begin - settings.question)
    jvm_before, jvm_begin, gc_jvm_begin = agent.jvm(), time.monotonic(), agent.gc_position()
    _wait(agent, begin)
    if time.time() > begin + 0.3 * settings.idle:
        raise BenchError('the machine is too busy: the JVM needed too long for an answer')
    gc_begin = agent.gc_position()
    after, before = [snapshot()], []
    for turn in range(turns):
        due = first + turn * interval
        _wait(agent, due - interval + settings.offset + settings.idle)
        before.append(snapshot())
        _wait(agent, due + settings.offset)
        after.append(snapshot())
    gc_end = agent.gc_position()
    resident = agent.resident()
    jvm_after, jvm_end, gc_jvm_end = agent.jvm(), time.monotonic(), agent.gc_position()
    return Window(
        settings,
        after,
        before,
        (jvm_before, jvm_after),
        jvm_end - jvm_begin,
        agent.collections(gc_begin, gc_end),
        agent.collections(gc_jvm_begin, gc_jvm_end),
        resident,
        agent.status(),
        _documents(subscriber, first, settings),
    )


def _documents(subscriber, first, settings):
    """Returns the documents of the turns of the window."""
    found = []
    for arrival, size, text in subscriber.documents():
        turn, delay = divmod(arrival - first, settings.interval)
        if 0 <= turn < settings.turns:
            samples = sum(len(resource['samples']) for resource in json.loads(text)['resources'])
            found.append(Document(arrival, int(turn), delay, size, samples))
    seen = {document.turn for document in found}
    if len(seen) < settings.turns:
        raise BenchError(f'only {len(seen)} of {settings.turns} turns arrived at the broker')
    return found
