/** Takes a step of a delivery; one that is blocked cannot be taken. */
export async function handler({ Records: [{ body }] }) {
  if (body.includes("blocked")) throw new Error(`The step ${body} cannot be taken.`);
  return body;
}
