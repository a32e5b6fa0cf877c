/** The AWS clients of the Python world, each in a process of its own that carries out a test's calls one by one. */
import type { Operation } from "../../../src/schema/model.ts";
import { lackOf, startPython } from "./python-program.ts";

/** What a client shows of a refused call. The AWS CLI does not show the status. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
}

export interface ForeignClient {
  /** The protocol that its own model of SQS chose. */
  readonly protocol: string;
  /** Rejects when the call is refused. */
  call<Input, Output>(operation: Operation<Input, Output>, input: Input): Promise<Output>;
  /** Rejects when the call is carried out. */
  refusal<Input>(operation: Operation<Input, unknown>, input: Input): Promise<Refusal>;
  /** Resolves when the whole request is on its way, which is when a long poll waits. */
  begin<Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
  ): Promise<{ readonly answer: Promise<Output> }>;
  close(): Promise<void>;
}

/** How a client is started. */
export interface ClientProgram {
  readonly name: string;
  /** What this machine lacks for it, or undefined. */
  readonly missing: string | undefined;
  readonly protocol: "json" | "query";
  start(endpoint: string): Promise<ForeignClient>;
}

/** A folder with a botocore of the time when SQS spoke the query protocol. */
const LEGACY_BOTOCORE = process.env["SLUICE_LEGACY_BOTOCORE"];

export const CLIENT_PROGRAMS: readonly ClientProgram[] = [
  {
    name: "boto3",
    missing: lackOf("boto3", "boto3"),
    protocol: "json",
    start: (endpoint) => startClient("boto3", endpoint),
  },
  {
    name: "the AWS CLI",
    missing: lackOf("awscli.clidriver", "awscli"),
    protocol: "json",
    start: (endpoint) => startClient("cli", endpoint),
  },
  {
    name: "a botocore that speaks XML",
    missing:
      LEGACY_BOTOCORE === undefined
        ? "old botocore (SLUICE_LEGACY_BOTOCORE names the folder of one)"
        : lackOf("botocore", "botocore", LEGACY_BOTOCORE),
    protocol: "query",
    // The folder comes before all others in which Python looks for modules.
    start: (endpoint) => startClient("botocore", endpoint, LEGACY_BOTOCORE),
  },
];

/** What the tests of a client are called, which also says why they are not run. */
export function titleOf({ name, missing }: ClientProgram): string {
  return missing === undefined ? name : `${name}: not run, since there is no ${missing}`;
}

/** One line of what the process prints. */
interface Event {
  readonly sent?: boolean;
  readonly protocol?: string;
  readonly answer?: unknown;
  readonly refusal?: Refusal;
}

async function startClient(name: string, endpoint: string, folder?: string): Promise<ForeignClient> {
  const environment = folder === undefined ? {} : { PYTHONPATH: folder };
  const client = startPython<Event>("foreign-client.py", [name, endpoint], environment);
  const { protocol = "" } = await client.next();
  const write = <Input>({ service, name: called }: Operation<Input, unknown>, input: Input): void => {
    const asked = { service: service.metadata.name, operation: called, parameters: input };
    client.write(`${JSON.stringify(asked, ofBytes)}\n`);
  };
  const outcome = async (): Promise<Event> => {
    for (;;) {
      const event = await client.next();
      if (event.sent === undefined) return event;
    }
  };
  const answered = async <Input, Output>(operation: Operation<Input, Output>): Promise<Output> => {
    const { answer, refusal } = await outcome();
    if (refusal !== undefined) throw new Error(`${operation.name}: ${refusal.code}: ${refusal.message}`);
    // The client has read it by its own model of the operation.
    return answer as Output;
  };
  return {
    protocol,
    call: (operation, input) => {
      write(operation, input);
      return answered(operation);
    },
    async refusal(operation, input) {
      write(operation, input);
      const { answer, refusal } = await outcome();
      if (refusal === undefined) throw new Error(`${operation.name} was carried out: ${JSON.stringify(answer)}`);
      return refusal;
    },
    async begin(operation, input) {
      write(operation, input);
      await client.next();
      return { answer: answered(operation) };
    },
    close: () => client.end(),
  };
}

/** Bytes become text: those of the tests are texts. */
function ofBytes(this: unknown, _: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("utf8") };
  return value;
}
