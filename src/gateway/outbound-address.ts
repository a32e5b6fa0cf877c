/** Which addresses a delivery may go to: never those that lead to machines' metadata or to nowhere. */
import { BlockList, isIP } from "node:net";

/**
 * Never called, whoever asks: a subscriber's URL that points there wants the machine's own credentials.
 * Link-local (RFC 3927, RFC 4291), the unspecified address, multicast, and the address at which AWS's instance
 * metadata listens over IPv6. Link-local IPv4 is also refused inside the IPv6 forms that gateways take apart: NAT64
 * (RFC 6052), 6to4 (RFC 3056) and the old IPv4-compatible one; the list itself sees through IPv4-mapped ones.
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
NEVER.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
NEVER.addSubnet("2002:a9fe::", 32, "ipv6");
NEVER.addSubnet("::a9fe:0", 112, "ipv6");

/** This machine itself. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Networks that only their own members reach: RFC 1918, RFC 6598 (behind carriers), RFC 4193 (IPv6). */
const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8, "ipv4");
PRIVATE.addSubnet("172.16.0.0", 12, "ipv4");
PRIVATE.addSubnet("192.168.0.0", 16, "ipv4");
PRIVATE.addSubnet("100.64.0.0", 10, "ipv4");
PRIVATE.addSubnet("fc00::", 7, "ipv6");

/** Which addresses a cloud calls, besides what it never calls: all; this machine's own alone; or as AWS, public ones. */
export const ADDRESS_RANGES = ["any", "loopback", "public"] as const;
export type AddressRange = (typeof ADDRESS_RANGES)[number];

/** Names below which AWS itself answers. */
const AWS_NAME = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)\.?$/i;

/** Says why a name is not called, or undefined when it may be: a local cloud never reaches the real one. */
export function nameRefusal(name: string): string | undefined {
  return AWS_NAME.test(name) ? `${name} is AWS itself, which this server never calls.` : undefined;
}

/** Says why `address` is not called by a cloud that calls `range`, or undefined when it may be. */
export function addressRefusal(address: string, range: AddressRange = "any"): string | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return `"${address}" is not an address.`;
  const isIn = (list: BlockList): boolean => list.check(plain, family === 4 ? "ipv4" : "ipv6");
  if (isIn(NEVER)) return `The address ${address} is never called.`;
  const isWanted = range === "any" || (range === "loopback" ? isIn(LOOPBACK) : !isIn(LOOPBACK) && !isIn(PRIVATE));
  return isWanted ? undefined : `The address ${address} is not called: this server calls ${range} addresses only.`;
}
