"""Shows the code of a function the cloud's time, in a cloud that was started so."""

import datetime
import time

MILLISECOND_NANOSECONDS = 1_000_000


def show_time(now_milliseconds):
    """Makes `time` and `datetime` say what `now_milliseconds` says. What is monotonic stays the machine's own."""
    machine_clock_gettime = time.clock_gettime

    def now():
        return now_milliseconds() / 1000

    def clock_gettime(clock):
        return now() if clock == time.CLOCK_REALTIME else machine_clock_gettime(clock)

    time.time = now
    time.time_ns = lambda: int(now_milliseconds() * MILLISECOND_NANOSECONDS)
    time.clock_gettime = clock_gettime
    for name in ("gmtime", "localtime", "ctime"):
        setattr(time, name, of_this_moment(getattr(time, name), now))
    machine_strftime = time.strftime
    time.strftime = lambda form, moment=None: machine_strftime(form, time.localtime() if moment is None else moment)
    datetime.datetime = shown_datetime(datetime.datetime)


def of_this_moment(function, now):
    """The function, told the moment where its caller leaves it out."""
    return lambda seconds=None: function(now() if seconds is None else seconds)


def shown_datetime(machine):
    class Kind(type(machine)):
        """Moments that were made by the machine's own class are moments too."""

        def __instancecheck__(cls, value):
            return isinstance(value, machine) if cls is shown else super().__instancecheck__(value)

        def __subclasscheck__(cls, kind):
            return issubclass(kind, machine) if cls is shown else super().__subclasscheck__(kind)

    class Shown(machine, metaclass=Kind):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return cls.now()

        def __repr__(self):
            # The machine's own type is named with its module where it is made, others without.
            return "datetime." + super().__repr__()

    shown = Shown
    shown.__name__ = shown.__qualname__ = machine.__name__
    shown.__module__ = machine.__module__
    return shown
