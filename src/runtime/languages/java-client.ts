/**
 * AWS's runtime interface client for Java, in which Java functions run on Lambda and here alike: jars from the Maven
 * repository of the server's user, unmodified, each checked before it is run.
 * https://docs.aws.amazon.com/lambda/latest/dg/java-image.html#java-image-clients
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";

/** Which jars these are, in `java-client.json` beside the bootstraps: the client first, then what it needs. */
interface JavaClientList {
  /** What Maven calls the client. */
  readonly artifact: string;
  /** Where Maven keeps them, and what Maven Central has. */
  readonly jars: readonly { readonly path: string; readonly sha256: string }[];
}

/** The part of the client that is machine code, by processor. */
const PROCESSORS: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch_64" };

/** The client as functions are started with it. */
export interface JavaClientFiles {
  readonly jars: readonly string[];
  /** Unpacked: the client would put it at one place in /tmp, where environments that start at once meet. */
  readonly nativeLibrary: string;
}

/** Where the client is, and where it may be unpacked. */
export interface JavaClientPlaces {
  /** The folder of `java-client.json`. */
  readonly bootstrapsDirectory: string;
  /** Maven's repository of jars, as a folder. */
  readonly mavenRepository: string;
  /** Makes a folder to unpack into. */
  unpackDirectory(): string;
}

/** The client on this machine, looked for until it is there. */
export class JavaClient {
  readonly #places: JavaClientPlaces;
  #list: JavaClientList | undefined;
  #isChecked = false;
  #files: JavaClientFiles | undefined;

  constructor(places: JavaClientPlaces) {
    this.#places = places;
  }

  /** What is wrong with the client, as the end of a sentence that begins with what needs it. */
  get fault(): string | undefined {
    if (this.#isChecked) return undefined;
    if (process.platform !== "linux" || PROCESSORS[process.arch] === undefined) {
      return "AWS's runtime interface client for Java, which is made for Linux on x64 and arm64 only.";
    }
    const { artifact, jars } = this.#read();
    for (const { path, sha256 } of jars) {
      const file = join(this.#places.mavenRepository, path);
      const bytes = contentOf(file);
      if (bytes === undefined) {
        return (
          `AWS's runtime interface client for Java, and ${file} is not there. Maven fetches it: ` +
          `\`mvn dependency:get -Dartifact=${artifact}\`.`
        );
      }
      if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
        return `AWS's runtime interface client for Java, and ${file} is not what AWS published.`;
      }
    }
    this.#isChecked = true;
    return undefined;
  }

  /**
   * The files to start a function with, of a client without a fault.
   * @throws the system's error when this machine cannot write the library
   */
  files(): JavaClientFiles {
    this.#files ??= this.#unpack();
    return this.#files;
  }

  #read(): JavaClientList {
    // A file of this package, which says what its type does.
    this.#list ??= JSON.parse(
      readFileSync(join(this.#places.bootstrapsDirectory, "java-client.json"), "utf8"),
    ) as JavaClientList;
    return this.#list;
  }

  #unpack(): JavaClientFiles {
    const jars = this.#read().jars.map(({ path }) => join(this.#places.mavenRepository, path));
    const wanted = `jni/libaws-lambda-jni.${hasGlibc() ? "linux" : "linux_musl"}-${PROCESSORS[process.arch]}.so`;
    const [client = ""] = jars;
    const library = unzipSync(readFileSync(client), { filter: ({ name }) => name === wanted })[wanted];
    if (library === undefined) throw new Error(`${client} has no ${wanted}.`);
    const nativeLibrary = join(this.#places.unpackDirectory(), "libaws-lambda-jni.so");
    writeFileSync(nativeLibrary, library);
    return { jars, nativeLibrary };
  }
}

/** Whether programs of this machine are linked with the C library that most distributions have. */
function hasGlibc(): boolean {
  // The report is typed as an object; Node.js documents this member of its header.
  const { header } = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // Not there, or not ours to read: either way it is not at hand.
    return undefined;
  }
}
