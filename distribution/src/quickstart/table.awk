# Keeps a table of samples, a row for each meter of each resource, from what samples.jq prints. On a terminal the table is
# drawn again in the same place after each document; elsewhere each new row is printed as it comes, and the table at the end.
# Given: terminal (0 or 1), title, start (time in seconds), width (of the resource column).

BEGIN {
    FS = "\t"
    VOLUME = 15; UNIT = 9; CHANGE = 12; SEEN = 4
    meterWidth = 31
    if (terminal) {
        printf "\033[?25l\033[2J"
        draw()
    } else {
        print title
        print heading()
    }
}

$1 == "" {
    documents++
    last = $3
    if (terminal) draw()
    fflush()
    next
}

{
    samples++
    if (!($1 in seen)) add($1, $2, $3)
    change[$1] = seen[$1]++ ? delta($4 - volume[$1]) : ""
    volume[$1] = $4
    unit[$1] = $5
    if (!terminal && seen[$1] == 1) print row($1)
}

END {
    seconds = last ? last - start : 0
    if (terminal) {
        printf "\033[?25h\n"
    } else if (samples) {
        print "\n" title
        print heading()
        for (i = 1; i <= rows; i++) print row(order[i])
    }
    if (samples) {
        printf "%d samples of %d meters received from the broker in %d s\n", samples, meters, seconds
    }
    exit samples == 0
}

# Puts a new row to its place: by resource, then by meter.
function add(key, name, resource,    i) {
    if (!(name in known)) { known[name]; meters++ }
    meter[key] = name
    label[key] = resource
    rank[key] = resource SUBSEP name SUBSEP key
    for (i = ++rows; i > 1 && rank[order[i - 1]] > rank[key]; i--) order[i] = order[i - 1]
    order[i] = key
}

function draw(    size, place, shown, i) {
    split(terminalSize(), size, " ")
    meterWidth = (size[2] >= width + 82) ? 36 : 31
    place = size[1] - 5
    shown = (rows > place) ? place - 1 : rows
    # No wrapping: in a narrow terminal the right edge is cut off.
    printf "\033[?7l\033[H"
    line(title)
    line(number(samples + 0) " samples of " (meters + 0) " meters, " (rows + 0) " rows")
    line("")
    line("\033[1m" heading() "\033[0m")
    for (i = 1; i <= shown; i++) line(row(order[i]))
    if (rows == 0) printf "waiting for the first reading"
    if (rows > shown) printf "and %d more rows: a higher terminal shows them", rows - shown
    printf "\033[J\033[?7h"
    fflush()
}

function line(text) {
    printf "%s\033[K\n", text
}

function terminalSize(    command, size) {
    command = "stty size 2>/dev/null </dev/tty"
    size = ""
    command | getline size
    close(command)
    return size == "" ? "24 80" : size
}

function heading() {
    return sprintf("%-*s %-*s %*s %-*s %*s %*s", meterWidth, "METER", width, "RESOURCE", VOLUME, "VOLUME", UNIT, "UNIT",
        CHANGE, "CHANGE", SEEN, "SEEN")
}

function row(key) {
    return sprintf("%s %s %*s %-*s %*s %*d", cut(meter[key], meterWidth), label[key], VOLUME, fitting(volume[key], VOLUME),
        UNIT, substr(unit[key], 1, UNIT), CHANGE, change[key], SEEN, seen[key])
}

# Names of meters are ASCII: a character is a byte, also to an awk that knows no other characters.
function cut(text, to) {
    return length(text) > to ? substr(text, 1, to - 1) "…" : sprintf("%-*s", to, text)
}

function delta(by) {
    return by == 0 ? "" : (by > 0 ? "+" : "") fitting(by, CHANGE - 1)
}

# With thousands apart, or as thousands, millions and so on where that is too wide.
function fitting(value, to,    text, power) {
    text = number(value)
    if (length(text) <= to) return text
    for (power = 3; value / 10 ^ power >= 1000 || value / 10 ^ power <= -1000;) power += 3
    return sprintf("%.4fe%d", value / 10 ^ power, power)
}

function number(value,    size, text, whole, rest, grouped) {
    size = value < 0 ? -value : value
    text = value == int(value) ? sprintf("%.0f", size) : sprintf(size < 1 ? "%.4f" : "%.2f", size)
    rest = ""
    whole = text
    if (match(text, /\./)) { whole = substr(text, 1, RSTART - 1); rest = substr(text, RSTART) }
    grouped = ""
    while (length(whole) > 3) {
        grouped = "," substr(whole, length(whole) - 2) grouped
        whole = substr(whole, 1, length(whole) - 3)
    }
    return (value < 0 ? "-" : "") whole grouped rest
}
