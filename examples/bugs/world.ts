/** What lies outside of AWS, and keeps what was done to it: what comes twice out of the cloud is twice here. */

/** Takes money. Like a real one, it does nothing when it is given an idempotency key for the second time. */
export class Bank {
  /** Orders that were paid, each as often as it was. */
  readonly paid: string[] = [];
  readonly #keys = new Set<string>();

  pay(orderId: string, idempotencyKey?: string): void {
    if (idempotencyKey !== undefined && this.#keys.has(idempotencyKey)) return;
    if (idempotencyKey !== undefined) this.#keys.add(idempotencyKey);
    this.paid.push(orderId);
  }
}

/** The page that shows how far each order has come. */
export class Board {
  readonly shown = new Map<string, { readonly status: string; readonly version: number }>();
}
