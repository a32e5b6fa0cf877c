/** Every bound of the execution environments, with its unit and where it comes from. */
import { MINUTE_MILLISECONDS, SECOND_MILLISECONDS } from "../kernel/durations.ts";

/**
 * The largest response of a function: 6 MiB and 100 bytes.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAXIMUM_RESPONSE_BYTES = 6_291_556;

/**
 * The largest response that is streamed; what exceeds it is dropped without a word, as on AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export const MAXIMUM_STREAMED_BYTES = 200 * 1_048_576;

/** The largest error document that a runtime may post; AWS holds it to the same bound as a response. */
export const MAXIMUM_ERROR_BYTES = MAXIMUM_RESPONSE_BYTES;

/** All headers of one request to the Runtime API: its trailers may carry an error document, in Base64. */
export const MAXIMUM_HEADER_BYTES = 2 * MAXIMUM_ERROR_BYTES;

/** The head of a request that our own bootstraps send for each event. */
export const PLAIN_REQUEST_HEAD_BYTES = 1024;

/**
 * How long the first attempt to initialise may take before it is retried inside the invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const INIT_TIMEOUT_MILLISECONDS = 10 * SECOND_MILLISECONDS;

/** How long a process may have nothing to do before it is halted, in the machine's time. */
export const FREEZE_AFTER_MILLISECONDS = 100;

/** How large /tmp is where a function says nothing of it. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const EPHEMERAL_STORAGE_MEGABYTES_DEFAULT = 512;

/** Extensions in one environment. https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html */
export const MAXIMUM_EXTENSIONS = 10;

/** The longest request of an extension: a handful of names. */
export const MAXIMUM_EXTENSION_REQUEST_BYTES = 65_536;

/**
 * How long an environment with external extensions has to end, of which the runtime has the first part: longer when an
 * extension runs inside it. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export const SHUTDOWN_MILLISECONDS = 2 * SECOND_MILLISECONDS;
export const RUNTIME_SHUTDOWN_MILLISECONDS = 300;
export const INTERNAL_SHUTDOWN_MILLISECONDS = 500;

/**
 * Batches of telemetry: items, bytes, and how long the first record waits. The page has a smaller default of items than
 * what is measured. https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html
 */
export const TELEMETRY_ITEMS_MIN = 1000;
export const TELEMETRY_ITEMS_MAX = 10_000;
export const TELEMETRY_ITEMS_DEFAULT = 10_000;
export const TELEMETRY_BYTES_DEFAULT = 262_144;
export const TELEMETRY_BYTES_MAX = 1_048_576;
export const TELEMETRY_TIMEOUT_MILLISECONDS_MIN = 25;
export const TELEMETRY_TIMEOUT_MILLISECONDS_DEFAULT = SECOND_MILLISECONDS;
export const TELEMETRY_TIMEOUT_MILLISECONDS_MAX = 30 * SECOND_MILLISECONDS;

/** What is kept for those who subscribe later in the init phase. */
export const TELEMETRY_BACKLOG_BYTES_MAX = 262_144;

/** What waits for one extension, beside the batch that is on its way; what exceeds it is counted and dropped. */
export const TELEMETRY_WAITING_BYTES_MAX = 4 * 1_048_576;

/** How often an extension is asked to take a batch, how long it may think, and how long it is left alone in between. */
export const TELEMETRY_ATTEMPTS = 3;
export const TELEMETRY_ANSWER_MILLISECONDS = 2 * SECOND_MILLISECONDS;
export const TELEMETRY_RETRY_MILLISECONDS = 100;

/** How long the end of an environment waits for extensions to take the last of their telemetry before it tells them. */
export const TELEMETRY_FLUSH_MILLISECONDS = 500;

/**
 * How long an environment of provisioned concurrency may take to initialise: AWS gives it the function's timeout, and never
 * less than this. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const PROVISIONED_INIT_TIMEOUT_MILLISECONDS = 130 * SECOND_MILLISECONDS;

/** How long an environment stays idle before it is stopped. AWS does not document its own figure, which varies. */
export const IDLE_EXPIRY_MILLISECONDS = 10 * MINUTE_MILLISECONDS;

/**
 * How many environments exist at once, of all functions together, unless the composition root says otherwise. An empty
 * Node.js environment takes some 45 MB of memory, so this is a bound of the machine and not AWS's account concurrency.
 */
export const MAXIMUM_ENVIRONMENTS = 128;

/**
 * How many interpreters wait, started, for a function that has no environment yet. They take the memory of an empty
 * environment each, so there are few: a second one serves the next cold start of a chain of functions.
 */
export const MAXIMUM_READY_PROCESSES = 2;

/** With less free memory than this on the machine none is started ahead of need. */
export const READY_FREE_MEMORY_BYTES = 512 * 1_048_576;

/** How many environments boot at the same time: more would only share the same processor cores and all start later. */
export const MAXIMUM_SIMULTANEOUS_STARTS = 4;

/** How many invocations wait for an environment; one more is refused as overload. */
export const MAXIMUM_WAITING_INVOCATIONS = 10_000;

/** How long a program of this machine may take to say which version it is. */
export const PROGRAM_ANSWER_MILLISECONDS = 10 * SECOND_MILLISECONDS;

/** How often the memory of an environment is looked at while it runs. */
export const MEMORY_CHECK_INTERVAL_MILLISECONDS = 100;

/**
 * How many processes a function may have started and not ended. On Lambda one more cannot be started; here the function
 * is killed. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAXIMUM_PROCESSES = 1024;

/** How many more threads the machine must have than when a function was started before its processes are counted. */
export const SUSPICIOUS_THREADS = 512;

/**
 * The longest line of output; a longer one is cut into several.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html (event size)
 */
export const MAXIMUM_LINE_BYTES = 262_144;

/** What a line costs beyond its bytes, as CloudWatch Logs counts it; it bounds a flood of empty lines too. */
export const LINE_OVERHEAD_BYTES = 26;

/** How much output one invocation keeps, overhead included. What exceeds it is counted and dropped. */
export const MAXIMUM_OUTPUT_BYTES = 4 * 1_048_576;

/** How many turns of the event loop must bring no output before the pipes of an ended process count as drained. */
export const QUIET_TURNS_BEFORE_DRAINED = 3;

/** Files and folders in one archive. AWS documents no bound; this is what one archive can cost the file system. */
export const ARCHIVE_ENTRIES_MAX = 100_000;

/** How many times as large as itself an archive may unpack to: DEFLATE cannot, so beyond it entries overlap. */
export const ARCHIVE_RATIO_MAX = 1100;

/** The longest target of a symbolic link in an archive. */
export const LINK_TARGET_BYTES_MAX = 4096;

/** How many sentences about inspectors are kept for whoever asks for them; the oldest leave first. */
export const INSPECTION_LINES_REMEMBERED = 1000;
