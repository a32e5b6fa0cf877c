/** Bills an order; one that says so cannot be billed. */
export async function handler({ Records: [{ body }] }) {
  if (body.includes("poison")) throw new Error(`cannot bill ${body}`);
  return { billed: JSON.parse(body).id, price: process.env.PRICE };
}
