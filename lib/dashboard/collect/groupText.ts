import { remoteHostOf } from '../../address/remoteHost.js';
import { boundedText } from './boundedText.js';

/** Characters of a name. */
const MAX_NAME_CHARACTERS = 80;

/** The network group of an address (`networkGroupOf`) as a prefix: `20.1.0.0/16`, `2001:db8::/32`; `loopback`, `onion:3`; a name is its own group. */
export function groupText(address: string): string {
  const { group } = remoteHostOf(address);
  const at = group.indexOf(':');
  if (at === -1) return 'loopback';
  const [kind, rest] = [group.slice(0, at), group.slice(at + 1)];
  if (kind === 'ipv4') return `${rest}.0.0/16`;
  if (kind === 'ipv6') return ipv6Prefix(rest);
  return boundedText(kind === 'name' ? rest : group, MAX_NAME_CHARACTERS);
}

/** `2001:db8` is a /32, `2001:470:1` a /36. */
function ipv6Prefix(text: string): string {
  const [high, low, nibble] = text.split(':');
  return nibble === undefined ? `${high}:${low}::/32` : `${high}:${low}:${nibble}000::/36`;
}
