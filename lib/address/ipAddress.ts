/** The 16 bytes of an IPv4 or IPv6 address in text, IPv4 as ::ffff:a.b.c.d; undefined for anything else, such as a host's name. */
export function parseIp(text: string): Uint8Array | undefined {
  const ipv4 = ipv4OfText(text);
  if (ipv4 !== undefined) return mapped(ipv4);
  if (!text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOfText);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  // "::" stands for at least one group (RFC 4291, 2.2).
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])]);
}

/** The text of 16 bytes: dotted for ::ffff:a.b.c.d, else as RFC 5952 writes IPv6. */
export function formatIp(ip: Uint8Array): string {
  if (IPV4_PREFIX.every((byte, i) => ip[i] === byte)) return ip.subarray(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((ip[2 * i]! << 8) | ip[2 * i + 1]!).toString(16));
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** ::ffff:0:0/96, where IPv6 has room for IPv4 (RFC 4291, 2.5.5.2). */
export const IPV4_PREFIX: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function mapped(ipv4: readonly number[]): Uint8Array {
  const ip = new Uint8Array(16);
  ip[10] = 0xff;
  ip[11] = 0xff;
  for (let i = 0; i < 4; i++) ip[12 + i] = ipv4[i]!;
  return ip;
}

const DOT = 0x2e;
const ZERO = 0x30;
const MAX_IPV4_LENGTH = '255.255.255.255'.length;

// By its characters, not by a pattern and a split, which take 5 µs: it is read for each connection.
function ipv4OfText(text: string): number[] | undefined {
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

/** The bytes of groups between colons; the last may be dotted. */
function groupsOfText(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    const ipv4 = i === groups.length - 1 ? ipv4OfText(group) : undefined;
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
