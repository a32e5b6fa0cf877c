/** Filter patterns on message bodies, case by case. */
import { describe, expect, it } from "vitest";
import { bodyFilter } from "./filter.ts";

describe("a filter", () => {
  it.each<[pattern: string, body: string, passes: boolean]>([
    ['{"body":{"type":["a","b"]}}', '{"type":"b"}', true],
    ['{"body":{"type":["a","b"]}}', '{"type":"c"}', false],
    ['{"body":{"type":["a"]}}', "{}", false],
    ['{"body":{"type":["a"]}}', "plain", false],
    ['{"body":{"type":["a"],"size":[1]}}', '{"type":"a","size":1}', true],
    ['{"body":{"type":["a"],"size":[1]}}', '{"type":"a","size":2}', false],
    ['{"body":{"size":[1]}}', '{"size":"1"}', false],
    ['{"body":{"type":[null]}}', '{"type":null}', true],
    ['{"body":{"type":["a"]}}', '{"type":["z","a"]}', true],
    ['{"body":{"deep":{"er":["x"]}}}', '{"deep":{"er":"x"}}', true],
    ['{"body":{"deep":{"er":["x"]}}}', '{"deep":[{"er":"y"},{"er":"x"}]}', true],
    ['{"body":{"t":[{"prefix":"ab"}]}}', '{"t":"abc"}', true],
    ['{"body":{"t":[{"suffix":"bc"}]}}', '{"t":"abc"}', true],
    ['{"body":{"t":[{"prefix":"b"}]}}', '{"t":"abc"}', false],
    ['{"body":{"t":[{"equals-ignore-case":"ABC"}]}}', '{"t":"abc"}', true],
    ['{"body":{"t":[{"anything-but":["x"]}]}}', '{"t":"y"}', true],
    ['{"body":{"t":[{"anything-but":["x"]}]}}', '{"t":"x"}', false],
    ['{"body":{"t":[{"anything-but":"x"}]}}', "{}", false],
    ['{"body":{"t":[{"exists":true}]}}', '{"t":0}', true],
    ['{"body":{"t":[{"exists":false}]}}', '{"t":0}', false],
    ['{"body":{"t":[{"exists":false}]}}', "{}", true],
    ['{"body":{"n":[{"numeric":[">",1,"<=",3]}]}}', '{"n":3}', true],
    ['{"body":{"n":[{"numeric":[">",1,"<=",3]}]}}', '{"n":1}', false],
    ['{"body":{"n":[{"numeric":["=",3]}]}}', '{"n":"3"}', false],
    ['{"body":["hello"]}', "hello", true],
    ['{"body":["hello"]}', "bye", false],
    ['{"body":["hello"]}', '{"a":1}', false],
    ['{"body":{"hasOwnProperty":["x"]}}', "{}", false],
    ['{"body":{"t":[{"anything-but":{"prefix":"a"}}]}}', '{"t":"b"}', true],
    ['{"body":{"t":[{"anything-but":{"prefix":["a","b"]}}]}}', '{"t":"bc"}', false],
    ['{"body":{"t":[{"anything-but":{"suffix":["a","b"]}}]}}', '{"t":"bc"}', true],
    ['{"body":{"t":[{"anything-but":{"equals-ignore-case":["A"]}}]}}', '{"t":"a"}', false],
    ['{"body":{"t":[{"anything-but":{"wildcard":"*.log"}}]}}', '{"t":"a.log"}', false],
    ['{"body":{"t":[{"anything-but":{"wildcard":["*.log","*.txt"]}}]}}', '{"t":"a.csv"}', true],
    ['{"body":{"t":[{"anything-but":[1,2]}]}}', '{"t":3}', true],
    ['{"body":{"t":[{"prefix":{"equals-ignore-case":"AB"}}]}}', '{"t":"abc"}', true],
    ['{"body":{"t":[{"wildcard":"a*c*e"}]}}', '{"t":"abcde"}', true],
    ['{"body":{"t":[{"wildcard":"a*c*e"}]}}', '{"t":"abde"}', false],
    ['{"body":{"t":[{"wildcard":"\\\\*"}]}}', '{"t":"*"}', true],
    ['{"body":{"ip":[{"cidr":"10.0.0.0/8"}]}}', '{"ip":"10.9.8.7"}', true],
    ['{"body":{"ip":[{"cidr":"10.0.0.0/8"}]}}', '{"ip":"11.9.8.7"}', false],
    ['{"body":{"ip":[{"cidr":"2001:db8::/32"}]}}', '{"ip":"2001:db8::1"}', true],
    ['{"body":{"n":[{"numeric":["<",0]}]}}', '{"n":-1}', true],
    ['{"body":{"$or":[{"a":[1]},{"b":[2]}]}}', '{"a":1}', true],
    ['{"body":{"$or":[{"a":[1]},{"b":[2]}]}}', '{"b":2}', true],
    ['{"body":{"$or":[{"a":[1]},{"b":[2]}]}}', '{"a":2,"b":1}', false],
    ['{"body":{"c":["x"],"$or":[{"a":[1]},{"b":[2]}]}}', '{"b":2}', false],
    ['{"body":{"$or":[{"a":{"$or":[{"b":[1]},{"c":[1]}]}},{"d":[1]}]}}', '{"a":{"c":1}}', true],
    // One object, or a list with an operator in it, makes $or the name of a member.
    ['{"body":{"$or":[{"exists":true}]}}', '{"$or":1}', true],
    ['{"$or":[{"body":{"a":[1]}},{"body":["x"]}]}', "x", true],
    // One element of a list must have all that is asked below it.
    ['{"body":{"l":{"a":[1],"b":[2]}}}', '{"l":[{"a":1},{"b":2}]}', false],
    ['{"body":{"l":{"a":[1],"b":[2]}}}', '{"l":[{"a":1,"b":2},{}]}', true],
    ['{"body":{"l":["x"]}}', '{"l":[["y"],[["x"]]]}', true],
    ['{"body":{"a":[1]}}', '[{"a":2},{"a":1}]', true],
    ['{"body":[{"anything-but":"x"}]}', "[1]", false],
    // Only values exist: an object or an empty list is none. Absence is that of the whole document.
    ['{"body":{"t":[{"exists":true}]}}', '{"t":{"u":1}}', false],
    ['{"body":{"t":[{"exists":false}]}}', '{"t":{"u":1}}', true],
    ['{"body":{"t":[{"exists":false}]}}', '{"t":[]}', true],
    ['{"body":{"t":{"u":[{"exists":false}]}}}', "{}", true],
    ['{"body":{"t":{"u":[{"exists":false}]}}}', '{"t":[{"u":1},{"v":1}]}', false],
    ['{"body":{"t":[{"exists":false},"x"]}}', '{"t":"x"}', true],
    ['{"body":{"t":[""]}}', '{"t":""}', true],
    ['{"body":[{"prefix":"ab"}]}', "abc", true],
    ['{"body":["5"]}', "5", true],
  ])("%s on %s", (pattern, body, passes) => {
    expect(bodyFilter([pattern])(body)).toBe(passes);
  });

  it("passes everything without a pattern, and what matches any of several", () => {
    expect(bodyFilter([])("x")).toBe(true);
    const several = bodyFilter(['{"body":["a"]}', '{"body":["b"]}']);
    expect(["a", "b", "c"].map(several)).toEqual([true, true, false]);
  });

  it("takes a body apart however deep its lists nest", () => {
    const depth = 200_000;
    expect(bodyFilter(['{"body":{"a":["x"]}}'])(`{"a":${"[".repeat(depth)}"x"${"]".repeat(depth)}}`)).toBe(true);
  });

  it.each([
    "null",
    '"text"',
    "[]",
    "{",
    "{}",
    '{"body":"x"}',
    '{"body":[]}',
    '{"body":{}}',
    '{"body":{"a":"b"}}',
    '{"body":{"a":[]}}',
    '{"body":{"a":[["b"]]}}',
    '{"body":{"a":[{}]}}',
    '{"body":{"a":[{"prefix":"a","suffix":"b"}]}}',
    '{"body":{"a":[{"like":"b"}]}}',
    '{"body":{"a":[{"prefix":1}]}}',
    '{"body":{"a":[{"exists":"yes"}]}}',
    '{"body":{"a":[{"anything-but":[]}]}}',
    '{"body":{"a":[{"anything-but":{"exists":true}}]}}',
    '{"body":{"a":[{"anything-but":{"prefix":[1]}}]}}',
    '{"body":{"a":[{"numeric":[]}]}}',
    '{"body":{"a":[{"numeric":[">","1"]}]}}',
    '{"body":{"a":[{"numeric":["!",1]}]}}',
    '{"body":{"a":[{"numeric":[">",2,"<",1]}]}}',
    '{"body":{"a":[{"numeric":[">",5000000001]}]}}',
    '{"body":{"a":[{"cidr":"10.0.0.0"}]}}',
    '{"body":{"a":[{"cidr":"10.0.0.0/33"}]}}',
    '{"body":{"a":[{"wildcard":"a**b"}]}}',
    '{"body":{"$or":[{"a":[1]},{"b":[]}]}}',
    '{"body":{"$or":"x"}}',
    '{"eventSource":"aws:sqs"}',
    `${'{"body":'.repeat(40)}["x"]${"}".repeat(40)}`,
  ])("is refused when it is %s", (pattern) => {
    expect(() => bodyFilter([pattern])).toThrow("Invalid filter pattern definition.");
  });

  it.each(["eventSource", "messageAttributes", "attributes"])("is refused by name when it looks at %s", (name) => {
    expect(() => bodyFilter([`{"${name}":["x"]}`])).toThrow(`filter patterns on ${name} of a message`);
  });
});
