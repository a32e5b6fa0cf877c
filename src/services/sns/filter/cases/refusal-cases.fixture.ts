/** Policies that are refused, each with its sentence (recorded, where AWS's is known), and policies just within a limit. */
import type { AcceptedCase, RefusalCase } from "./filter-case.fixture.ts";

const MATCH_VALUE = "FilterPolicy: Match value must be String, number, true, false, or null";
const ONE_KEY = "FilterPolicy: Only one key allowed in match expression";
const EMPTY_ARRAY = "FilterPolicy: Empty arrays are not allowed";
const EMPTY_OBJECT = "FilterPolicy: Empty objects are not allowed";
const PARSE = "FilterPolicy: failed to parse JSON. ";
const NESTED = "Filter policy scope MessageAttributes does not support nested filter policy";
const KEYS = "FilterPolicy: Filter policy can not have more than 5 keys";
const COMPLEX = "FilterPolicy: Filter policy is too complex";
const EXISTS = "FilterPolicy: exists match pattern must be either true or false.";
const ANYTHING_BUT = "FilterPolicy: Value of anything-but must be an array or single string/number value.";
const MIXED =
  "FilterPolicy: Inside anything but list, either all values are number or string, mixed type is not supported";
const RANGE = "FilterPolicy: Value must be between -1.0E9 and 1.0E9, inclusive";

/** The policy of one key with one condition. */
const one = (condition: unknown): string => JSON.stringify({ a: [condition] });

