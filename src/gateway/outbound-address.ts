/** Which addresses a delivery may go to: never those that lead to machines' metadata or to nowhere. */
import { BlockList, isIP } from "node:net";

/**
 * Never called, whoever asks: a subscriber's URL that points there wants the machine's own credentials.
 * Link-local (RFC 3927, RFC 4291), the unspecified address, multicast, and the address at which AWS's instance
 * metadata listens over IPv6.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
const NEVER = new BlockList();
NEVER.addSubnet("169.254.0.0", 16, "ipv4");
NEVER.addSubnet("0.0.0.0", 8, "ipv4");
NEVER.addSubnet("224.0.0.0", 4, "ipv4");
NEVER.addAddress("255.255.255.255", "ipv4");
NEVER.addSubnet("fe80::", 10, "ipv6");
NEVER.addSubnet("ff00::", 8, "ipv6");
NEVER.addAddress("::", "ipv6");
NEVER.addAddress("fd00:ec2::254", "ipv6");

/** Says why `address` is not called, or undefined when it may be. */
export function addressRefusal(address: string): string | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return `"${address}" is not an address.`;
  if (NEVER.check(plain, family === 4 ? "ipv4" : "ipv6")) return `The address ${address} is never called.`;
  return undefined;
}
