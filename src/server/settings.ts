/** What can be chosen about how a cloud behaves: checked here, and handed to the services that act upon it. */
import { ADDRESS_RANGES, type AddressRange } from "../gateway/outbound-address.ts";
import { type Preset, preset } from "../platform/local.ts";
import { ACCOUNT_CONCURRENCY } from "../services/lambda/limits.ts";
import { lambdaSettings } from "../services/lambda/settings.ts";
import * as snsLimits from "../services/sns/limits.ts";
import { snsSettings } from "../services/sns/settings.ts";
import { RELAXED_LIMITS, STRICT_LIMITS } from "../services/sqs/limits.ts";
import type { FunctionStorage } from "../runtime/environment/function-storage.ts";
import type { FunctionClock } from "../runtime/languages/function-clock.ts";
import { sqsSettings } from "../services/sqs/settings.ts";

/** The choices. Left out, a cloud keeps to AWS's quotas, throttles nobody, and shows no disorder and no duplicates. */
export interface SettingOptions {
  /** Whether SQS and SNS keep to AWS's quotas, or lift those that are listed as relaxed in their limits. */
  readonly limits?: "strict" | "relaxed";
  /** Whether calls to FIFO queues and invocations of functions are throttled at AWS's rates. */
  readonly throttle?: boolean;
  /** From 0 to 1: how probably a receive from a standard queue passes over a message that is next. */
  readonly sqsDisorder?: number;
  /** From 0 to 1: how probably a message from a standard queue is delivered a second time while it is in flight. */
  readonly sqsDuplicates?: number;
  /** Whether every cold start of a function is a real one, without interpreters that were started ahead of need. */
  readonly coldStart?: boolean;
  /** How many invocations an account may have running in a region. */
  readonly lambdaConcurrency?: number;
  /** Which addresses of subscribers are called: any, those of this machine alone, or as AWS does public ones alone. */
  readonly outboundAddresses?: AddressRange;
  /** Whether the story of every event is kept. Off, `sluice trace` and `sluice why-not` have nothing to tell. */
  readonly lineage?: "on" | "off";
  /** Whether what policies of queues, topics and functions do not allow is denied, or they are only kept and shown. */
  readonly policies?: "enforce" | "store";
  /** By which clock functions in processes tell the time: the cloud's is one that a test can move. */
  readonly functionClock?: FunctionClock;
  /** What functions in processes find as /tmp: the machine's, or one of each environment's own that has the function's size. */
  readonly functionStorage?: FunctionStorage;
}

/** The name of each. */
export const SETTING_NAMES = {
  limits: true,
  throttle: true,
  sqsDisorder: true,
  sqsDuplicates: true,
  coldStart: true,
  lambdaConcurrency: true,
  outboundAddresses: true,
  lineage: true,
  policies: true,
  functionClock: true,
  functionStorage: true,
} satisfies Record<keyof SettingOptions, true>;

/** The choices as they were made. */
export type Settings = Required<SettingOptions>;

/** @throws RangeError for a value that would mean nothing, naming what may be chosen */
export function settingsOf(options: SettingOptions): Settings {
  const {
    limits = "strict",
    throttle = false,
    sqsDisorder = 0,
    sqsDuplicates = 0,
    coldStart = false,
    lambdaConcurrency = ACCOUNT_CONCURRENCY,
    outboundAddresses = "any",
    lineage = "on",
    policies = "store",
    functionClock = "machine",
    functionStorage = "shared",
  } = options;
  // The types say so too; callers in JavaScript have none.
  if (limits !== "strict" && limits !== "relaxed") throw refusal("limits", limits, `"strict" or "relaxed"`);
  if (typeof throttle !== "boolean") throw refusal("throttle", throttle, "true or false");
  if (typeof coldStart !== "boolean") throw refusal("coldStart", coldStart, "true or false");
  for (const [name, value] of Object.entries({ sqsDisorder, sqsDuplicates })) {
    if (!(typeof value === "number" && value >= 0 && value <= 1)) throw refusal(name, value, "a number from 0 to 1");
  }
  if (!(Number.isInteger(lambdaConcurrency) && lambdaConcurrency >= 1)) {
    throw refusal("lambdaConcurrency", lambdaConcurrency, "a whole number from 1");
  }
  if (!ADDRESS_RANGES.includes(outboundAddresses)) {
    throw refusal("outboundAddresses", outboundAddresses, `"any", "loopback" or "public"`);
  }
  if (lineage !== "on" && lineage !== "off") throw refusal("lineage", lineage, `"on" or "off"`);
  if (policies !== "enforce" && policies !== "store") throw refusal("policies", policies, `"enforce" or "store"`);
  if (functionClock !== "machine" && functionClock !== "cloud") {
    throw refusal("functionClock", functionClock, `"machine" or "cloud"`);
  }
  if (functionStorage !== "shared" && functionStorage !== "isolated") {
    throw refusal("functionStorage", functionStorage, `"shared" or "isolated"`);
  }
  return {
    limits,
    throttle,
    sqsDisorder,
    sqsDuplicates,
    coldStart,
    lambdaConcurrency,
    outboundAddresses,
    lineage,
    policies,
    functionClock,
    functionStorage,
  };
}

/** The settings as the services see them. */
export function presetsOf(settings: Settings): readonly Preset[] {
  const { limits, throttle, sqsDisorder, sqsDuplicates, lambdaConcurrency } = settings;
  return [
    preset(lambdaSettings, { accountConcurrency: lambdaConcurrency, throttle }),
    preset(sqsSettings, {
      limits: limits === "relaxed" ? RELAXED_LIMITS : STRICT_LIMITS,
      throttle,
      disorder: sqsDisorder,
      duplicates: sqsDuplicates,
    }),
    preset(snsSettings, { limits: limits === "relaxed" ? snsLimits.RELAXED_LIMITS : snsLimits.STRICT_LIMITS }),
  ];
}

function refusal(name: string, value: unknown, choices: string): RangeError {
  const given = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new RangeError(`The setting ${name} is ${choices}, not ${given}.`);
}
