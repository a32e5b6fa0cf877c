/** The checker of crash runs: it finds each kind of violation, and stays silent about what a lost answer allows. */
import { describe, expect, it } from "vitest";
import { checkCrashLog } from "./check-crash-log.ts";
import { changeOf, deleteOf, receiveOf, sendOf, Story } from "./story.ts";

const A = { name: "a" };
const B = { name: "b" };
const again = (message: { name: string }, count = 2) => ({ ...message, count });

const rulesBroken = (story: Story): string[] => [
  ...new Set(checkCrashLog(story.end()).violations.map(({ rule }) => rule)),
];

/** A story of its own for each row. */
type Row = readonly [title: string, tell: (story: Story) => Story];

/** Receives, and lets the message be. */
function keep(story: Story, queue: string, ...messages: { name: string; count?: number }[]): Story {
  story.receive(queue, ...messages);
  return story;
}

/** Begins a call that gets no answer because the server is killed. */
function lose(story: Story, call: Parameters<Story["begin"]>[0]): Story {
  const id = story.begin(call);
  return story.killed().lost(id);
}

const LOST = "no acknowledged message is lost";
const VIOLATIONS: readonly (readonly [rule: string, ...Row])[] = [
  [LOST, "a standard message is gone", (s) => s.send("plain", A, B).take("plain", A)],
  [LOST, "a FIFO message is gone", (s) => s.send("ordered", A, B).take("ordered", A)],
  [LOST, "a message is gone after a receive", (s) => keep(s.send("plain", A), "plain", A)],
  [
    LOST,
    "a message is gone after its deletion was refused",
    (s) => {
      const got = s.send("ordered", A).receive("ordered", A);
      return s.after(1_500).refused(s.begin(deleteOf("ordered", got, "a")));
    },
  ],
  ["no message comes from nowhere", "nobody has sent it", (s) => s.take("plain", A)],
  [
    "no message comes from nowhere",
    "its sender was refused",
    (s) => s.refused(s.begin(sendOf("plain", A))).take("plain", A),
  ],
  [
    "no message comes from nowhere",
    "it was sent under another id",
    (s) => {
      const got = s.send("plain", A).receive("plain", A, { name: "a", messageId: "id-z" });
      return s.delete("plain", got, "a");
    },
  ],
  [
    "no message comes from nowhere",
    "it is delivered before its delay is over",
    (s) => {
      const id = s.begin({ op: "send", queue: "plain", entries: [{ name: "a", delaySeconds: 1 }] });
      return s.after(5).sent(id, [A]).after(900).take("plain", A);
    },
  ],
  [
    "no send makes two messages",
    "a lost send is there twice",
    (s) => lose(s, sendOf("plain", A)).take("plain", A, { name: "a", messageId: "id-z" }),
  ],
  [
    "no message is delivered while it is hidden",
    "a FIFO message is delivered again too soon",
    (s) => keep(s.send("ordered", A), "ordered", A).after(900).take("ordered", again(A)),
  ],
  [
    "no message is delivered while it is hidden",
    "a FIFO message is delivered again too soon after a crash",
    (s) => keep(s.send("ordered", A), "ordered", A).after(900).killed().take("ordered", again(A)),
  ],
  [
    "no message is delivered while it is hidden",
    "a standard message is delivered again too soon",
    (s) => keep(s.send("plain", A), "plain", A).after(900).take("plain", again(A)),
  ],
  [
    "no message is delivered while it is hidden",
    "a longer visibility timeout is forgotten",
    (s) => {
      const got = s.send("ordered", A).receive("ordered", A);
      return s.change("ordered", got, { name: "a", seconds: 5 }).killed().after(2_000).take("ordered", again(A));
    },
  ],
  [
    "no deleted message comes back",
    "a deletion is forgotten",
    (s) => s.send("plain", A).take("plain", A).killed().after(2_000).take("plain", again(A)),
  ],
  [
    "no deleted message comes back",
    "a deletion from a FIFO queue is forgotten",
    (s) => s.send("ordered", A).take("ordered", A).killed().after(2_000).take("ordered", again(A)),
  ],
  [
    "no deleted message comes back",
    "a deletion after the visibility timeout is forgotten, though nobody else had the message",
    (s) => {
      const got = s.send("plain", A).receive("plain", A);
      return s.after(1_500).delete("plain", got, "a").killed().take("plain", again(A));
    },
  ],
  [
    "no deleted message comes back",
    "a deleted message is dead-lettered",
    (s) => keep(s.send("plain", A), "plain", A).after(1_500).take("plain", again(A)).take("plain-dead", again(A, 3)),
  ],
  [
    "no receive is forgotten",
    "a receive is not counted any more",
    (s) => keep(s.send("plain", A), "plain", A).killed().after(1_500).take("plain", A),
  ],
  [
    "no receive is forgotten",
    "a receive is counted that nobody made",
    (s) => s.send("plain", A).take("plain", again(A)),
  ],
  [
    "no message is dead-lettered against its policy",
    "a message is dead-lettered after one receive",
    (s) => keep(s.send("plain", A), "plain", A).after(1_500).take("plain-dead", again(A)),
  ],
  [
    "no message is dead-lettered against its policy",
    "a message is dead-lettered that nobody received",
    (s) => s.send("ordered", A).take("ordered-dead", A),
  ],
  [
    "no message is dead-lettered against its policy",
    "a message is received more often than its policy allows",
    (s) => {
      keep(s.send("plain", A), "plain", A);
      keep(s.after(1_500), "plain", again(A));
      return s.after(1_500).take("plain", again(A, 3));
    },
  ],
  [
    "no sequence number is out of order",
    "a later message has the lower number",
    (s) => s.send("ordered", B).send("ordered", A).take("ordered", A).take("ordered", B),
  ],
  [
    "no sequence number is out of order",
    "a message has another number than its sender was told",
    (s) => s.send("ordered", A).take("ordered", { name: "a", sequenceNumber: "00000000000000000007" }),
  ],
  [
    "no group is out of order",
    "a later message is delivered first",
    (s) => s.send("ordered", A, B).take("ordered", B).take("ordered", A),
  ],
  [
    "no group is out of order",
    "messages of one answer are in the wrong order",
    (s) => s.send("ordered", A, B).take("ordered", B, A),
  ],
  [
    "no group is out of order",
    "a later message is delivered while an earlier one is hidden",
    (s) => {
      const first = s.send("ordered", A, B).receive("ordered", A);
      return s.after(500).killed().take("ordered", B).delete("ordered", first, "a");
    },
  ],
  [
    "no deduplication is forgotten",
    "two acknowledged sends get two ids",
    (s) => {
      s.send("ordered", A).killed();
      s.sent(s.begin(sendOf("ordered", A)), [{ name: "a", messageId: "id-z", sequenceNumber: "00000000000000000099" }]);
      return s.take("ordered", A);
    },
  ],
  [
    "no deduplication is forgotten",
    "two sends without an answer become two messages",
    (s) =>
      lose(lose(s, sendOf("ordered", A)), sendOf("ordered", A)).take("ordered", A, {
        name: "a",
        messageId: "id-z",
        sequenceNumber: "00000000000000000099",
      }),
  ],
  ["no answer is a fault", "an internal failure", (s) => s.refused(s.begin(receiveOf("plain")), 500)],
];

