/** Celery, with kombu's SQS transport below it: tasks go from a producer to a worker, both in processes of their own. */
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";
import { lackOf, startPython, type PythonProgram } from "./python-program.ts";

const START = Date.UTC(2026, 0, 15, 12);
const ARN = "arn:aws:sqs:us-east-1:000000000000:orders";
/** For so long kombu hides a message that a task rejects: the application's wait_time_seconds. */
const REJECTED_MILLISECONDS = 10_000;

/** What the worker tells: see celery-app.py. */
interface Told {
  readonly event: "ready" | "ran" | "acknowledged" | "rejected";
  readonly task?: string;
  readonly result?: number;
}

const MISSING = lackOf("celery, kombu.transport.SQS, pycurl", "Celery");

describe.runIf(MISSING === undefined)(
  MISSING === undefined ? "Celery" : `Celery: not run, since there is no ${MISSING}`,
  () => {
    let cloud: WireCloud;
    let worker: PythonProgram<Told>;
    beforeAll(async () => {
      cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
      worker = startPython<Told>("celery-app.py", [String(cloud.port), "work"]);
      expect(await worker.next()).toEqual({ event: "ready" });
    });
    afterAll(async () => {
      await worker.end("SIGTERM");
      await cloud.close();
      expect(cloud.errors).toEqual([]);
    });

    const count = (kind: string): number => cloud.lineage.find({ kind, resource: ARN }).length;
    let before = { received: 0, deleted: 0 };
    beforeEach(() => {
      before = { received: count("sqs.received"), deleted: count("sqs.deleted") };
    });

    async function produce(...task: readonly string[]): Promise<void> {
      const producer = startPython<{ readonly id: string }>("celery-app.py", [String(cloud.port), "send", ...task]);
      expect(await producer.next()).toEqual({ id: expect.any(String) });
      await producer.end();
    }

    /** The worker tells that it acknowledged a task before the deletion that it sends has arrived: this waits for that. */
    async function deletion(): Promise<void> {
      while (count("sqs.deleted") === before.deleted) await new Promise((resolve) => setImmediate(resolve));
    }

    /** How often messages were received and deleted since the test began, and how many are left, in any state. */
    async function traffic(): Promise<{ readonly received: number; readonly deleted: number; readonly left: number }> {
      const sqs = new SQS(cloud.clientConfig);
      const QueueUrl = `${cloud.endpoint}/000000000000/orders`;
      const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
      sqs.destroy();
      const left =
        Number(Attributes.ApproximateNumberOfMessages) +
        Number(Attributes.ApproximateNumberOfMessagesNotVisible) +
        Number(Attributes.ApproximateNumberOfMessagesDelayed);
      return {
        received: count("sqs.received") - before.received,
        deleted: count("sqs.deleted") - before.deleted,
        left,
      };
    }

    it("a task that a producer sends is run by the worker, and its message is deleted", async () => {
      await produce("add", "2", "3");
      expect(await worker.next()).toEqual({ event: "ran", task: "add", result: 5 });
      expect(await worker.next()).toEqual({ event: "acknowledged", task: "add" });
      await deletion();
      expect(await traffic()).toEqual({ received: 1, deleted: 1, left: 0 });
    });

    it("a task that rejects its message runs again when the message is visible again", async () => {
      await produce("flaky");
      expect(await worker.next()).toEqual({ event: "ran", task: "flaky", result: 1 });
      expect(await worker.next()).toEqual({ event: "rejected", task: "flaky" });
      expect(await traffic()).toEqual({ received: 1, deleted: 0, left: 1 });
      await cloud.advance(REJECTED_MILLISECONDS);
      expect(await worker.next()).toEqual({ event: "ran", task: "flaky", result: 2 });
      expect(await worker.next()).toEqual({ event: "acknowledged", task: "flaky" });
      await deletion();
      expect(await traffic()).toEqual({ received: 2, deleted: 1, left: 0 });
    });
  },
);
