/** The version message of a remote that offers nothing and is nowhere. */
export function versionOf(nonce) {
  const nowhere = { services: 0n, ip: new Uint8Array(16), port: 0 };
  return {
    command: 'version',
    version: 70_016,
    services: 9n,
    timestamp: 1_750_000_000n,
    addrRecv: nowhere,
    addrFrom: nowhere,
    nonce,
    userAgent: '/bench/',
    startHeight: 1,
    relay: true,
  };
}
