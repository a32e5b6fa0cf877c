/** For how long a message is certain to be hidden: what a receive, or a change of visibility, has promised. */
import { type Act, isBefore, type History, type MessageHistory, type Span } from "./history.ts";

/** A promise that nobody else gets the message from the end of `span` on, until at least `until`. */
export interface Hold {
  readonly span: Span;
  readonly until: number;
  /** The call that it was the answer to. */
  readonly by: number;
}

/** The promises that were made about a message, each from an answer that was seen. */
export function holdsOf(message: MessageHistory): Hold[] {
  return [
    ...message.deliveries.map(({ receive }) => ({
      span: receive.span,
      // The time began to run at some moment after the call.
      until: receive.span.calledAt + receive.visibilitySeconds * 1_000,
      by: receive.span.id,
    })),
    ...message.changes
      .filter(({ isLost }) => !isLost)
      .map(({ span, seconds }) => ({ span, until: span.calledAt + seconds * 1_000, by: span.id })),
  ];
}

/** The promise that hid the message during the whole of `span`, if there is one. */
export function holdDuring(history: History, message: MessageHistory, span: Span): Hold | undefined {
  return holdsOf(message).find((hold) => holds(history, { message, hold, span }));
}

/** Whether a message was hidden by the receive that its deletion names, without a break, until it was deleted. */
export function isDeletedInTime(history: History, message: MessageHistory, { span, receivedBy }: Act): boolean {
  return holdsOf(message).some((hold) => hold.by === receivedBy && holds(history, { message, hold, span }));
}

/** Whether a promise was kept all the time from its beginning to the end of `span`, by all that is known. */
function holds(
  { kills }: History,
  { message, hold, span }: { readonly message: MessageHistory; readonly hold: Hold; readonly span: Span },
): boolean {
  if (!isBefore(hold.span, span) || span.endedAt >= hold.until) return false;
  // Any change that may have come after the promise may have taken it back, also one without an answer.
  const mayBeTakenBack = message.changes.some(
    (change) =>
      change.span !== hold.span && !isBefore(change.span, hold.span) && change.span.calledLine < span.endedLine,
  );
  if (mayBeTakenBack) return false;
  // Only a FIFO queue promises it across a crash.
  return message.queue.isFifo || !kills.some((kill) => kill > hold.span.calledLine && kill < span.endedLine);
}
