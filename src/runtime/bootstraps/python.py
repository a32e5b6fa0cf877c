"""The Python side of an execution environment: loads the function, takes events from the Runtime API, answers them.

One file without dependencies, because it runs as it is in whichever Python 3 the machine has, and its loading is part of
every cold start. https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
"""

import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback
import types

STDOUT = 1
STDERR = 2
# AWS shows the indentation of a stack in the log with spaces that no reader of the log folds.
NO_BREAK_SPACE = "\u00a0"
# Less than this between the cloud's clock and the machine's is the time that it took to tell, not another clock.
SAME_CLOCK_MILLISECONDS = 1000
LOG_LEVELS = {"TRACE": logging.DEBUG, "DEBUG": logging.DEBUG, "INFO": logging.INFO, "WARN": logging.WARNING,
              "ERROR": logging.ERROR, "FATAL": logging.CRITICAL}
RECORD_MEMBERS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id", "taskName"}


class FunctionError(Exception):
    """An error under one of Lambda's own names."""

    def __init__(self, error_type, message, stack_trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.stack_trace = list(stack_trace)


class Output:
    """The pipes to the server: framed records, and the marks that end an invocation's output."""

    def __init__(self, token):
        self.prefix = b"\x1e" + token.encode("ascii")

    def record(self, text):
        content = text.encode("utf-8", "replace")
        self.write(STDOUT, self.prefix + b"L%08x" % len(content) + content)

    def end(self):
        for stream, descriptor in ((sys.stdout, STDOUT), (sys.stderr, STDERR)):
            try:
                stream.flush()
            except (AttributeError, ValueError, OSError):
                pass  # The function has replaced or closed the stream: there is nothing to flush.
            self.write(descriptor, self.prefix + b"E00000000")

    @staticmethod
    def write(descriptor, data):
        try:
            while data:
                data = data[os.write(descriptor, data):]
        except OSError:
            pass  # The function has closed the pipe, or the server is gone: nobody reads this.


class CloudClock:
    """The machine's clock, corrected when the cloud runs on another."""

    def __init__(self, cloud_milliseconds):
        self.machine_time = time.time
        self.is_shown = False
        self.offset_milliseconds = 0.0
        self.set(cloud_milliseconds)

    def show(self):
        """Makes all code of this process see this clock."""
        from python_date import show_time
        show_time(self.now_milliseconds)
        self.is_shown = True

    def set(self, cloud_milliseconds):
        offset = cloud_milliseconds - self.machine_time() * 1000
        self.offset_milliseconds = 0.0 if abs(offset) < SAME_CLOCK_MILLISECONDS else offset

    def now_milliseconds(self):
        return self.machine_time() * 1000 + self.offset_milliseconds


class RuntimeClient:
    """HTTP over one connection to our own server, which always tells how long a body is."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.address = address
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def next(self, answer=b""):
        """Posts the answer to the last event and asks for the next one, in one write, which wakes the server up once."""
        self.socket.sendall(answer + self.request("GET", "/2018-06-01/runtime/invocation/next"))
        if answer:
            self.receive()
        status, headers, body = self.receive()
        if status != b"200":
            raise ConnectionError("the Runtime API has no more events")
        return headers, body

    def response(self, request_id, body, content_type):
        path = "/2018-06-01/runtime/invocation/%s/response" % request_id
        return self.request("POST", path, body, {"Content-Type": content_type, "Content-Length": len(body)})

    def failure(self, request_id, error):
        return self.error("/2018-06-01/runtime/invocation/%s/error" % request_id, error)

    def fail_init(self, error):
        self.socket.sendall(self.error("/2018-06-01/runtime/init/error", error))
        self.receive()

    def error(self, path, error):
        body = json.dumps(error, ensure_ascii=False).encode("utf-8", "replace")
        return self.request("POST", path, body, {
            "Content-Type": "application/json",
            "Content-Length": len(body),
            "Lambda-Runtime-Function-Error-Type": error["errorType"].encode("ascii", "replace").decode("ascii"),
        })

    def request(self, method, path, body=b"", headers=None):
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: " + self.address]
        lines.extend("%s: %s" % header for header in (headers or {}).items())
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body

    def receive(self):
        status_line = self.reader.readline().split(b" ")
        if len(status_line) < 2:
            raise ConnectionError("the Runtime API has ended the connection")
        received = {}
        while True:
            line = self.reader.readline().decode("utf-8").strip()
            if not line:
                break
            name, value = line.split(":", 1)
            received[name.lower()] = value.strip()
        return status_line[1], received, self.reader.read(int(received.get("content-length", "0")))


class LambdaContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, headers, clock):
        environment = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.log_group_name = environment.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environment.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environment.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = None
        self.client_context = client_context(headers.get("lambda-runtime-client-context"))
        self.identity = types.SimpleNamespace(cognito_identity_id=None, cognito_identity_pool_id=None)
        self._deadline_milliseconds = int(headers["lambda-runtime-deadline-ms"])
        self._clock = clock

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline_milliseconds - self._clock.now_milliseconds()))

    def log(self, message):
        sys.stdout.write(str(message))


def client_context(text):
    """The client context of a mobile client, or None."""
    if not text:
        return None
    given = json.loads(text)
    client = given.get("client")
    members = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
    return types.SimpleNamespace(
        custom=given.get("custom"),
        env=given.get("env"),
        client=types.SimpleNamespace(**{name: client.get(name) for name in members}) if client else None,
    )


class RequestLogHandler(logging.Handler):
    """The root handler: one log event for each record, in Lambda's format."""

    def __init__(self, output, clock, is_json):
        super().__init__()
        self.output = output
        self.clock = clock
        self.request_id = ""
        if is_json:
            self.format_record = self.json_record
        else:
            self.setFormatter(logging.Formatter("[%(levelname)s]\t%(asctime)s\t%(aws_request_id)s\t%(message)s"))
            self.formatter.formatTime = lambda record, datefmt=None: self.timestamp(record, "milliseconds")
            self.format_record = self.format

    def emit(self, record):
        try:
            record.aws_request_id = self.request_id
            self.output.record(self.format_record(record))
        except Exception:  # As every handler of the logging module: a bad record is reported, not raised.
            self.handleError(record)

    def timestamp(self, record, precision):
        milliseconds = record.created * 1000 + (0 if self.clock.is_shown else self.clock.offset_milliseconds)
        seconds, rest = divmod(int(milliseconds), 1000)
        text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        return "%s.%03dZ" % (text, rest) if precision == "milliseconds" else text + "Z"

    def json_record(self, record):
        told = {
            "timestamp": self.timestamp(record, "seconds"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": self.request_id,
        }
        if record.exc_info and record.exc_info[0]:
            kind, error, trace = record.exc_info
            told.update(errorType=kind.__name__, errorMessage=str(error), stackTrace=traceback.format_tb(trace),
                        location="%s:%s:%d" % (record.pathname, record.funcName, record.lineno))
        told.update({name: value for name, value in vars(record).items() if name not in RECORD_MEMBERS})
        return json.dumps(told, ensure_ascii=False, default=str)


def set_up_logging(output, clock):
    """Gives the root logger Lambda's handler before the function's code is loaded."""
    is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
    handler = RequestLogHandler(output, clock, is_json)
    logging.root.addHandler(handler)
    level = LOG_LEVELS.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", ""))
    if is_json and level is not None:
        logging.root.setLevel(level)
    return handler


class MissingSdk:
    """Asked last for a module: says what to do where the SDK that AWS's runtimes include is not on this machine."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in ("boto3", "botocore"):
            sentence = ("No module named '%s'. On AWS it comes with the runtime, here with the Python that runs functions: "
                        "`%s -m pip install boto3`, or package it with the function." % (name, sys.executable))
            raise ModuleNotFoundError(sentence, name=name)
        return None


def load_handler(name):
    """The function that a handler name such as `folder/module.function` means."""
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise FunctionError("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (name, error)) from None
    if module_name.split(".")[0] in sys.builtin_module_names:
        sentence = "Cannot use built-in module %s as a handler module" % module_name
        raise FunctionError("Runtime.BuiltInModuleConflict", sentence)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        sentence = "Unable to import module '%s': %s" % (module_name, error)
        raise FunctionError("Runtime.ImportModuleError", sentence) from None
    except SyntaxError as error:
        sentence = "Syntax error in module '%s': %s" % (module_name, error)
        place = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        raise FunctionError("Runtime.UserCodeSyntaxError", sentence, [place]) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        sentence = "Handler '%s' missing on module '%s'" % (function_name, module_name)
        raise FunctionError("Runtime.HandlerNotFound", sentence) from None


def error_document(error, request_id):
    """What the caller gets: the error without the frames of this file."""
    if isinstance(error, FunctionError):
        error_type, stack_trace = error.error_type, error.stack_trace
    else:
        error_type = type(error).__name__
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if is_of_the_function(frame.filename)]
        stack_trace = traceback.format_list(frames)
    return {"errorMessage": str(error), "errorType": error_type, "requestId": request_id, "stackTrace": stack_trace}


def is_of_the_function(filename):
    return filename != __file__ and not filename.startswith(("<frozen importlib", os.path.dirname(importlib.__file__)))


def log_error(error, output, handler):
    if handler.format_record == handler.json_record:
        stamp = handler.timestamp(logging.makeLogRecord({}), "seconds")
        output.record(json.dumps({"timestamp": stamp, "log_level": "ERROR", **error}, ensure_ascii=False))
        return
    lines = ["[ERROR] %s: %s" % (error["errorType"], error["errorMessage"]), "Traceback (most recent call last):"]
    lines.extend(indented for trace in error["stackTrace"] for indented in map(visible, trace.splitlines()))
    output.record("\n".join(lines))


def visible(line):
    text = line.lstrip(" ")
    return NO_BREAK_SPACE * (len(line) - len(text)) + text


def marshal(result):
    """The bytes of a result and what they are."""
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return json.dumps(result, ensure_ascii=False, default=decimal_number).encode("utf-8"), "application/json"
    except (TypeError, ValueError, UnicodeError, RecursionError) as error:
        raise FunctionError("Runtime.MarshalError", "Unable to marshal response: %s" % error) from None


def decimal_number(value):
    """AWS's runtime knows one type more than json does: the numbers that DynamoDB's client gives."""
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def unmarshal(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise FunctionError("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error) from None


def run(client, output, clock, function, handler):
    """Takes events and answers them until the server ends the connection or the process."""
    answer = b""
    while True:
        output.end()
        headers, body = client.next(answer)
        clock.set(int(headers.get("lambda-runtime-sluice-now-ms", "0")))
        request_id = headers["lambda-runtime-aws-request-id"]
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        handler.request_id = request_id
        try:
            result, content_type = marshal(function(unmarshal(body), LambdaContext(headers, clock)))
        except Exception as error:
            document = error_document(error, request_id)
            log_error(document, output, handler)
            answer = client.failure(request_id, document)
        else:
            answer = client.response(request_id, result, content_type)


def main():
    # Behind a wrapper script the end of the command line is not ours.
    token, cloud_now, shown_clock = os.environ.pop("_SLUICE_PARAMETERS", " ".join(sys.argv[1:4])).split(" ")
    del sys.argv[1:]
    output = Output(token)
    clock = CloudClock(int(cloud_now))
    if shown_clock == "cloud":
        clock.show()
    client = RuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler = set_up_logging(output, clock)
    sys.path[0] = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
    sys.meta_path.append(MissingSdk)
    try:
        function = load_handler(os.environ.get("_HANDLER", ""))
    except Exception as error:
        document = error_document(error, "")
        log_error(document, output, handler)
        client.fail_init(document)
        sys.exit(1)
    run(client, output, clock, function, handler)


if __name__ == "__main__":
    try:
        main()
    except OSError:
        # The connection to the Runtime API has ended: the server is gone, and with it all reason to go on.
        os._exit(1)
