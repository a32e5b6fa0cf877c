/** A receiver of OpenTelemetry spans for tests: it keeps what is posted to it, and answers what it is told to. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Span } from "../../src/server/otlp/span.ts";

export interface CollectedSpan extends Span {
  /** Of the resource that it came under. */
  readonly service: string;
}

export interface SpanCollector {
  readonly url: string;
  /** Where the posts went, in order. */
  readonly paths: readonly string[];
  readonly spans: readonly CollectedSpan[];
  /** What the next posts are answered; 200 at first. */
  status: number;
  /** Resolves once so many posts have been answered, counted from the beginning. */
  whenAsked(count: number): Promise<void>;
  close(): Promise<void>;
}

interface Posted {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span["attributes"] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

export async function startSpanCollector(): Promise<SpanCollector> {
  const paths: string[] = [];
  const spans: CollectedSpan[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
    await once(request, "end");
    const { status } = collector;
    if (status === 200) spans.push(...spansIn(JSON.parse(body)));
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
    paths.push(request.url ?? "");
    server.emit("asked");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const collector: SpanCollector = {
    // A server that listens on a port has an address with it.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    spans,
    status: 200,
    async whenAsked(count) {
      while (paths.length < count) await once(server, "asked");
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return collector;
}

function spansIn({ resourceSpans }: Posted): readonly CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = valueOf(resource, "service.name") ?? "";
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service })));
  });
}

/** The value of an attribute. */
export function valueOf({ attributes }: Pick<Span, "attributes">, key: string): string | undefined {
  return attributes.find((each) => each.key === key)?.value.stringValue;
}
