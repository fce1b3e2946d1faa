#!/usr/bin/env bash
# What:       Graphite's database Whisper with what Debian's graphite-carbon sets for every metric (60s:1d,5m:30d,1h:3y
#             and half of the points, xFilesFactor 0.5), for a sensor that reports every five minutes.
# Version:    python3-whisper 1.1.4 (Debian 12)
# Expected:   Twelve readings an hour are kept: a day in detail, then in five minutes, then as a value of each hour.
# Happens:    On the way to the next archive a value is made only where half of the points are known. One reading in
#             five minutes is one of five points, so nothing is ever written to the archive of five minutes, nor to
#             that of the hour, without a word. The chart is complete for a day, and what is older is gone. Of a
#             reading every two minutes half of the values of five minutes are kept, of one every 100 seconds all.
# Hurt:       Owners of battery sensors, who see it a day or a winter too late.
# Documented: xFilesFactor is (Graphite, "Configuring Carbon"); that the defaults lose slow metrics is not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'python3-whisper=1.1.4-2.2' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
    echo "This needs the Debian package python3-whisper 1.1.4-2.2, which apt-get download does not find here" >&2
    exit 2
fi
echo "python3-whisper 1.1.4-2.2"
cat > see.py <<'PY'
import sys

sys.path.insert(0, 'unpacked/usr/lib/python3/dist-packages')
import whisper

MINUTE, HOUR, DAY = 60, 3600, 86400
NOW = 1_790_000_000 // DAY * DAY


def known(every):
    """Writes 21.5 for four days; the number of known values an hour, for today and for the day before yesterday."""
    path = f'{every}.wsp'
    whisper.create(path, [(MINUTE, 1440), (5 * MINUTE, 8640), (HOUR, 26280)], xFilesFactor=0.5)
    for at in range(NOW - 4 * DAY, NOW, every):
        whisper.update(path, 21.5, at, now=at)
    count = lambda start, end: sum(value is not None for value in whisper.fetch(path, start, end, now=NOW)[1])
    return count(NOW - 20 * HOUR, NOW - HOUR) / 19, count(NOW - 3 * DAY, NOW - 2 * DAY) / 24


found = {}
for every in (60, 100, 120, 300, 900):
    found[every] = known(every)
    print('a reading every %3d s: %4.1f values an hour today, %4.1f two days ago' % (every, *found[every]))


def expect(holds, change):
    if not holds:
        sys.exit('CHANGED: ' + change)


expect(found[60][1] == 12 and found[100][1] > 0, 'readings of a minute are kept in another way')
for every in (300, 900):
    expect(found[every][0] > 3 and found[every][1] == 0, f'a reading every {every} s is kept beyond a day')
PY
timeout 60 python3 see.py
