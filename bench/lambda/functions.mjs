/** Functions of a server under test: made, invoked, and put behind a queue, over HTTP as any client does it. */
import { Agent, request } from "node:http";
import { zipSync } from "fflate";

const EMPTY = "exports.handler = async (event) => event;";
const agent = new Agent({ keepAlive: true });

/** Makes a small Node.js function and waits until it is Active. */
export async function createFunction(server, name, code = EMPTY) {
  const ZipFile = Buffer.from(zipSync({ "index.js": Buffer.from(code) })).toString("base64");
  await ask(server, "POST /2015-03-31/functions", {
    FunctionName: name,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: "arn:aws:iam::000000000000:role/bench",
    Timeout: 30,
    Code: { ZipFile },
  });
  for (;;) {
    const { State } = await ask(server, `GET /2015-03-31/functions/${name}/configuration`);
    if (State === "Active") return;
  }
}

/** One synchronous invocation: how long it took from outside, and that its answer is right. */
export async function invoke(server, name) {
  const startedAt = performance.now();
  const answer = await ask(server, `POST ${invokePath(name)}`, { n: 1 });
  const milliseconds = performance.now() - startedAt;
  if (answer.n !== 1) throw new Error(`${name} answered ${JSON.stringify(answer)}`);
  return milliseconds;
}

export function invokePath(name) {
  return `/2015-03-31/functions/${name}/invocations`;
}

/** One call of Lambda's API. */
export function ask(server, line, input) {
  const [method, path] = line.split(" ");
  const body = input === undefined ? "" : JSON.stringify(input);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(server.endpoint + path, { method, agent, headers }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString("utf8");
        if (response.statusCode >= 300) reject(new Error(`${line}: ${response.statusCode} ${text}`));
        else resolve(text === "" ? {} : JSON.parse(text));
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
