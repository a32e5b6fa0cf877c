/** What no implementation goes below on this machine: a Node.js that starts and connects back, and an echo over a socket. */
import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Milliseconds from the spawn of an empty Node.js until it has connected back. */
export async function spawnFloor() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const startedAt = performance.now();
  const connected = new Promise((resolve) => server.once("connection", resolve));
  const code = `require("node:net").connect(${server.address().port}, "127.0.0.1")`;
  const child = spawn(process.execPath, ["-e", code], { stdio: "ignore" });
  const socket = await connected;
  const milliseconds = performance.now() - startedAt;
  socket.destroy();
  server.close();
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  return milliseconds;
}

const ECHO = `require("node:net").createServer((socket) => socket.pipe(socket)).listen(process.argv[1],
  () => console.log("listens"))`;

/** Milliseconds of each of `times` round trips of 1 KB to another process. */
export async function echoFloor(times) {
  const path = join(tmpdir(), `sluice-bench-${process.pid}.sock`);
  const child = spawn(process.execPath, ["-e", ECHO, path], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const socket = connect(path);
  const message = Buffer.alloc(1024, "x");
  const milliseconds = [];
  for (let time = 0; time < times; time++) {
    const startedAt = performance.now();
    const back = new Promise((resolve) => {
      let received = 0;
      const take = (piece) => {
        received += piece.length;
        if (received < message.length) return;
        socket.off("data", take);
        resolve();
      };
      socket.on("data", take);
    });
    socket.write(message);
    await back;
    milliseconds.push(performance.now() - startedAt);
  }
  socket.destroy();
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  return milliseconds;
}
