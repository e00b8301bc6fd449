/** The text of a reply code of SOCKS5 other than 0, with its number: `cannot reach the host (SOCKS5 reply 4)`. */
export function socksReplyText(reply: number): string {
  return `${TEXTS.get(reply) ?? 'refuses for an unknown reason'} (SOCKS5 reply ${reply})`;
}

const TEXTS: ReadonlyMap<number, string> = new Map([
  // RFC 1928, section 6.
  [1, 'reports a general failure'],
  [2, 'does not allow the connection'],
  [3, 'cannot reach the network'],
  [4, 'cannot reach the host'],
  [5, 'was refused by the host'],
  [6, 'has not reached the host in time'],
  [7, 'does not support the command CONNECT'],
  [8, 'does not support this type of address'],
  // Tor's codes for onion services, with its option ExtendedErrors (Tor, socks-extensions.txt).
  [0xf0, 'cannot find the descriptor of the onion service'],
  [0xf1, 'got an invalid descriptor of the onion service'],
  [0xf2, 'failed to introduce itself to the onion service'],
  [0xf3, 'failed to meet the onion service'],
  [0xf4, 'has no authorization for the onion service'],
  [0xf5, 'has a wrong authorization for the onion service'],
  [0xf6, 'was given an invalid onion address'],
  [0xf7, 'got no answer to the introduction to the onion service in time'],
]);