const ALLOWED: readonly Row[] = [
  ["everything in order", (s) => s.send("plain", A, B).take("plain", B, A).send("ordered", A, B).take("ordered", A, B)],
  ["a lost send that never happened", (s) => lose(s, sendOf("plain", A))],
  ["a lost send that happened", (s) => lose(s, sendOf("ordered", A)).take("ordered", A)],
  ["a lost send, repeated, is one message", (s) => lose(s, sendOf("ordered", A)).send("ordered", A).take("ordered", A)],
  [
    "a lost deletion that happened",
    (s) => {
      const got = s.send("plain", A).receive("plain", A);
      return lose(s, deleteOf("plain", got, "a"));
    },
  ],
  [
    "a lost deletion that never happened",
    (s) => {
      const got = s.send("ordered", A).receive("ordered", A);
      return lose(s, deleteOf("ordered", got, "a"))
        .after(1_500)
        .take("ordered", again(A));
    },
  ],
  [
    "a lost deletion that let the next message of the group pass",
    (s) => {
      const got = s.send("ordered", A, B).receive("ordered", A);
      return lose(s, deleteOf("ordered", got, "a")).take("ordered", B);
    },
  ],
  [
    "a lost change of visibility that gave the message back",
    (s) => {
      const got = s.send("ordered", A).receive("ordered", A);
      return lose(s, changeOf("ordered", got, { name: "a", seconds: 0 })).take("ordered", again(A));
    },
  ],
  [
    "a lost receive that is counted",
    (s) => lose(s.send("plain", A), receiveOf("plain")).after(1_500).take("plain", again(A)),
  ],
  [
    "lost receives that used the message up",
    (s) => {
      lose(lose(s.send("ordered", A, B), receiveOf("ordered")).after(1_500), receiveOf("ordered"));
      return s.after(1_500).take("ordered", B).take("ordered-dead", again(A, 3));
    },
  ],
  [
    "a deletion too late, of a message that a lost receive may have taken",
    (s) => {
      const got = s.send("plain", A).receive("plain", A);
      lose(s.after(1_500), receiveOf("plain"));
      return s.delete("plain", got, "a").after(1_500).take("plain-dead", again(A, 3));
    },
  ],
  [
    "a deletion with an older handle, which does nothing",
    (s) => {
      const got = s.send("plain", A).receive("plain", A);
      keep(s.after(1_500), "plain", again(A));
      return s.delete("plain", got, "a").after(1_500).take("plain-dead", again(A, 3));
    },
  ],
  [
    "a standard message again after a crash",
    (s) => keep(s.send("plain", A), "plain", A).killed().take("plain", again(A)),
  ],
  [
    "a message received by two calls at one time, of which one came after the other's time",
    (s) => {
      const id = s.send("ordered", A).begin(receiveOf("ordered"));
      keep(s, "ordered", A)
        .after(1_100)
        .received(id, [again(A)]);
      return s.delete("ordered", id, "a");
    },
  ],
  [
    "an id again after five minutes",
    (s) => {
      s.send("ordered", A).take("ordered", A).after(300_001);
      const later = { name: "a", messageId: "id-z", sequenceNumber: "00000000000000000099" };
      s.sent(s.begin(sendOf("ordered", A)), [later]);
      const got = s.receive("ordered", later);
      const handles = [{ messageId: "id-z", receivedBy: got }];
      return s.done(s.begin({ op: "delete", queue: "ordered", handles }));
    },
  ],
  [
    "an id whose five minutes began with a lost send",
    (s) => {
      lose(s, sendOf("ordered", A)).after(200_000).send("ordered", A).take("ordered", A).after(150_000);
      const later = { name: "a", messageId: "id-z", sequenceNumber: "00000000000000000099" };
      s.sent(s.begin(sendOf("ordered", A)), [later]);
      const got = s.receive("ordered", later);
      const handles = [{ messageId: "id-z", receivedBy: got }];
      return s.done(s.begin({ op: "delete", queue: "ordered", handles }));
    },
  ],
];

describe("the checker", () => {
  it.each(VIOLATIONS)("finds, by the rule that %s: %s", (rule, _, tell) => {
    expect(rulesBroken(tell(new Story()))).toContain(rule);
  });

  it.each(ALLOWED)("allows %s", (_, tell) => {
    expect(checkCrashLog(tell(new Story()).end()).violations).toEqual([]);
  });

  it("finds that a queue was not emptied after its last message", () => {
    const { violations } = checkCrashLog(new Story().send("plain", A).take("plain", A).lines);
    expect(violations.map(({ what }) => what)).toContain("plain was not emptied at the end");
  });

  it("takes what was under way when the log broke off as lost", () => {
    const story = new Story();
    story.begin(sendOf("plain", A));
    expect(rulesBroken(story)).toEqual([]);
  });
});
