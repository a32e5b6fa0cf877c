# frozen_string_literal: true

require "date"

# Shows the code of a function the cloud's time, in a cloud that was started so.
module CloudTime
  MILLISECOND_SECONDS = Rational(1, 1000)

  class << self
    # Milliseconds since the epoch, from a clock that is not Time.
    attr_accessor :now_milliseconds

    # Makes Time and Date say what the clock says. What is monotonic stays the machine's own.
    def show(clock)
      self.now_milliseconds = clock.method(:now_milliseconds)
      Process.singleton_class.prepend(OfProcess)
      Time.singleton_class.prepend(OfTime)
      Date.singleton_class.prepend(OfDate)
      DateTime.singleton_class.prepend(OfDateTime)
    end

    def seconds
      now_milliseconds.call.rationalize * MILLISECOND_SECONDS
    end
  end

  module OfProcess
    UNITS = { second: 1, millisecond: 1000, microsecond: 1_000_000, nanosecond: 1_000_000_000 }.freeze
    FLOAT_UNITS = { float_second: 1, float_millisecond: 1000, float_microsecond: 1_000_000 }.freeze

    def clock_gettime(clock, unit = :float_second)
      return super unless clock == Process::CLOCK_REALTIME
      return (CloudTime.seconds * UNITS[unit]).floor if UNITS.key?(unit)

      FLOAT_UNITS.key?(unit) ? (CloudTime.seconds * FLOAT_UNITS[unit]).to_f : super
    end
  end

  module OfTime
    def now(**zone)
      at(CloudTime.seconds, **zone)
    end

    def new(*parts, **zone)
      parts.empty? ? now(**zone) : super
    end
  end

  module OfDate
    def today(start = Date::ITALY)
      Time.now.to_date.new_start(start)
    end
  end

  module OfDateTime
    def now(start = Date::ITALY)
      Time.now.to_datetime.new_start(start)
    end
  end
end
