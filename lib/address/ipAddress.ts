/**
 * Parses an IPv4 or IPv6 address to 16 bytes; IPv4 becomes IPv4-mapped IPv6, ::ffff:a.b.c.d. Returns undefined for any other text, such as a
 * host name.
 */
export function parseIp(text: string): Uint8Array | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return toIpv4Mapped(ipv4);
  if (!text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  // "::" replaces at least one group of 16 bits (RFC 4291, section 2.2).
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])]);
}

/** Formats 16 bytes: dotted for IPv4-mapped addresses, else in the canonical form of IPv6 (RFC 5952). */
export function formatIp(ip: Uint8Array): string {
  if (startsWith(ip, IPV4_PREFIX)) return formatIpv4(ip.subarray(12));
  const groups = Array.from({ length: 8 }, (_, i) => ((ip[2 * i]! << 8) | ip[2 * i + 1]!).toString(16));
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** Formats 4 bytes: `127.0.0.1`. */
export function formatIpv4(ip: Uint8Array): string {
  return `${ip[0]}.${ip[1]}.${ip[2]}.${ip[3]}`;
}

/** The prefix of IPv4-mapped IPv6 addresses, ::ffff:0:0/96 (RFC 4291, section 2.5.5.2). */
export const IPV4_PREFIX: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** Whether the bytes begin with this prefix. */
export function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

function toIpv4Mapped(ipv4: readonly number[]): Uint8Array {
  const ip = new Uint8Array(16);
  ip[10] = 0xff;
  ip[11] = 0xff;
  for (let i = 0; i < 4; i++) ip[12 + i] = ipv4[i]!;
  return ip;
}

const DOT = 0x2e;
const ZERO = 0x30;
const MAX_IPV4_LENGTH = '255.255.255.255'.length;

/** Parses a dotted IPv4 address to its 4 bytes. Leading zeros have no meaning. Returns undefined for any other text. */
export function parseIpv4(text: string): number[] | undefined {
  // Character by character: a regular expression and a split take 5 µs, and this runs for each connection.
  if (text.length > MAX_IPV4_LENGTH) return undefined;
  const bytes: number[] = [];
  let value = 0;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : DOT;
    if (code === DOT) {
      if (digits === 0 || value > 0xff) return undefined;
      bytes.push(value);
      value = 0;
      digits = 0;
    } else {
      if (code < ZERO || code > ZERO + 9 || digits === 3) return undefined;
      value = 10 * value + code - ZERO;
      digits += 1;
    }
  }
  return bytes.length === 4 ? bytes : undefined;
}

/** Parses groups of 16 bits between colons; the last group may be a dotted IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    const ipv4 = i === groups.length - 1 ? parseIpv4(group) : undefined;
    if (ipv4 === undefined && !/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    const value = parseInt(group, 16);
    bytes.push(...(ipv4 ?? [value >> 8, value & 0xff]));
  }
  return bytes;
}

function longestZeroRun(groups: string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
