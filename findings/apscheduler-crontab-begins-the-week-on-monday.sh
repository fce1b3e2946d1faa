#!/usr/bin/env bash
# What:       APScheduler for Python and `CronTrigger.from_crontab()`, which takes a line of a crontab, with the day of
#             the week as a number.
# Version:    APScheduler 3.9.1 (Debian 12, python3-apscheduler)
# Expected:   As in cron, 0 and 7 are Sunday and 1 to 5 are Monday to Friday.
# Happens:    0 is Monday. `0 6 * * 1-5` runs from Tuesday to Saturday, `0 6 * * 0` on Monday, and `0 6 * * 7` raises
#             an error. Names (mon-fri) are right.
# Hurt:       Owners of services in Python that heat or wake on workdays, who move a line from the crontab or test it on
#             one of the web pages that explain such lines: the house is cold on Monday and warm on Saturday.
# Documented: The method says *a standard crontab expression* and refers to an encyclopedia page on cron, where 0 is
#             Sunday. A note at the trigger itself says that its first weekday is always Monday.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The packages are unpacked into the temporary folder; nothing is installed.
for package in python3-apscheduler=3.9.1-2 python3-tz=2022.7.1-4 python3-tzlocal=4.2-1 python3-pytz-deprecation-shim=0.1.0.post0-3 \
    python3-six=1.16.0-4 python3-dateutil=2.8.2-2; do
    if ! apt-get download "$package" > out.txt 2>&1; then
        echo "This needs the Debian package $package, which apt-get download does not find here" >&2
        exit 2
    fi
done
for package in ./*.deb; do dpkg -x "$package" unpacked; done
cat > see.py <<'FILE'
import sys
sys.path.insert(0, 'unpacked/usr/lib/python3/dist-packages')
from datetime import datetime, timedelta
import pytz
from apscheduler.triggers.cron import CronTrigger

zone = pytz.timezone('Europe/Prague')
changed = False

def days(line):
    trigger = CronTrigger.from_crontab(line, timezone=zone)
    # A Sunday, and the week from it.
    now = zone.localize(datetime(2026, 7, 5))
    end = now + timedelta(days=7)
    seen = []
    last = None
    while True:
        last = trigger.get_next_fire_time(last, now)
        if last >= end:
            return ' '.join(seen)
        seen.append(last.strftime('%a'))
        now = last + timedelta(seconds=1)

for line, expected in (
    ('0 6 * * 1-5', 'Tue Wed Thu Fri Sat'),
    ('0 6 * * 0', 'Mon'),
    ('0 6 * * 6', 'Sun'),
    ('0 6 * * mon-fri', 'Mon Tue Wed Thu Fri'),
):
    found = days(line)
    print(f'{line:16} {found}')
    if found != expected:
        print(f'CHANGED: {line} no longer runs on {expected}', file=sys.stderr)
        changed = True
try:
    print('0 6 * * 7       ', days('0 6 * * 7'))
    print('CHANGED: 7 is accepted', file=sys.stderr)
    changed = True
except ValueError as error:
    print('0 6 * * 7       ', error)
sys.exit(changed)
FILE
LC_ALL=C timeout 30 python3 see.py