export const REFUSAL_CASES: readonly RefusalCase[] = [
  // The document.
  ["{", PARSE],
  ["x", PARSE],
  [" ", PARSE],
  ["{'a':['x']}", PARSE],
  ['{"a":["x"],}', PARSE],
  ["[]", PARSE],
  ['"x"', PARSE],
  ["null", PARSE],
  ["1", PARSE],
  ['{"key_a":"x"}', 'FilterPolicy: "key_a" must be an object or an array'],
  ['{"key_a":1}', 'FilterPolicy: "key_a" must be an object or an array'],
  ['{"key_a":null}', 'FilterPolicy: "key_a" must be an object or an array'],
  ['{"a":["x"],"key_b":true}', 'FilterPolicy: "key_b" must be an object or an array'],
  ['{"a":{"key_b":"x"}}', 'FilterPolicy: "key_b" must be an object or an array', "MessageBody"],
  ['{"a":[]}', EMPTY_ARRAY],
  ['{"a":{"b":[]}}', EMPTY_ARRAY, "MessageBody"],
  ['{"a":{}}', EMPTY_OBJECT, "MessageBody"],
  ['{"a":{"b":["x"]}}', NESTED],
  ['{"a":{}}', NESTED],
  ['{"$or":[{"a":{"b":["x"]}},{"c":[1]}]}', NESTED],
  // Conditions.
  ['{"a":[["x"]]}', MATCH_VALUE],
  ['{"a":["x",[]]}', MATCH_VALUE],
  [one({ "wrong-operator": 1 }), "FilterPolicy: Unrecognized match type wrong-operator"],
  [one({ Prefix: "x" }), "FilterPolicy: Unrecognized match type Prefix"],
  [one({ prefix: "x", suffix: "y" }), ONE_KEY],
  [one({}), ONE_KEY],
  [one({ suffix: 1 }), "FilterPolicy: suffix match pattern must be a string"],
  [one({ suffix: ["x"] }), "FilterPolicy: suffix match pattern must be a string"],
  [one({ prefix: [1] }), "FilterPolicy: prefix match pattern must be a string"],
  [one({ prefix: null }), "FilterPolicy: prefix match pattern must be a string"],
  [one({ prefix: { suffix: "x" } }), "FilterPolicy: Unsupported prefix pattern: suffix"],
  [one({ suffix: { "anything-but": "x" } }), "FilterPolicy: Unsupported suffix pattern: anything-but"],
  [one({ prefix: { "equals-ignore-case": 1 } }), "FilterPolicy: equals-ignore-case match pattern must be a string"],
  [one({ prefix: {} }), ONE_KEY],
  [one({ "equals-ignore-case": 1 }), "FilterPolicy: equals-ignore-case match pattern must be a string"],
  [one({ "equals-ignore-case": ["x"] }), "FilterPolicy: equals-ignore-case match pattern must be a string"],
  [one({ exists: "yes" }), EXISTS],
  [one({ exists: null }), EXISTS],
  [one({ exists: [true] }), EXISTS],
  // Wildcards.
  [one({ wildcard: 1 }), "FilterPolicy: wildcard match pattern must be a string"],
  [one({ wildcard: "a**b" }), "FilterPolicy: Consecutive wildcard characters at pos 1"],
  [one({ wildcard: "a\\b" }), "FilterPolicy: Invalid escape character at pos 1"],
  [one({ wildcard: "ab\\" }), "FilterPolicy: Invalid escape character at pos 2"],
  [one({ wildcard: "*a*b*c*" }), "FilterPolicy: wildcard match pattern can not have more than 3 wildcards"],
  // Addresses.
  [one({ cidr: ["10.0.0.0/24"] }), "FilterPolicy: prefix match pattern must be a string"],
  [one({ cidr: "10.0.0.0" }), "FilterPolicy: Malformed CIDR, one '/' required"],
  [one({ cidr: "10.0.0.0/24/1" }), "FilterPolicy: Malformed CIDR, one '/' required"],
  [one({ cidr: "10.0.0.0/xx" }), "FilterPolicy: Malformed CIDR, mask bits must be an integer"],
  [one({ cidr: "10.0.0.0/" }), "FilterPolicy: Malformed CIDR, mask bits must be an integer"],
  [one({ cidr: "10.0.0.0/-1" }), "FilterPolicy: Malformed CIDR, mask bits must not be negative"],
  [one({ cidr: "10.0.0.0/33" }), "FilterPolicy: Malformed CIDR, mask bits must be < 33"],
  [one({ cidr: "::/129" }), "FilterPolicy: Malformed CIDR, mask bits must be < 129"],
  [one({ cidr: "xx.11.xx/8" }), "FilterPolicy: Nonstandard IP address: xx.11.xx"],
  [one({ cidr: "10.0.0/8" }), "FilterPolicy: Nonstandard IP address: 10.0.0"],
  // anything-but.
  [one({ "anything-but": [] }), EMPTY_ARRAY],
  [one({ "anything-but": null }), ANYTHING_BUT],
  [one({ "anything-but": true }), ANYTHING_BUT],
  [one({ "anything-but": {} }), ONE_KEY],
  [one({ "anything-but": ["x", 1] }), MIXED],
  [one({ "anything-but": [true] }), MIXED],
  [one({ "anything-but": { exists: true } }), "FilterPolicy: Unsupported anything-but pattern: exists"],
  [one({ "anything-but": { numeric: ["=", 1] } }), "FilterPolicy: Unsupported anything-but pattern: numeric"],
  [one({ "anything-but": { cidr: "::/0" } }), "FilterPolicy: Unsupported anything-but pattern: cidr"],
  [one({ "anything-but": { prefix: 1 } }), "FilterPolicy: prefix match pattern must be a string"],
  [one({ "anything-but": { wildcard: "a**b" } }), "FilterPolicy: Consecutive wildcard characters at pos 1"],
  [
    one({ "anything-but": { "equals-ignore-case": ["x", 1] } }),
    "FilterPolicy: equals-ignore-case match pattern must be a string",
  ],
  // numeric.
  [one({ numeric: 1 }), "FilterPolicy: Value of numeric must be an array."],
  [one({ numeric: [] }), "FilterPolicy: Invalid member in numeric match: ]"],
  [one({ numeric: [1] }), "FilterPolicy: Invalid member in numeric match: 1"],
  [one({ numeric: [1, "="] }), "FilterPolicy: Invalid member in numeric match: 1"],
  [one({ numeric: ["operator", 1] }), "FilterPolicy: Unrecognized numeric range operator: operator"],
  [one({ numeric: ["=", "x"] }), "FilterPolicy: Value of equals must be numeric"],
  [one({ numeric: ["="] }), "FilterPolicy: Value of equals must be numeric"],
  [one({ numeric: [">=", "x"] }), "FilterPolicy: Value of >= must be numeric"],
  [one({ numeric: ["<", null] }), "FilterPolicy: Value of < must be numeric"],
  [one({ numeric: [">", 1, "<", "x"] }), "FilterPolicy: Value of < must be numeric"],
  [one({ numeric: ["=", 1, 2] }), "FilterPolicy: Too many elements in numeric expression"],
  [one({ numeric: ["<", 100, ">", 10] }), "FilterPolicy: Too many elements in numeric expression"],
  [one({ numeric: [">", 10, ">", 100] }), "FilterPolicy: Bad numeric range operator: >"],
  [one({ numeric: [">", 10, "=", 100] }), "FilterPolicy: Bad numeric range operator: ="],
  [one({ numeric: [">", 100, "<", 10] }), "FilterPolicy: Bottom must be less than top"],
  [one({ numeric: [">=", 10, "<=", 10] }), "FilterPolicy: Bottom must be less than top"],
  [one({ numeric: [">", 10, 30] }), "FilterPolicy: Bad value in numeric range: 30"],
  [one({ numeric: [">", 1, "<", 3, "<", 4] }), "FilterPolicy: Too many terms in numeric range expression"],
  [one({ numeric: ["=", 1_000_000_000.1] }), RANGE],
  [one({ numeric: [">", -1_000_000_001] }), RANGE],
  [one({ numeric: [">", 0, "<", 2_000_000_000] }), RANGE],
  // $or.
  ['{"$or":[{"a":["x"]}]}', "FilterPolicy: Unrecognized match type a"],
  ['{"$or":[{"a":["x"]},"x"]}', "FilterPolicy: Unrecognized match type a"],
  ['{"$or":[{"a":["x"]},{"prefix":["x"]}]}', "FilterPolicy: Unrecognized match type a"],
  ['{"$or":[]}', EMPTY_ARRAY],
  ['{"$or":[{},{"a":["x"]}]}', EMPTY_OBJECT],
  ['{"$or":[{"a":["x"]},{"b":[]}]}', EMPTY_ARRAY],
  ['{"$or":{"a":["x"]}}', NESTED],
  // Keys.
  [keys(6), KEYS],
  [`{"a":${keys(6)}}`, KEYS, "MessageBody"],
  ['{"a":["1"],"b":["1"],"$or":[{"c":["1"],"d":["1"]},{"c":["2"],"d":["2"]}]}', KEYS],
  // Combinations, the alternatives of $or added.
  [JSON.stringify({ a: counted(151) }), COMPLEX],
  [JSON.stringify({ a: counted(100), b: counted(51) }), COMPLEX],
  [JSON.stringify({ a: counted(6), b: counted(6), c: counted(5) }), COMPLEX],
  [JSON.stringify({ $or: [{ a: counted(100) }, { b: counted(51) }] }), COMPLEX],
  [documented([4, 6, 4, 4, 4]), COMPLEX],
  [nestedOnce([3, 2, 2, 1, 3]), COMPLEX, "MessageBody"],
  [JSON.stringify({ a: { b: counted(76) } }), COMPLEX, "MessageBody"],
  [JSON.stringify({ a: { b: { c: counted(51) } } }), COMPLEX, "MessageBody"],
  // Wildcards have a budget.
  [wildcards(11, (index) => `${index}*`), COMPLEX],
  [wildcards(5, (index) => `*${index}*x`), COMPLEX],
  [JSON.stringify({ a: Array.from({ length: 8 }, (_, i) => ({ "anything-but": { wildcard: `${i}*` } })) }), COMPLEX],
  [`{"a":["${"x".repeat(262_144)}"]}`, COMPLEX],
];

