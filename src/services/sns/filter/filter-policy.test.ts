import { describe, expect, it } from "vitest";
import type { PublishedAttribute } from "../message/published-message.ts";
import { attributesVerdict, bodyVerdict } from "./filter-verdict.ts";
import { parseFilterPolicy } from "./parse-policy.ts";

/** Attributes as a test writes them: text, numbers, arrays (String.Array), bytes (Binary). */
type Attributes = Readonly<Record<string, string | number | readonly unknown[] | Uint8Array>>;

function published(attributes: Attributes): readonly PublishedAttribute[] {
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "number") return { name, dataType: "Number", value: String(value) };
    if (typeof value === "string") return { name, dataType: "String", value };
    if (value instanceof Uint8Array) return { name, dataType: "Binary", value };
    return { name, dataType: "String.Array", value: JSON.stringify(value) };
  });
}

const long = "a".repeat(2_000);

const ATTRIBUTE_CASES: readonly (readonly [policy: object, attributes: Attributes, accepted: boolean])[] = [
  // Exact values.
  [{ a: ["x"] }, { a: "x" }, true],
  [{ a: ["x"] }, { a: "X" }, false],
  [{ a: ["x"] }, { a: "xx" }, false],
  [{ a: ["x", "y"] }, { a: "y" }, true],
  [{ a: ["x"] }, { b: "x" }, false],
  [{ a: ["x"] }, {}, false],
  [{ a: ["x"], b: ["y"] }, { a: "x", b: "y" }, true],
  [{ a: ["x"], b: ["y"] }, { a: "x" }, false],
  [{ a: ["x"], b: ["y"] }, { a: "x", b: "z" }, false],
  [{ a: [1] }, { a: 1 }, true],
  [{ a: [1] }, { a: 2 }, false],
  [{ a: [1.0] }, { a: 1 }, true],
  [{ a: [1] }, { a: "1" }, false],
  [{ a: ["1"] }, { a: 1 }, false],
  [{ a: [-3.25] }, { a: -3.25 }, true],
  [{ a: [true] }, { a: "true" }, false],
  [{ a: [true] }, { a: [true] }, true],
  [{ a: [null] }, { a: [null] }, true],
  [{ a: [null] }, { a: "null" }, false],
  [{ a: [""] }, { a: "x" }, false],
  // Arrays and bytes.
  [{ a: ["y"] }, { a: ["x", "y"] }, true],
  [{ a: ["z"] }, { a: ["x", "y"] }, false],
  [{ a: [2] }, { a: ["x", 2] }, true],
  [{ a: [{ prefix: "y" }] }, { a: ["x", "yy"] }, true],
  [{ a: [{ numeric: [">", 5] }] }, { a: [1, 6] }, true],
  [{ a: [{ exists: true }] }, { a: [] }, true],
  [{ a: ["x"] }, { a: [] }, false],
  [{ a: [{ exists: true }] }, { a: new Uint8Array([1]) }, true],
  [{ a: [{ exists: false }] }, { a: new Uint8Array([1]) }, false],
  [{ a: [{ "anything-but": "x" }] }, { a: new Uint8Array([1]) }, false],
  // prefix and suffix.
  [{ a: [{ prefix: "ab" }] }, { a: "abc" }, true],
  [{ a: [{ prefix: "ab" }] }, { a: "ab" }, true],
  [{ a: [{ prefix: "ab" }] }, { a: "a" }, false],
  [{ a: [{ prefix: "ab" }] }, { a: "ABc" }, false],
  [{ a: [{ prefix: "1" }] }, { a: 12 }, false],
  [{ a: [{ prefix: { "equals-ignore-case": "Ab" } }] }, { a: "aBc" }, true],
  [{ a: [{ prefix: { "equals-ignore-case": "Ab" } }] }, { a: "cab" }, false],
  [{ a: [{ suffix: "bc" }] }, { a: "abc" }, true],
  [{ a: [{ suffix: "bc" }] }, { a: "bcd" }, false],
  [{ a: [{ suffix: "bc" }] }, { a: "aBC" }, false],
  [{ a: [{ suffix: { "equals-ignore-case": "bC" } }] }, { a: "aBc" }, true],
  [{ a: [{ prefix: "" }] }, { a: "x" }, true],
  // equals-ignore-case.
  [{ a: [{ "equals-ignore-case": "Tennis" }] }, { a: "tENNIS" }, true],
  [{ a: [{ "equals-ignore-case": "Tennis" }] }, { a: "tennis!" }, false],
  [{ a: [{ "equals-ignore-case": "É" }] }, { a: "é" }, true],
  // anything-but.
  [{ a: [{ "anything-but": "x" }] }, { a: "y" }, true],
  [{ a: [{ "anything-but": "x" }] }, { a: "x" }, false],
  [{ a: [{ "anything-but": ["x", "y"] }] }, { a: "y" }, false],
  [{ a: [{ "anything-but": ["x", "y"] }] }, { a: "z" }, true],
  [{ a: [{ "anything-but": ["prod"] }] }, { a: 5 }, true],
  [{ a: [{ "anything-but": [5] }] }, { a: "abc" }, true],
  [{ a: [{ "anything-but": [5] }] }, { a: 5 }, false],
  [{ a: [{ "anything-but": 5 }] }, { a: 6 }, true],
  [{ a: [{ "anything-but": "x" }] }, {}, false],
  [{ a: [{ "anything-but": "x" }] }, { b: "y" }, false],
  [{ a: [{ "anything-but": "x" }] }, { a: ["x", "y"] }, true],
  [{ a: [{ "anything-but": ["x", "y"] }] }, { a: ["x", "y"] }, false],
  [{ a: [{ "anything-but": { prefix: "ord" } }] }, { a: "order" }, false],
  [{ a: [{ "anything-but": { prefix: "ord" } }] }, { a: "other" }, true],
  [{ a: [{ "anything-but": { suffix: "er" } }] }, { a: "order" }, false],
  [{ a: [{ "anything-but": { suffix: "er" } }] }, { a: "orders" }, true],
  [{ a: [{ "anything-but": { wildcard: "*d*" } }] }, { a: "order" }, false],
  [{ a: [{ "anything-but": { wildcard: "*d*" } }] }, { a: "other" }, true],
  [{ a: [{ "anything-but": { "equals-ignore-case": "X" } }] }, { a: "x" }, false],
  [{ a: [{ "anything-but": { "equals-ignore-case": ["X", "y"] } }] }, { a: "Y" }, false],
  [{ a: [{ "anything-but": { "equals-ignore-case": ["X", "y"] } }] }, { a: "z" }, true],
  [{ a: [{ "anything-but": { prefix: "1" } }] }, { a: 1 }, true],
  // numeric.
  [{ a: [{ numeric: ["=", 301.5] }] }, { a: 301.5 }, true],
  [{ a: [{ numeric: ["=", 301.5] }] }, { a: 301 }, false],
  [{ a: [{ numeric: ["=", 3] }] }, { a: "3" }, false],
  [{ a: [{ numeric: ["<", 0] }] }, { a: -1 }, true],
  [{ a: [{ numeric: ["<", 0] }] }, { a: 0 }, false],
  [{ a: [{ numeric: ["<=", 0] }] }, { a: 0 }, true],
  [{ a: [{ numeric: [">", 0] }] }, { a: 0 }, false],
  [{ a: [{ numeric: [">", 0] }] }, { a: 0.00001 }, true],
  [{ a: [{ numeric: [">=", 0] }] }, { a: 0 }, true],
  [{ a: [{ numeric: [">", 0, "<=", 150] }] }, { a: 150 }, true],
  [{ a: [{ numeric: [">", 0, "<=", 150] }] }, { a: 0 }, false],
  [{ a: [{ numeric: [">", 0, "<=", 150] }] }, { a: 151 }, false],
  [{ a: [{ numeric: [">=", 0, "<", 150] }] }, { a: 150 }, false],
  [{ a: [{ numeric: [">=", 0, "<", 150] }] }, { a: 0 }, true],
  [{ a: ["x", { numeric: ["=", 1] }] }, { a: "x" }, true],
  [{ a: ["x", { numeric: ["=", 1] }] }, { a: 1 }, true],
  [{ a: ["x", { numeric: ["=", 1] }] }, { a: 2 }, false],
  [{ a: [{ numeric: ["=", 100] }] }, { a: 1e2 }, true],
  // exists.
  [{ a: [{ exists: true }] }, { a: "x" }, true],
  [{ a: [{ exists: true }] }, { b: "x" }, false],
  [{ a: [{ exists: false }] }, { b: "x" }, true],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: false }] }, { a: "x" }, false],
  [{ a: [{ exists: false }, "x"] }, { a: "x" }, true],
  [{ a: [{ exists: false }, "x"] }, { a: "y" }, false],
  [{ a: [{ exists: false }, "x"] }, { b: "y" }, true],
  // wildcard.
  [{ a: [{ wildcard: "*" }] }, { a: "anything" }, true],
  [{ a: [{ wildcard: "a*c" }] }, { a: "abc" }, true],
  [{ a: [{ wildcard: "a*c" }] }, { a: "ac" }, true],
  [{ a: [{ wildcard: "a*c" }] }, { a: "abcd" }, false],
  [{ a: [{ wildcard: "a*b*c" }] }, { a: "axxbyyc" }, true],
  [{ a: [{ wildcard: "a*b*c" }] }, { a: "axxyyc" }, false],
  [{ a: [{ wildcard: "*.png" }] }, { a: "cat.png" }, true],
  [{ a: [{ wildcard: "*.png" }] }, { a: "cat.jpg" }, false],
  [{ a: [{ wildcard: "ab*ab" }] }, { a: "ab" }, false],
  [{ a: [{ wildcard: "ab*ab" }] }, { a: "abab" }, true],
  [{ a: [{ wildcard: "ab*ba*ab" }] }, { a: "abaab" }, false],
  [{ a: [{ wildcard: "a\\*c" }] }, { a: "a*c" }, true],
  [{ a: [{ wildcard: "a\\*c" }] }, { a: "abc" }, false],
  [{ a: [{ wildcard: "a.c" }] }, { a: "abc" }, false],
  [{ a: [{ wildcard: "abc" }] }, { a: "abc" }, true],
  [{ a: [{ wildcard: "a*a*a*b" }] }, { a: long }, false],
  [{ a: [{ wildcard: "1*" }] }, { a: 12 }, false],
  // cidr.
  [{ a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.0.255" }, true],
  [{ a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.1.0" }, false],
  [{ a: [{ cidr: "10.0.0.17/28" }] }, { a: "10.0.0.31" }, true],
  [{ a: [{ cidr: "10.0.0.17/28" }] }, { a: "10.0.0.32" }, false],
  [{ a: [{ cidr: "10.0.0.1/32" }] }, { a: "10.0.0.1" }, true],
  [{ a: [{ cidr: "10.0.0.1/32" }] }, { a: "10.0.0.2" }, false],
  [{ a: [{ cidr: "0.0.0.0/0" }] }, { a: "255.1.2.3" }, true],
  [{ a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.0" }, false],
  [{ a: [{ cidr: "10.0.0.0/24" }] }, { a: "nonsense" }, false],
  [{ a: [{ cidr: "2001:db8::/32" }] }, { a: "2001:db8:1::5" }, true],
  [{ a: [{ cidr: "2001:db8::/32" }] }, { a: "2001:db9::5" }, false],
  [{ a: [{ cidr: "2001:db8::/32" }] }, { a: "10.0.0.1" }, false],
  [{ a: [{ cidr: "::ffff:10.0.0.0/104" }] }, { a: "::ffff:10.9.9.9" }, true],
  [{ a: [{ cidr: "::/0" }] }, { a: "1:2:3:4:5:6:7:8" }, true],
  [{ a: [{ cidr: "::/0" }] }, { a: "1:2:3:4:5:6:7" }, false],
  [{ a: [{ cidr: "::/0" }] }, { a: "1::2::3" }, false],
  [{ a: [{ cidr: "::/0" }] }, { a: "1:2:3:4:5:6:7:8::" }, false],
  [{ a: [{ cidr: "::/0" }] }, { a: "12345::" }, false],
  [{ a: [{ cidr: "0.0.0.0/0" }] }, { a: "256.1.1.1" }, false],
  [{ a: [{ cidr: "0.0.0.0/0" }] }, { a: "01.1.1.1" }, false],
  // $or.
  [{ $or: [{ a: ["x"] }, { b: ["y"] }] }, { b: "y" }, true],
  [{ $or: [{ a: ["x"] }, { b: ["y"] }] }, { a: "y" }, false],
  [{ s: ["1"], $or: [{ a: ["x"] }, { b: ["y"] }] }, { s: "1", a: "x" }, true],
  [{ s: ["1"], $or: [{ a: ["x"] }, { b: ["y"] }] }, { a: "x" }, false],
  [{ $or: [{ a: ["x"] }, { b: ["y"], $or: [{ c: ["1"] }, { d: ["2"] }] }] }, { b: "y", d: "2" }, true],
  [{ $or: [{ a: ["x"] }, { b: ["y"], $or: [{ c: ["1"] }, { d: ["2"] }] }] }, { b: "y", d: "3" }, false],
  [{ $or: ["x"] }, { $or: "x" }, true],
  [{ $or: [{ prefix: "x" }, { prefix: "y" }] }, { $or: "yes" }, true],
  // Names and escapes.
  [{ "a.b": ["x"] }, { "a.b": "x" }, true],
  [{ a: ['say "hi"'] }, { a: 'say "hi"' }, false],
  [{ a: ['say \\"hi\\"'] }, { a: 'say "hi"' }, true],
  [{ a: ["c:\\\\d"] }, { a: "c:\\d" }, true],
  [{ constructor: ["x"] }, { a: "x" }, false],
];

const BODY_CASES: readonly (readonly [policy: object, body: unknown, accepted: boolean])[] = [
  [{ a: ["x"] }, { a: "x" }, true],
  [{ a: ["x"] }, { a: "y" }, false],
  [{ a: [1] }, { a: 1.0 }, true],
  [{ a: [true] }, { a: true }, true],
  [{ a: [null] }, { a: null }, true],
  [{ a: [null] }, {}, false],
  [{ a: [{ exists: true }] }, { a: null }, true],
  [{ a: [{ exists: true }] }, { a: {} }, false],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: { b: [{ exists: false }] } }, {}, true],
  [{ a: { b: [{ exists: false }] } }, { a: { c: 1 } }, true],
  [{ a: { b: [{ exists: false }] } }, { a: { b: 1 } }, false],
  [{ a: { b: ["x"] } }, { a: { b: "x" } }, true],
  [{ a: { b: ["x"] } }, { a: { b: "y" } }, false],
  [{ a: { b: ["x"] } }, { a: "x" }, false],
  [{ a: ["x"] }, { a: ["y", "x"] }, true],
  [{ a: ["x"] }, { a: [["y"], ["x"]] }, true],
  [{ a: ["x"] }, { a: [] }, false],
  [{ a: [""] }, { a: "" }, true],
  [{ a: ["x"] }, { a: "x", empty: [] }, true],
  [{ a: { b: ["x"] } }, { a: [{ b: "y" }, { b: "x" }] }, true],
  [{ a: { b: ["x"] } }, { a: [[{ b: "y" }], [{ b: "x" }]] }, true],
  [
    { a: { b: ["x"], c: [1] } },
    {
      a: [
        { b: "x", c: 2 },
        { b: "y", c: 1 },
      ],
    },
    false,
  ],
  [
    { a: { b: ["x"], c: [1] } },
    {
      a: [
        { b: "x", c: 1 },
        { b: "y", c: 2 },
      ],
    },
    true,
  ],
  [{ a: { b: ["x"] }, d: ["z"] }, { a: [{ b: "x" }], d: ["y", "z"] }, true],
  [{ "o.n.t": ["v"] }, { o: { n: { t: "v" } } }, true],
  [{ "o.n.t": ["v"] }, { "o.n.t": "v" }, true],
  [{ "o.n.t": ["v"] }, { "o.n": { t: "v" } }, true],
  [{ "o.n.t": ["v"] }, { o: { "n.t": "v" } }, true],
  [{ o: { n: { t: ["v"] } } }, { "o.n.t": "v" }, true],
  [{ o: { n: { t: ["v"] } } }, { "o.n": { x: 1 }, o: { n: { t: "v" } } }, true],
  [{ a: [{ "anything-but": ["x"] }] }, { a: ["x", "y"] }, true],
  [{ a: [{ "anything-but": ["x"] }] }, {}, false],
  [{ $or: [{ a: { b: ["x"] } }, { c: [1] }] }, { c: 1 }, true],
  [{ a: { $or: [{ b: ["x"] }, { c: [1] }] } }, { a: { c: 1 } }, true],
  [{ a: { $or: [{ b: ["x"] }, { c: [1] }] } }, { c: 1 }, false],
  [{ a: [{ numeric: [">", 1] }] }, { a: 2 }, true],
  [{ a: ['say "hi"'] }, { a: 'say "hi"' }, true],
  [{ a: ["x"] }, ["x"], false],
  [{ a: ["x"] }, "x", false],
  [{ a: ["x"] }, null, false],
];

const REFUSALS: readonly (readonly [policy: string, sentence: string])[] = [
  ["{", "FilterPolicy: failed to parse JSON. "],
  ["[]", "FilterPolicy: failed to parse JSON. "],
  ['"x"', "FilterPolicy: failed to parse JSON. "],
  ['{"a":[["x"]]}', "FilterPolicy: Match value must be String, number, true, false, or null"],
  ['{"a":[{"wrong-operator":1}]}', "FilterPolicy: Unrecognized match type wrong-operator"],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', "FilterPolicy: Only one key allowed in match expression"],
  ['{"a":[{}]}', "FilterPolicy: Only one key allowed in match expression"],
  ['{"a":[]}', "FilterPolicy: Empty arrays are not allowed"],
  ['{"a":[{"anything-but":[]}]}', "FilterPolicy: Empty arrays are not allowed"],
  ['{"a":[{"suffix":1}]}', "FilterPolicy: suffix match pattern must be a string"],
  ['{"a":[{"prefix":[1]}]}', "FilterPolicy: prefix match pattern must be a string"],
  ['{"a":[{"equals-ignore-case":1}]}', "FilterPolicy: equals-ignore-case match pattern must be a string"],
  ['{"a":[{"wildcard":1}]}', "FilterPolicy: wildcard match pattern must be a string"],
  ['{"a":[{"wildcard":"a**b"}]}', "FilterPolicy: Consecutive wildcard characters"],
  ['{"a":[{"wildcard":"a\\\\b"}]}', "FilterPolicy: Invalid escape character"],
  ['{"a":[{"wildcard":"*a*b*c*"}]}', "FilterPolicy: wildcard match pattern can not have more than 3 wildcards"],
  ['{"a":[{"cidr":["10.0.0.0/24"]}]}', "FilterPolicy: prefix match pattern must be a string"],
  ['{"a":[{"cidr":"10.0.0.0"}]}', "FilterPolicy: Malformed CIDR, one '/' required"],
  ['{"a":[{"cidr":"10.0.0.0/24/1"}]}', "FilterPolicy: Malformed CIDR, one '/' required"],
  ['{"a":[{"cidr":"10.0.0.0/xx"}]}', "FilterPolicy: Malformed CIDR, mask bits must be an integer"],
  ['{"a":[{"cidr":"xx.11.xx/8"}]}', "FilterPolicy: Nonstandard IP address: xx.11.xx"],
  ['{"a":[{"cidr":"10.0.0.0/33"}]}', "FilterPolicy: Malformed CIDR, mask bits must be < 33"],
  ['{"key_a":"x"}', 'FilterPolicy: "key_a" must be an object or an array'],
  ['{"key_a":1}', 'FilterPolicy: "key_a" must be an object or an array'],
  ['{"a":[{"exists":"yes"}]}', "FilterPolicy: exists match pattern must be either true or false."],
  ['{"a":[{"anything-but":{"exists":true}}]}', "FilterPolicy: Unsupported anything-but pattern: exists"],
  ['{"a":[{"anything-but":["x",1]}]}', "FilterPolicy: Inside anything but list"],
  ['{"a":[{"numeric":[]}]}', "FilterPolicy: Invalid member in numeric match: ]"],
  ['{"a":[{"numeric":[1]}]}', "FilterPolicy: Invalid member in numeric match: 1"],
  ['{"a":[{"numeric":["operator",1]}]}', "FilterPolicy: Unrecognized numeric range operator: operator"],
  ['{"a":[{"numeric":["=","x"]}]}', "FilterPolicy: Value of equals must be numeric"],
  ['{"a":[{"numeric":[">=","x"]}]}', "FilterPolicy: Value of >= must be numeric"],
  ['{"a":[{"numeric":["<",100,">",10]}]}', "FilterPolicy: Too many elements in numeric expression"],
  ['{"a":[{"numeric":[">",10,">",100]}]}', "FilterPolicy: Bad numeric range operator: >"],
  ['{"a":[{"numeric":[">",100,"<",10]}]}', "FilterPolicy: Bottom must be less than top"],
  ['{"a":[{"numeric":[">",10,30]}]}', "FilterPolicy: Bad value in numeric range: 30"],
  ['{"a":[{"numeric":[">",1,"<",3,"<",4]}]}', "FilterPolicy: Too many terms in numeric range expression"],
  ['{"a":{"b":["x"]}}', "Filter policy scope MessageAttributes does not support nested filter policy"],
  ['{"$or":[{"a":["x"]}]}', "FilterPolicy: Unrecognized match type a"],
  [
    JSON.stringify(Object.fromEntries("abcdef".split("").map((key) => [key, ["x"]]))),
    "Filter policy can not have more than 5 keys",
  ],
  [JSON.stringify({ a: counted(151) }), "FilterPolicy: Filter policy is too complex"],
  [JSON.stringify({ a: counted(100), b: counted(51) }), "FilterPolicy: Filter policy is too complex"],
  [
    JSON.stringify({ a: Array.from({ length: 11 }, (_, i) => ({ wildcard: `${i}*` })) }),
    "Filter policy is too complex",
  ],
  [complexity([4, 6, 4, 4, 4]), "FilterPolicy: Filter policy is too complex"],
];

const LIMITS_KEPT: readonly string[] = [
  JSON.stringify({ a: counted(150) }),
  JSON.stringify({ a: counted(15), b: counted(10) }),
  JSON.stringify(Object.fromEntries("abcde".split("").map((key) => [key, ["x"]]))),
  JSON.stringify({ a: Array.from({ length: 10 }, (_, i) => ({ wildcard: `${i}*` })) }),
  complexity([3, 6, 4, 4, 7]),
];

function counted(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `v${index}`);
}

/** (source * metric) + (source * type * id) + (source * type * spec), as AWS documents how `$or` is counted. */
function complexity([source = 0, metric = 0, type = 0, id = 0, spec = 0]: readonly number[]): string {
  const inner = [{ id: counted(id) }, { spec: counted(spec) }];
  const $or = [{ metric: counted(metric) }, { type: counted(type), $or: inner }];
  return JSON.stringify({ source: counted(source), $or });
}

describe("filter policies", () => {
  it("have at least 150 cases", () => {
    expect(ATTRIBUTE_CASES.length + BODY_CASES.length).toBeGreaterThanOrEqual(150);
  });

  it.each(ATTRIBUTE_CASES)("on attributes: %j with %j: %s", (policy, attributes, accepted) => {
    const parsed = parseFilterPolicy(JSON.stringify(policy), "MessageAttributes");
    expect(attributesVerdict(parsed, { attributes: published(attributes) }) === undefined).toBe(accepted);
  });

  it.each(BODY_CASES)("on the body: %j with %j: %s", (policy, body, accepted) => {
    const parsed = parseFilterPolicy(JSON.stringify(policy), "MessageBody");
    expect(bodyVerdict(parsed, JSON.stringify(body)) === undefined).toBe(accepted);
  });

  it.each(REFUSALS)("refuse %s", (policy, sentence) => {
    expect(() => parseFilterPolicy(policy, "MessageAttributes")).toThrow(sentence);
  });

  it.each(LIMITS_KEPT)("accept %s", (policy) => {
    expect(() => parseFilterPolicy(policy, "MessageAttributes")).not.toThrow();
  });

  it("count depth on the body: two levels weigh twice", () => {
    const policy = (count: number): string => JSON.stringify({ a: { b: counted(count) } });
    expect(() => parseFilterPolicy(policy(75), "MessageBody")).not.toThrow();
    expect(() => parseFilterPolicy(policy(76), "MessageBody")).toThrow("too complex");
    const deep = `${'{"a":'.repeat(100_000)}["x"]${"}".repeat(100_000)}`;
    expect(() => parseFilterPolicy(deep, "MessageBody")).toThrow("too complex");
  });

  it("say which key kept the message back, and under which counter", () => {
    const policy = parseFilterPolicy('{"color":["red"],"size":[{"exists":true}]}', "MessageAttributes");
    expect(attributesVerdict(policy, { attributes: published({ color: "blue", size: 1 }) })).toEqual({
      reason: 'The attribute "color" is "blue", which no condition of the filter policy accepts.',
      counter: "MessageAttributes",
    });
    expect(attributesVerdict(policy, { attributes: published({ color: "red" }) })?.reason).toContain(
      'no attribute "size"',
    );
    expect(attributesVerdict(policy, { attributes: [] })?.counter).toBe("NoMessageAttributes");
    const malformed = { name: "other", dataType: "Number", value: "many" };
    expect(attributesVerdict(policy, { attributes: [malformed] })?.counter).toBe("InvalidAttributes");
    const nested = { name: "other", dataType: "String.Array", value: '[{"a":1}]' };
    expect(attributesVerdict(policy, { attributes: [nested] })?.counter).toBe("InvalidAttributes");
    const onBody = parseFilterPolicy('{"a":{"b":["x"]}}', "MessageBody");
    expect(bodyVerdict(onBody, "plain")?.counter).toBe("InvalidMessageBody");
    expect(bodyVerdict(onBody, '{"a":{"b":"y"}}')).toEqual({
      reason: 'No condition of the filter policy accepts "a.b" of the message body.',
      counter: "MessageBody",
    });
  });

  it("look through a deeply nested message without using up the stack", () => {
    const policy = parseFilterPolicy('{"a":["x"]}', "MessageBody");
    expect(bodyVerdict(policy, `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`)?.counter).toBe("MessageBody");
  });
});
