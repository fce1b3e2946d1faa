#!/usr/bin/env bash
# What:       croniter for Python with a start time that has a time zone of zoneinfo or dateutil: a daily time on the
#             day on which the clock changes. Each time is computed from the last one, as a service does.
# Version:    croniter 1.3.5 (Debian 12, python3-croniter)
# Expected:   `0 22 * * *` is 22:00 of that zone on each day.
# Happens:    When summer time ends, the next time after 22:00 is 23:00; when it begins, it is 21:00, and after that
#             22:00 of the same day, although the clock has changed 19 hours before. With a zone of pytz all times are
#             right. The following days are right with each.
# Hurt:       Owners of services in Python that switch by such a line: blinds and heating are an hour late on one day in
#             autumn, and what happens once a day happens twice on one day in spring.
# Documented: No. The README asks for a start time with a time zone for daylight saving to work, and has an example
#             with pytz and one with dateutil.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The packages are unpacked into the temporary folder; nothing is installed.
for package in python3-croniter=1.3.5-3 python3-dateutil=2.8.2-2 python3-six=1.16.0-4 python3-tz=2022.7.1-4; do
    if ! apt-get download "$package" > out.txt 2>&1; then
        echo "This needs the Debian package $package, which apt-get download does not find here" >&2
        exit 2
    fi
done
for package in ./*.deb; do dpkg -x "$package" unpacked; done
cat > see.py <<'FILE'
import sys
sys.path.insert(0, 'unpacked/usr/lib/python3/dist-packages')
from datetime import datetime
from zoneinfo import ZoneInfo
import dateutil.tz
import pytz
from croniter import croniter

name = 'Europe/Prague'
zones = {
    'zoneinfo': lambda time: time.replace(tzinfo=ZoneInfo(name)),
    'dateutil': lambda time: time.replace(tzinfo=dateutil.tz.gettz(name)),
    'pytz': lambda time: pytz.timezone(name).localize(time),
}
moved = {
    'autumn': '25 23:00, 26 22:00, 27 22:00',
    'spring': '28 21:00, 28 22:00, 29 22:00',
}
right = {'autumn': '25 22:00, 26 22:00, 27 22:00', 'spring': '28 22:00, 29 22:00, 30 22:00'}
changed = False
for season, start in (('autumn', datetime(2026, 10, 24, 22)), ('spring', datetime(2027, 3, 27, 22))):
    for zone, localize in zones.items():
        last = localize(start)
        seen = []
        for _ in range(3):
            last = croniter('0 22 * * *', last).get_next(datetime)
            seen.append(last.strftime('%d %H:%M'))
        found = ', '.join(seen)
        print(f'{season}, {zone:8}: after {start:%d %H:%M} comes {found}')
        if found != (right if zone == 'pytz' else moved)[season]:
            print(f'CHANGED: the times in {season} with {zone} are others', file=sys.stderr)
            changed = True
sys.exit(changed)
FILE
timeout 30 python3 see.py