export const ACCEPTED_CASES: readonly AcceptedCase[] = [
  [keys(5)],
  [`{"a":${keys(5)}}`, "MessageBody"],
  ['{"a":["1"],"$or":[{"c":["1"],"d":["1"]},{"c":["2"],"d":["2"]}]}'],
  [JSON.stringify({ a: counted(150) })],
  [JSON.stringify({ a: counted(15), b: counted(10) })],
  [JSON.stringify({ a: counted(6), b: counted(5), c: counted(5) })],
  [JSON.stringify({ $or: [{ a: counted(100) }, { b: counted(50) }] })],
  [documented([3, 6, 4, 4, 7])],
  [nestedOnce([3, 1, 2, 1, 3]), "MessageBody"],
  [JSON.stringify({ a: { b: counted(75) } }), "MessageBody"],
  [JSON.stringify({ a: { b: { c: counted(50) } } }), "MessageBody"],
  [wildcards(10, (index) => `${index}*`)],
  [wildcards(4, (index) => `*${index}*x`)],
  [JSON.stringify({ a: Array.from({ length: 7 }, (_, i) => ({ "anything-but": { wildcard: `${i}*` } })) })],
  [one({ wildcard: "*a*b*" })],
  [one({ numeric: [">=", -1_000_000_000, "<=", 1_000_000_000] })],
  [one({ "anything-but": counted(1_000) })],
  ['{"$or":["x"]}'],
  ['{"$or":[{"prefix":"x"},{"prefix":"y"}]}'],
  ['{"a":{"$or":[{"b":["x"]},{"c":["y"]}]}}', "MessageBody"],
];

/** A policy of so many keys. */
function keys(count: number): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, ["x"]])));
}

function counted(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `v${index}`);
}

function wildcards(count: number, pattern: (index: number) => string): string {
  return JSON.stringify({ a: Array.from({ length: count }, (_, index) => ({ wildcard: pattern(index) })) });
}

/** (source * metric) + (source * type * id) + (source * type * spec), as AWS documents how `$or` is counted. */
function documented([source = 0, metric = 0, type = 0, id = 0, spec = 0]: readonly number[]): string {
  const inner = [{ id: counted(id) }, { spec: counted(spec) }];
  const $or = [{ metric: counted(metric) }, { type: counted(type), $or: inner }];
  return JSON.stringify({ source: counted(source), $or });
}

/** Recorded: what is nested once counts twice. (first + second) * 2 inner * (2 third + 2 fourth). */
function nestedOnce([first = 0, second = 0, inner = 0, third = 0, fourth = 0]: readonly number[]): string {
  const $or = [{ third: counted(third) }, { fourth: counted(fourth) }];
  return JSON.stringify({
    $or: [{ first: counted(first) }, { second: counted(second) }],
    nested: { inner: counted(inner), $or },
  });
}
