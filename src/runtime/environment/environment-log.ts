/** What an environment has said since its last REPORT line, in order and bounded. */
import type { Clock } from "../../kernel/clock.ts";
import type { LogLine } from "../../platform/ports/function-runtime.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { LINE_OVERHEAD_BYTES, MAXIMUM_OUTPUT_BYTES } from "../limits.ts";

/**
 * Collects lines until an invocation takes them. Output between two invocations stays here and belongs to the next one,
 * as it does on AWS, where the process is frozen meanwhile.
 */
export class EnvironmentLog {
  readonly telemetry: Telemetry;
  readonly #clock: Clock;
  #lines: LogLine[] = [];
  #outputBytes = 0;
  #droppedLines = 0;
  #droppedBytes = 0;

  /** @param telemetry what extensions are told of the same */
  constructor(clock: Clock, telemetry: Telemetry) {
    this.#clock = clock;
    this.telemetry = telemetry;
  }

  /** Adds a line of the function, or counts it as dropped when the invocation has said enough. */
  output(content: Buffer, by: "function" | "extension" = "function"): void {
    const cost = content.length + LINE_OVERHEAD_BYTES;
    const isKept = this.#outputBytes + cost <= MAXIMUM_OUTPUT_BYTES;
    // A flood of lines for nobody is not worth the memory of its text.
    const message = isKept || this.telemetry.isHeard ? content.toString("utf8") : "";
    this.telemetry.line(by, message);
    if (!isKept) {
      this.#droppedLines++;
      this.#droppedBytes += content.length;
      return;
    }
    this.#outputBytes += cost;
    this.#lines.push({ at: this.#clock.now(), message });
  }

  /** Adds a line of Lambda itself, which is never dropped. */
  platform(message: string): void {
    this.#lines.push({ at: this.#clock.now(), message, isPlatform: true });
  }

  /** How much the invocation has said too much. */
  get dropped(): { readonly lines: number; readonly bytes: number } {
    return { lines: this.#droppedLines, bytes: this.#droppedBytes };
  }

  /** Hands over all lines, and starts again with none. */
  take(): readonly LogLine[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#outputBytes = 0;
    this.#droppedLines = 0;
    this.#droppedBytes = 0;
    return lines;
  }
}
