/** What is told of an order, and the event in which Lambda hands it to a consumer. */

export interface OrderEvent {
  readonly orderId: string;
  readonly status: "placed" | "packed" | "shipped";
  /** 1 for the first event of an order, 2 for the second ... */
  readonly version: number;
}

/** The event of a queue's event source mapping. */
export interface QueueEvent {
  readonly Records: readonly { readonly body: string }[];
}

export function orderEvents({ Records }: QueueEvent): readonly OrderEvent[] {
  // The bodies are what this workflow published itself.
  return Records.map(({ body }) => JSON.parse(body) as OrderEvent);
}
