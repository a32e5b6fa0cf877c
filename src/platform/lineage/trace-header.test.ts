/** The lineage in trace headers: what is written is what is read, and nothing else is. */
import { describe, expect, it } from "vitest";
import { causeOfTraceHeader, traceHeaderWithCause, traceIdOf } from "./trace-header.ts";

describe("a trace header", () => {
  it.each<[header: string | undefined, cause: string | undefined]>([
    [undefined, undefined],
    ["", undefined],
    ["Root=1-5759e988-bd862e3fe1be46a994272793", undefined],
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=ab12cd-7", "ab12cd-7"],
    ["Root=1-5759e988-bd862e3fe1be46a994272793; Lineage=ab12cd-7; Sampled=0", "ab12cd-7"],
    ["Lineage=ab12cd-7;Root=1-5759e988-bd862e3fe1be46a994272793", "ab12cd-7"],
    ["Root=1;OtherLineage=ab12cd-7", undefined],
    ["Root=1;Lineage=", undefined],
    [`Root=1;Lineage=${"a".repeat(129)}`, undefined],
  ])("%s names %s", (header, cause) => {
    expect(causeOfTraceHeader(header)).toBe(cause);
  });

  it.each<[header: string | undefined, traceId: string | undefined]>([
    [undefined, undefined],
    ["Root=1-5759e988-bd862e3fe1be46a994272793", "1-5759e988-bd862e3fe1be46a994272793"],
    ["Sampled=0; Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a", "1-5759e988-bd862e3fe1be46a994272793"],
    ["Root=1-5759e988-bd86", undefined],
    ["OtherRoot=1-5759e988-bd862e3fe1be46a994272793", undefined],
  ])("%s belongs to the trace %s", (header, traceId) => {
    expect(traceIdOf(header)).toBe(traceId);
  });

  it("gives back the cause that was put into it", () => {
    expect(causeOfTraceHeader(traceHeaderWithCause("Root=1;Sampled=0", "ab12cd-7"))).toBe("ab12cd-7");
    expect(traceHeaderWithCause("Root=1", "")).toBe("Root=1");
  });
});
