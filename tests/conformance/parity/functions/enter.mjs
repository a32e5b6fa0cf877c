/** Enters lines in a book; one that is BROKEN cannot be, and what comes after it in its group must wait for it. */
export async function handler({ Records }) {
  const blocked = new Set();
  const entered = [];
  const batchItemFailures = [];
  for (const { messageId, body, attributes } of Records) {
    const group = attributes.MessageGroupId;
    if (body === process.env.BROKEN) blocked.add(group);
    if (blocked.has(group)) batchItemFailures.push({ itemIdentifier: messageId });
    else entered.push(body);
  }
  return { batchItemFailures, entered };
}
