"""The figures of a measurement, and the table that shows them."""
import re
import statistics
from collections import Counter, defaultdict

import counters

THREADS = 10
NOISE = 0.05  # the share of the processors that others may use before the figures are in doubt


def _of_window(window):
    """Returns the totals of the window, keyed by what they count."""
    first, last = window.after[0], window.after[-1]
    return {
        'agent_cpu': last.agent - first.agent,
        'libvirtd_cpu': last.libvirtd - first.libvirtd,
        'qemu_cpu': last.qemu - first.qemu,
        'samples': sum(document.samples for document in window.documents),
        'json': sum(document.bytes for document in window.documents),
        'collections': window.collections.count,
        'collection_time': window.collections.pauses,
    }


def figures(window, starts, processors):
    """Returns all figures; their units are bytes, seconds and counts unless a name ends with another one."""
    settings = window.settings
    totals = _of_window(window)
    idle = list(zip(window.after, window.before))
    idle_seconds = sum(before.time - after.time for after, before in idle)
    idle_cpu = sum(before.agent - after.agent for after, before in idle)

    rates = {}
    for name, total in totals.items():
        rates[name] = _rates(total, window.seconds, settings)
    rates['allocated'] = _rates(window.allocated(), window.jvm_seconds, settings)
    rates['agent_cpu_while_idle'] = {'a_minute': idle_cpu / idle_seconds * 60}
    others = window.after[-1].others - window.after[0].others
    return {
        'guests': settings.guests,
        'interval': settings.interval,
        'turns': settings.turns,
        'java': window.jvm[1].version,
        'processors': processors,
        'cpu_share_of_others': max(0, others) / window.seconds / processors,
        'rates': rates,
        'threads': _threads(window, idle_seconds),
        'last_turn': _duration_of_last_turn(window),
        'due_to_last_document': statistics.median(_delays(window.documents)),
        'last_document_is_late': max(_delays(window.documents)) > settings.offset,
        'resident': window.resident,
        'starts': starts,
    }


def _rates(total, seconds, settings):
    rates = {'a_minute': total / seconds * 60, 'a_turn': total / settings.turns}
    if settings.guests > 0:
        rates['an_instance_and_turn'] = total / settings.turns / settings.guests
    return rates


def _duration_of_last_turn(window):
    return max(window.status['tasks'], key=lambda task: task['turns'])['took']


def _delays(documents):
    last = defaultdict(float)
    for document in documents:
        last[document.turn] = max(last[document.turn], document.delay)
    return last.values()


def _threads(window, idle_seconds):
    """Returns the groups of threads with the same name but for a number, those with the most CPU time first."""
    names = {**window.jvm[0].names, **window.jvm[1].names}
    cpu, wakeups, idle_wakeups = Counter(), Counter(), Counter()
    members = defaultdict(set)
    moments = [moment for pair in zip(window.after, window.before) for moment in pair] + [window.after[-1]]
    for i, (then, now) in enumerate(zip(moments, moments[1:])):
        for tid, thread in counters.growth(then.threads, now.threads).items():
            group = _group(names.get(tid, thread.comm))
            members[group].add(tid)
            cpu[group] += thread.cpu
            wakeups[group] += thread.wakeups
            if i % 2 == 0:  # from just after one turn to just before the next one
                idle_wakeups[group] += thread.wakeups
    settings = window.settings
    return [
        {
            'name': group,
            'threads': len(members[group]),
            'cpu': _rates(total, window.seconds, settings),
            'wakeups_a_second': wakeups[group] / window.seconds,
            'wakeups_a_second_while_idle': idle_wakeups[group] / idle_seconds,
        }
        for group, total in cpu.most_common()
    ]


def _group(name):
    name = re.sub('/.*/', '.../', name)  # some names contain the path of a folder
    return re.sub(r'([-# ]|(?<=Thread))\d+$', r'\1*', name)


def text(found, versions, guest):
    """Returns the tables."""
    each = f' ({guest}; suspended)' if found['guests'] else ''
    lines = [
        f'Nephometer {versions["nephometer"]}: {count(found["guests"], "guest")}{each}, '
        f'a turn every {found["interval"]} s, {count(found["turns"], "turn")} measured',
        f'JDK {found["java"]}, libvirt {versions["libvirt-daemon"]}, QEMU {versions["qemu-system-x86"]}, '
        f'mosquitto {versions["mosquitto"]}; {found["processors"]} processors, '
        f'{found["cpu_share_of_others"]:.1%} of them used by other work',
    ]
    if found['cpu_share_of_others'] > NOISE:
        lines.append('WARNING: other work kept the processors busy; repeat the measurement on a quiet machine')
    if found['last_document_is_late']:
        lines.append('WARNING: some turns took so long that the idle figures include them; increase --interval')
    return '\n'.join([*lines, '', *_figure_table(found), '', *_single_figures(found), '', *_thread_table(found)])


