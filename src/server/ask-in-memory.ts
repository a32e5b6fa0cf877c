/** Asks a cloud of this process without a socket: the request takes the same way through the gateway as any other. */
import type { Gateway } from "../gateway/gateway.ts";
import { MemoryConversation, type MemoryAnswer, type MemoryRequest } from "../gateway/http/memory-conversation.ts";

/** A question to a cloud, and its answer. */
export type AskInMemory = (request: MemoryRequest, signal?: AbortSignal) => Promise<MemoryAnswer>;

/** @throws the signal's reason when it aborts before there is an answer */
export function askInMemory(gateway: Gateway): AskInMemory {
  return async (request, signal) => {
    signal?.throwIfAborted();
    const conversation = new MemoryConversation(request);
    const leave = (): void => conversation.leave(signal?.reason);
    signal?.addEventListener("abort", leave, { once: true });
    conversation.whenOver(() => signal?.removeEventListener("abort", leave));
    gateway.converse(conversation);
    return conversation.answered;
  };
}
