/** How many messages a text becomes on its way to a phone: each of them is billed. */

/**
 * The parts of a text: 160 characters of the GSM alphabet or 70 of any other fit into one message, a few less into each
 * of several, which carry their place. https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 */
export function messageParts(text: string): number {
  const isGsm = [...text].every((character) => GSM.has(character) || GSM_EXTENSION.has(character));
  const length = isGsm ? [...text].reduce((sum, each) => sum + (GSM_EXTENSION.has(each) ? 2 : 1), 0) : text.length;
  const [whole, part] = isGsm ? [160, 153] : [70, 67];
  return length <= whole ? 1 : Math.ceil(length / part);
}

/** GSM 03.38, and what it writes with two characters. */
const GSM: ReadonlySet<string> = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const GSM_EXTENSION: ReadonlySet<string> = new Set("\f^{}\\[~]|€");
