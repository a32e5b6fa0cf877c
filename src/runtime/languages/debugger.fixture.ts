/** A debugger for tests: the inspector's protocol over a WebSocket, which Node.js 20 has no client for. */
import { request } from "node:http";
import type { Socket } from "node:net";

/** What the inspector says of itself or answers. https://chromedevtools.github.io/devtools-protocol/v8/ */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** An attached debugger. */
export interface Debugger {
  /** Sends a command; resolves with its result. */
  send(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** The parameters of the next event of this name that `matches`, also of one that has come already. */
  next<Parameters>(method: string, matches?: (parameters: Parameters) => boolean): Promise<Parameters>;
  detach(): void;
}

/** Attaches to an inspector's `ws://` address. */
export async function attachDebugger(address: string): Promise<Debugger> {
  const socket = await upgrade(address);
  const answers = new Map<number, (message: Message) => void>();
  const events: Message[] = [];
  let onEvent = (): void => {};
  readFrames(socket, (text) => {
    // The protocol's own form.
    const message = JSON.parse(text) as Message;
    if (message.id === undefined) {
      events.push(message);
      onEvent();
    } else answers.get(message.id)?.(message);
  });
  let count = 0;
  return {
    send(method, params = {}) {
      const id = ++count;
      socket.write(frame(JSON.stringify({ id, method, params })));
      return new Promise((resolve, reject) => {
        answers.set(id, ({ result, error }) =>
          error === undefined ? resolve(result) : reject(new Error(error.message)),
        );
      });
    },
    async next<Parameters>(method: string, matches: (parameters: Parameters) => boolean = () => true) {
      for (;;) {
        // The test knows what it asks for.
        const isWanted = (each: Message): boolean => each.method === method && matches(each.params as Parameters);
        const index = events.findIndex(isWanted);
        // As above.
        if (index >= 0) return events.splice(index, 1)[0]?.params as Parameters;
        await new Promise<void>((resolve) => (onEvent = resolve));
      }
    },
    detach: () => void socket.destroy(),
  };
}

function upgrade(address: string): Promise<Socket> {
  const headers = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": Buffer.alloc(16).toString("base64"),
  };
  return new Promise((resolve, reject) => {
    const asking = request(address.replace(/^ws:/, "http:"), { headers });
    // HTTP hands over the connection as the stream that it is.
    asking.once("upgrade", (_response, socket) => resolve(socket as Socket));
    asking.once("error", reject);
    asking.end();
  });
}

const TEXT = 0x81;
const MASKED = 0x80;

/** Clients mask what they send; a mask of zeros leaves it as it is. */
function frame(text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = TEXT;
  header[1] = MASKED | 126;
  header.writeUInt16BE(content.length, 2);
  return Buffer.concat([header, content]);
}

/** Servers send whole texts, not masked, with lengths of 7, 16 or 64 bits. */
function readFrames(socket: Socket, receive: (text: string) => void): void {
  let data: Buffer = Buffer.alloc(0);
  socket.on("error", () => {}); // A killed function resets its connection.
  socket.on("data", (chunk: Buffer) => {
    data = Buffer.concat([data, chunk]);
    for (;;) {
      if (data.length < 2) return;
      const short = data.readUInt8(1);
      const start = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length < start) return;
      const length = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
      if (data.length < start + length) return;
      if (data.readUInt8(0) === TEXT) receive(data.toString("utf8", start, start + length));
      data = data.subarray(start + length);
    }
  });
}
