/** Ships a parcel, each time that it is told to. */
export async function handler({ Records: [{ body }] }) {
  return `shipped ${body}`;
}
