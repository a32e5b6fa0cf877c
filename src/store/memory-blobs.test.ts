/** Blobs in memory under the suite of all blobs. */
import { seededRandom } from "../kernel/random.ts";
import { blobsContract } from "./blobs.contract.ts";
import { MemoryBlobs } from "./memory-blobs.ts";

blobsContract("blobs in memory", async () => ({ blobs: new MemoryBlobs(seededRandom(1)), discard: async () => {} }));
