# frozen_string_literal: true

# The Ruby side of an execution environment: loads the function, takes events from the Runtime API, answers them.
#
# One file without dependencies, because it runs as it is in whichever Ruby 3 the machine has, and its loading is part of
# every cold start. https://docs.aws.amazon.com/lambda/latest/dg/lambda-ruby.html

require "json"
require "logger"
require "socket"
require "stringio"

# How events are read and results are written: functions may replace these methods, as they may on AWS.
module AwsLambda
  class Marshaller
    class << self
      def marshall_request(request)
        request["Content-Type"] == "application/json" ? JSON.parse(request.body) : request.body
      end

      def marshall_response(response)
        case response
        when StringIO, IO then [response, "application/unknown"]
        else response.to_json
        end
      end
    end
  end
end

# https://docs.aws.amazon.com/lambda/latest/dg/ruby-context.html
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name, :function_name,
              :memory_limit_in_mb, :function_version, :identity, :client_context, :deadline_ms

  def initialize(event, clock)
    @clock = clock
    @deadline_ms = event["Lambda-Runtime-Deadline-Ms"].to_i
    @aws_request_id = event["Lambda-Runtime-Aws-Request-Id"]
    @invoked_function_arn = event["Lambda-Runtime-Invoked-Function-Arn"]
    @log_group_name = ENV["AWS_LAMBDA_LOG_GROUP_NAME"]
    @log_stream_name = ENV["AWS_LAMBDA_LOG_STREAM_NAME"]
    @function_name = ENV["AWS_LAMBDA_FUNCTION_NAME"]
    @memory_limit_in_mb = ENV["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    @function_version = ENV["AWS_LAMBDA_FUNCTION_VERSION"]
    @identity = parsed(event["Lambda-Runtime-Cognito-Identity"])
    @client_context = parsed(event["Lambda-Runtime-Client-Context"])
  end

  def get_remaining_time_in_millis
    [0, (@deadline_ms - @clock.now_milliseconds).to_i].max
  end

  private

  def parsed(text)
    text.nil? || text.empty? ? nil : JSON.parse(text)
  end
end

# The method that a handler such as `folder/file.method` or `file.Module::Class.method` names. Functions without a class run
# as methods of this object, as they do on AWS, so its own names are AWS's.
class LambdaHandler
  attr_reader :handler_file_name, :handler_method_name

  def initialize(env_handler:)
    parts = env_handler.split(".")
    unless [2, 3].include?(parts.size)
      raise ArgumentError, "Invalid handler #{parts}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD where " \
                           "FILENAME corresponds with an existing Ruby source file FILENAME.rb, CLASS is an optional " \
                           "module/class namespace and METHOD is a callable method. If using CLASS, METHOD must be a " \
                           "class-level method."
    end
    @handler_file_name = parts.first
    @handler_class = parts[1] if parts.size == 3
    @handler_method_name = parts.last
  end

  def call_handler(request:, context:)
    receiver = @handler_class ? Kernel.const_get(@handler_class) : self
    receiver.__send__(@handler_method_name, event: request, context: context)
  end
end

module SluiceRuntime
  STDOUT_DESCRIPTOR = 1
  STDERR_DESCRIPTOR = 2
  # Less than this between the cloud's clock and the machine's is the time that it took to tell, not another clock.
  SAME_CLOCK_MILLISECONDS = 1000
  # Frames of a trace beyond this many are not told, as on AWS.
  STACK_TRACE_FRAMES_MAX = 100
  # What AWS's runtime ends with after an error of each kind; the system keeps the last eight bits.
  EXIT_AFTER_CRITICAL_ERROR = 255
  EXIT_AFTER_INIT_ERROR = 252

  # The pipes to the server: framed records, and the marks that end an invocation's output.
  class Output
    def initialize(token)
      @prefix = "\x1e#{token}".b
      @pipes = [[$stdout, STDOUT_DESCRIPTOR], [$stderr, STDERR_DESCRIPTOR]].map do |stream, descriptor|
        stream.sync = true
        [stream, IO.for_fd(descriptor, "wb", autoclose: false).tap { |pipe| pipe.sync = true }]
      end
    end

    def record(text)
      content = text.to_s.encode("UTF-8", invalid: :replace, undef: :replace).b
      write(@pipes.first.last, @prefix + format("L%08x", content.bytesize).b + content)
    end

    def end
      @pipes.each do |stream, pipe|
        begin
          stream.flush
        rescue IOError, SystemCallError
          # The function has closed the stream: there is nothing to flush.
        end
        write(pipe, @prefix + "E00000000".b)
      end
    end

    private

    # In one call of the system where the pipe takes it, so that threads do not write into each other's records.
    def write(pipe, data)
      data = data.byteslice(pipe.syswrite(data)..) until data.empty?
    rescue IOError, SystemCallError
      # The function has closed the pipe, or the server is gone: nobody reads this.
    end
  end

  # The machine's clock, corrected when the cloud runs on another.
  class CloudClock
    MACHINE_TIME = Process.method(:clock_gettime)
    private_constant :MACHINE_TIME

    def initialize(cloud_milliseconds)
      set(cloud_milliseconds)
    end

    def set(cloud_milliseconds)
      offset = cloud_milliseconds - machine_milliseconds
      @offset_milliseconds = offset.abs < SAME_CLOCK_MILLISECONDS ? 0.0 : offset
    end

    def now_milliseconds
      machine_milliseconds + @offset_milliseconds
    end

    # Makes all code of this process see this clock.
    def show
      require_relative "ruby_date"
      CloudTime.show(self)
      @shown = true
    end

    # What is missing from the times that the code of this process sees.
    def unseen_milliseconds
      @shown ? 0.0 : @offset_milliseconds
    end

    private

    def machine_milliseconds
      MACHINE_TIME.call(Process::CLOCK_REALTIME, :float_millisecond)
    end
  end

  # An event as the Runtime API sends it; what AWS's marshaller is given.
  class Event
    attr_reader :body

    def initialize(headers, body)
      @headers = headers
      @body = body
    end

    def [](name)
      @headers[name.downcase]
    end
  end

  # HTTP over one connection to our own server, which always tells how long a body is.
  class Client
    RUNTIME = "/2018-06-01/runtime"

    def initialize(address)
      host, _, port = address.rpartition(":")
      @address = address
      @socket = TCPSocket.new(host, port.to_i)
      @socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
    end

    # Posts the answer to the last event and asks for the next one, in one write, which wakes the server up once.
    def next(answer)
      @socket.write(answer + request("GET", "#{RUNTIME}/invocation/next"))
      receive unless answer.empty?
      status, headers, body = receive
      raise EOFError, "the Runtime API has no more events" unless status == 200

      # AWS names the type of every event so, and its marshaller asks for it.
      Event.new({ "content-type" => "application/json" }.merge(headers), body.force_encoding("UTF-8"))
    end

    def post(message)
      @socket.write(message)
      receive
    end

    def response(request_id, body, content_type)
      answer("#{RUNTIME}/invocation/#{request_id}/response", body, "Content-Type" => content_type)
    end

    def failure(request_id, document)
      error("#{RUNTIME}/invocation/#{request_id}/error", document, "Function.Unknown")
    end

    def init_failure(document)
      error("#{RUNTIME}/init/error", document, "Runtime.Unknown")
    end

    private

    # Lambda files types that are not of its own form, such as `Function<RuntimeError>`, under these two.
    def error(path, document, filed_as)
      type = { "Lambda-Runtime-Function-Error-Type" => filed_as }
      answer(path, JSON.generate(document), { "Content-Type" => "application/json" }, type)
    end

    def answer(path, body, content_type, more = {})
      request("POST", path, body, content_type.merge("Content-Length" => body.bytesize).merge(more))
    end

    def request(method, path, body = "", headers = {})
      lines = ["#{method} #{path} HTTP/1.1", "Host: #{@address}"]
      headers.each { |name, value| lines << "#{name}: #{value}" }
      "#{lines.join("\r\n")}\r\n\r\n".b + body.b
    end

    def receive
      status = @socket.gets("\r\n")&.split(" ")&.at(1) or raise EOFError, "the Runtime API has ended the connection"
      headers = {}
      while (line = @socket.gets("\r\n")&.strip) && !line.empty?
        name, value = line.force_encoding("UTF-8").split(":", 2)
        headers[name.downcase] = value.strip
      end
      [status.to_i, headers, @socket.read(headers.fetch("content-length", "0").to_i)]
    end
  end

  # What loggers of functions write: one event of the log for each record, in Lambda's format.
  class LogFormatter < Logger::Formatter
    class << self
      attr_accessor :clock, :request_id

      def json?
        ENV["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
      end
    end

    def call(severity, time, progname, message)
      now = time + LogFormatter.clock.unseen_milliseconds / 1000
      LogFormatter.json? ? json(severity, now, progname, message) : text(severity, now, progname, message)
    end

    private

    def text(severity, time, progname, message)
      stamp = time.strftime("%Y-%m-%dT%H:%M:%S.%6N")
      format("%s, [%s #%d] %5s %s -- %s: %s", severity[0], stamp, Process.pid, severity, LogFormatter.request_id,
             progname, msg2str(message))
    end

    def json(severity, time, progname, message)
      told = { timestamp: time.utc.strftime("%Y-%m-%dT%H:%M:%S.%6NZ"), level: severity }
      told[:message] = message.is_a?(Exception) ? message.message : msg2str(message)
      told[:requestId] = LogFormatter.request_id
      told[:logger] = progname.to_s unless progname.nil?
      told.merge!(about(message)) if message.is_a?(Exception)
      JSON.generate(told.compact.transform_values { |value| SluiceRuntime.valid(value) })
    end

    def about(error)
      trace = Array(error.backtrace)
      place = /\A(?<file>.+):(?<line>\d+):in [`'](?<method>.+)'\z/.match(trace.first.to_s)
      location = place.nil? ? trace.first : "#{place[:file]}:#{place[:method]}:#{place[:line]}"
      { errorType: error.class.to_s, errorMessage: error.message, stackTrace: trace, location: location }
    end
  end

  # Where loggers write that are made for the standard streams, or for none.
  class LogDevice
    def initialize(output)
      @output = output
    end

    def write(text)
      @output.record(text)
    end

    def close; end
  end

  # AWS's runtime changes the constructor of Logger in the same way.
  module LoggerInLambda
    LEVELS = { "TRACE" => "debug", "DEBUG" => "debug", "INFO" => "info", "WARN" => "warn", "ERROR" => "error",
               "FATAL" => "fatal" }.freeze

    class << self
      attr_accessor :device
    end

    def initialize(device = nil, *rest, level: nil, **options)
      level ||= LogFormatter.json? ? LEVELS.fetch(ENV.fetch("AWS_LAMBDA_LOG_LEVEL", "INFO"), "debug") : "debug"
      is_ours = device.nil? || device.equal?($stdout) || device.equal?($stderr)
      super(is_ours ? LoggerInLambda.device : device, *rest, level: level, **options)
      @default_formatter = LogFormatter.new if is_ours
    end
  end

  # Says what to do where the SDK that AWS's runtimes include is not on this machine.
  module MissingSdk
    def message
      return super unless path.to_s.start_with?("aws-sdk")

      "#{super}. On AWS it comes with the runtime, here with the Ruby that runs functions: " \
        "`#{File.join(RbConfig::CONFIG["bindir"], "gem")} install #{path}`, or package it with the function."
    end
  end

  class << self
    def valid(value)
      case value
      when String then value.encode("UTF-8", invalid: :replace, undef: :replace).scrub
      when Array then value.map { |each| valid(each) }
      else value
      end
    end

    # What the caller gets: the error without the frames of this file.
    def error_document(error, kind)
      frames = Array(error.backtrace).reject { |frame| frame.start_with?("#{__FILE__}:", "<internal:") }
      { errorMessage: valid(error.message), errorType: "#{kind}<#{error.class}>",
        stackTrace: valid(frames.first(STACK_TRACE_FRAMES_MAX)) }
    end

    # Ruby's own mistakes, and what is not a StandardError, end the process on AWS.
    def critical?(error)
      error.is_a?(NameError) || !error.is_a?(StandardError)
    end

    def main(token, cloud_now, shown_clock)
      @output = Output.new(token)
      @clock = CloudClock.new(cloud_now.to_i)
      @clock.show if shown_clock == "cloud"
      @client = Client.new(ENV.fetch("AWS_LAMBDA_RUNTIME_API"))
      prepare_logging
      LoadError.prepend(MissingSdk)
      $LOAD_PATH.unshift(ENV.fetch("LAMBDA_TASK_ROOT", Dir.pwd))
      run(loaded_handler(ENV.fetch("_HANDLER", "")))
    end

    private

    def prepare_logging
      output = @output
      LogFormatter.clock = @clock
      LoggerInLambda.device = LogDevice.new(output)
      Logger.prepend(LoggerInLambda)
      # AWS's runtime makes one event of the log of what one call prints.
      Kernel.module_eval do
        define_method(:puts) do |*given|
          output.record(given.flatten.join("\n"))
          nil
        end
        private :puts
      end
    end

    def loaded_handler(name)
      LambdaHandler.new(env_handler: name).tap { |handler| require handler.handler_file_name }
    rescue Exception => error # Whatever the function's code raises, `exit` included, is the end of its loading.
      document = error_document(error, "Init")
      log_error("Init error when loading handler #{name}", document)
      @client.post(@client.init_failure(document))
      exit(EXIT_AFTER_INIT_ERROR)
    end

    def log_error(sentence, document)
      @output.record(sentence)
      @output.record(JSON.pretty_generate(document))
    end

    # Takes events and answers them until the server ends the connection or the process.
    def run(handler)
      answer = ""
      loop do
        @output.end
        event = @client.next(answer)
        @clock.set(event["Lambda-Runtime-Sluice-Now-Ms"].to_i)
        LogFormatter.request_id = event["Lambda-Runtime-Aws-Request-Id"]
        ENV["_X_AMZN_TRACE_ID"] = event["Lambda-Runtime-Trace-Id"]
        answer = answered(handler, event)
      end
    end

    def answered(handler, event)
      request_id = event["Lambda-Runtime-Aws-Request-Id"]
      request = AwsLambda::Marshaller.marshall_request(event)
      result = handler.call_handler(request: request, context: LambdaContext.new(event, @clock))
      body, content_type = AwsLambda::Marshaller.marshall_response(result)
      body = body.read if body.respond_to?(:read)
      @client.response(request_id, body, content_type || "application/json")
    rescue Exception => error # What is not a StandardError is told too, before the process ends.
      document = error_document(error, "Function")
      critical = critical?(error)
      log_error(critical ? "Critical exception from handler" : "Error raised from handler method", document)
      answer = @client.failure(request_id, document)
      return answer unless critical

      @output.end
      @client.post(answer)
      exit(EXIT_AFTER_CRITICAL_ERROR)
    end
  end
end

begin
  # Behind a wrapper script the end of the command line is not ours.
  parameters = ENV.delete("_SLUICE_PARAMETERS")&.split(" ") || ARGV.shift(3)
  SluiceRuntime.main(*parameters)
rescue EOFError, SystemCallError
  # The connection to the Runtime API has ended: the server is gone, and with it all reason to go on.
  exit!(1)
end
