/** Where functions report while they run, each by a connection that ends when its process does. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** What a function says of itself. */
interface Report {
  readonly id: string;
  readonly receiptHandle?: string;
}

export interface Roll {
  readonly port: number;
  /** Resolves when a function for each of these ids is here. */
  present(ids: Iterable<string>): Promise<void>;
  /** Lets the functions of this id go on; resolves when they have gone. */
  release(id: string): Promise<void>;
  /** From now on functions of these ids are let go as soon as they are here. */
  letGo(ids: Iterable<string>): void;
  /** Of the messages that functions hold. */
  receiptHandles(): readonly string[];
  /** Resolves when nobody is here. */
  empty(): Promise<void>;
  close(): void;
}

export async function startRoll(): Promise<Roll> {
  const here = new Map<Socket, Report | undefined>();
  const free = new Set<string>();
  let waiting: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];
  const look = (): void => {
    const met = waiting.filter(({ isMet }) => isMet());
    waiting = waiting.filter((each) => !met.includes(each));
    for (const { resolve } of met) resolve();
  };
  const until = (isMet: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ isMet, resolve });
      look();
    });
  const ids = (): ReadonlySet<string | undefined> => new Set([...here.values()].map((report) => report?.id));
  const tellToGo = (isMeant: (id: string) => boolean): void => {
    for (const [socket, report] of here) if (report !== undefined && isMeant(report.id)) socket.write("go\n");
  };
  const server = createServer((socket) => {
    here.set(socket, undefined);
    // A killed function resets its connection.
    socket.on("error", () => {});
    socket.on("close", () => {
      here.delete(socket);
      look();
    });
    createInterface({ input: socket }).once("line", (line) => {
      // The handler of this test writes it.
      const report = JSON.parse(line) as Report;
      if (here.has(socket)) here.set(socket, report);
      if (free.has(report.id)) socket.write("go\n");
      look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // A server that listens on TCP has this form of address.
    port: (server.address() as AddressInfo).port,
    present: (wanted) => {
      const all = [...wanted];
      return until(() => all.every((id) => ids().has(id)));
    },
    release: (id) => {
      tellToGo((each) => each === id);
      return until(() => !ids().has(id));
    },
    letGo(released) {
      for (const id of released) free.add(id);
      tellToGo((id) => free.has(id));
    },
    receiptHandles: () => [...here.values()].flatMap((report) => report?.receiptHandle ?? []),
    empty: () => until(() => here.size === 0),
    close() {
      for (const socket of here.keys()) socket.destroy();
      server.close();
    },
  };
}