def count(number, noun):
    """Returns a number with its noun."""
    return f'{number} {noun}' if number == 1 else f'{number} {noun}s'


ROWS = [
    ('CPU of the agent', 'agent_cpu', 'cpu'),
    ('CPU of the agent while idle', 'agent_cpu_while_idle', 'cpu'),
    ('CPU of libvirtd', 'libvirtd_cpu', 'cpu'),
    ('CPU of all QEMU processes', 'qemu_cpu', 'cpu'),
    ('allocated', 'allocated', 'bytes'),
    ('garbage collections', 'collections', 'count'),
    ('pauses for garbage collection', 'collection_time', 'cpu'),
    ('samples at the broker', 'samples', 'count'),
    ('JSON at the broker', 'json', 'bytes'),
]
UNITS = {
    'cpu': {'a_minute': (1e3, 'ms'), 'a_turn': (1e3, 'ms'), 'an_instance_and_turn': (1e6, 'µs')},
    'bytes': {'a_minute': (1e-3, 'kB'), 'a_turn': (1e-3, 'kB'), 'an_instance_and_turn': (1e-3, 'kB')},
    'count': {'a_minute': (1, ''), 'a_turn': (1, ''), 'an_instance_and_turn': (1, '')},
}
COLUMNS = ['a_minute', 'a_turn', 'an_instance_and_turn']


def _figure_table(found):
    rows = [['FIGURE', 'A MINUTE', 'A TURN', 'AN INSTANCE AND TURN']]
    for label, key, kind in ROWS:
        rows.append([label, *_cells(found['rates'][key], kind)])
    return _aligned(rows)


def _single_figures(found):
    rows = [
        ['duration of the last turn', f'{found["last_turn"]:.3f} s'],
        ['from due time to last document', f'{found["due_to_last_document"]:.3f} s'],
        ['resident memory of the agent', f'{found["resident"] / 2**20:.1f} MiB'],
    ]
    starts = found['starts']
    if starts:
        around = f'median of {len(starts)}, {min(starts):.2f} to {max(starts):.2f} s'
        rows.append(['start to first sample at the broker', f'{statistics.median(starts):.2f} s  ({around})'])
    return _aligned(rows, right=False)


def _thread_table(found):
    groups = found['threads']
    rows = [['THREADS OF THE AGENT', 'NUMBER', 'CPU A MINUTE', 'AN INSTANCE AND TURN', 'WAKE-UPS/S', 'WHILE IDLE']]
    for group in groups[:THREADS]:
        rows.append([group['name'], *_thread_cells([group])])
    if groups[THREADS:]:
        rows.append(['others', *_thread_cells(groups[THREADS:])])
    # Threads that started and ended between two readings are in no group.
    all_cells = _thread_cells(groups)
    minute, _, instance = _cells(found['rates']['agent_cpu'], 'cpu')
    rows.append(['all', all_cells[0], minute, instance, *all_cells[3:]])
    return _aligned(rows)


def _thread_cells(groups):
    rates = {}
    for column in COLUMNS:
        if column in groups[0]['cpu']:
            rates[column] = sum(group['cpu'][column] for group in groups)
    minute, _, instance = _cells(rates, 'cpu')
    wakeups = sum(group['wakeups_a_second'] for group in groups)
    idle = sum(group['wakeups_a_second_while_idle'] for group in groups)
    return [str(sum(group['threads'] for group in groups)), minute, instance, f'{wakeups:.2f}', f'{idle:.2f}']


def _cells(rates, kind):
    cells = []
    for column in COLUMNS:
        factor, unit = UNITS[kind][column]
        cells.append(f'{_number(rates[column] * factor)} {unit}'.rstrip() if column in rates else '-')
    return cells


def _number(value):
    """Returns a number with three digits, or all digits before the point if there are more."""
    if abs(value) >= 100:
        return f'{value:,.0f}'
    return f'{value:.1f}' if abs(value) >= 10 else f'{value:.2f}'


def _aligned(rows, right=True):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) if right else cell for cell, width in zip(row[1:], widths[1:])]
        lines.append('  '.join(cells).rstrip())
    return lines
