/**
 * One process at a time for a folder, by a lock that ends with its process: a listening socket. Whoever can connect to
 * it knows that its holder lives, in whatever container; a holder that was killed leaves a socket that refuses.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import type { Server } from "node:net";
import { join } from "node:path";
import { pid, platform } from "node:process";
import { MAXIMUM_LOCK_ATTEMPTS, MAXIMUM_SOCKET_PATH_BYTES } from "../limits.ts";

/** A folder that this process holds. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Another process uses the folder. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
  readonly retryable = true;
}

/** Says which process holds the folder; only for people to read. */
const HOLDER_FILE = "lock-holder";
const SOCKET_NAME = /^lock\.(\d+)$/;

/**
 * Takes the folder for this process.
 * @throws FolderInUse when another one, or this one under another lock, has it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const socketFolder = openSocketFolder(folder);
  try {
    const server = platform === "win32" ? await listenOnPipe(folder) : await takeOver(folder, socketFolder.path);
    writeFileSync(join(folder, HOLDER_FILE), `${pid}\n`);
    return { release: () => release(server, folder, socketFolder) };
  } catch (error) {
    socketFolder.close();
    throw error;
  }
}

/**
 * Each holder's socket has the next number, and a socket that lives is never removed by another process: so of two that
 * find the same dead socket at once only one can make the next, and none can remove what the other has just made.
 */
async function takeOver(folder: string, socketFolder: string): Promise<Server> {
  for (let attempt = 0; attempt < MAXIMUM_LOCK_ATTEMPTS; attempt++) {
    const dead = await deadSockets(folder, socketFolder, undefined);
    const number = Math.max(-1, ...dead) + 1;
    const server = await listen(join(socketFolder, `lock.${number}`));
    if (server === undefined) continue;
    try {
      // One that took the folder and died, or that looked when there was no socket yet, may have got a lower number.
      for (const other of await deadSockets(folder, socketFolder, number)) {
        rmSync(join(folder, `lock.${other}`), { force: true });
      }
      return server;
    } catch (error) {
      await close(server);
      throw error;
    }
  }
  throw inUse(folder);
}

/** The numbers of the sockets of holders that died. @throws FolderInUse when one of the others lives */
async function deadSockets(folder: string, socketFolder: string, own: number | undefined): Promise<number[]> {
  const numbers = readdirSync(folder)
    .map((name) => SOCKET_NAME.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .filter((number) => number !== own);
  for (const number of numbers) {
    if (await answers(join(socketFolder, `lock.${number}`))) throw inUse(folder);
  }
  return numbers;
}

function inUse(folder: string): FolderInUse {
  return new FolderInUse(
    `the data folder ${folder} is in use by another process (${holderOf(folder)}): ` +
      "stop that one, or choose another folder",
  );
}

function holderOf(folder: string): string {
  try {
    return `pid ${readFileSync(join(folder, HOLDER_FILE), "utf8").trim()}`;
  } catch {
    // The holder has its lock but has not yet written who it is; the refusal stands without.
    return "pid not yet known";
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(path);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", (error) => {
      // Refused: its process is gone. Not there: its process has just released it.
      if (hasCode(error, "ECONNREFUSED") || hasCode(error, "ENOENT")) resolve(false);
      // Full: its process lives, and is too busy to take our call.
      else if (hasCode(error, "EAGAIN")) resolve(true);
      else reject(error);
    });
  });
}

/** A listening server, or undefined when the name is taken. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once("error", (error) => {
      if (hasCode(error, "EADDRINUSE")) resolve(undefined);
      else reject(new Error(`the data folder cannot be locked there (${error.message}): choose one on a local disk`));
    });
    // The lock must not be what keeps a process alive that has nothing else to do.
    server.listen(path, () => resolve(server.unref()));
  });
}

/** Windows ends a pipe with its process, so that its name alone is the lock. */
async function listenOnPipe(folder: string): Promise<Server> {
  const name = createHash("sha256").update(realpathSync(folder).toLowerCase()).digest("hex");
  const server = await listen(`\\\\?\\pipe\\sluice-${name}`);
  if (server === undefined) throw inUse(folder);
  return server;
}

interface SocketFolder {
  readonly path: string;
  close(): void;
}

/** The system bounds the path of a socket; Linux has a short name for every folder that is open. */
function openSocketFolder(folder: string): SocketFolder {
  if (Buffer.byteLength(folder) <= MAXIMUM_SOCKET_PATH_BYTES || platform === "win32") {
    return { path: folder, close: () => {} };
  }
  if (platform !== "linux") {
    throw new Error(
      `the path of the data folder ${folder} is too long: choose one of ${MAXIMUM_SOCKET_PATH_BYTES} bytes`,
    );
  }
  const descriptor = openSync(folder, "r");
  return { path: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) };
}

async function release(server: Server, folder: string, socketFolder: SocketFolder): Promise<void> {
  rmSync(join(folder, HOLDER_FILE), { force: true });
  await close(server);
  socketFolder.close();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
