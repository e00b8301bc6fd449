/** Advice to the user about a connection that failed with an error of this code. */
export function failureAdvice(code: string): string {
  return ADVICE[code] ?? 'The view Faults lists all attempts.';
}

const ADVICE: Readonly<Record<string, string>> = {
  CONNECT_FAILED: 'Check that a node listens at this address, and that no firewall is in between.',
  CONNECT_TIMEOUT: 'Check the address, and that no firewall is in between.',
  PROXY_FAILED: 'Check that the proxy runs, and that it can reach the address.',
  CONNECTION_LOST: 'The node closed the connection: it may be full, or refuse our address.',
  NEGOTIATION_TIMEOUT:
    'The host accepts connections, but does not complete the handshake. Check --network: each network has its own.',
  WRONG_MAGIC: 'The node belongs to another network. Check --network.',
  SELF_CONNECTION: 'The address is our own.',
  VERSION_TOO_OLD: 'The node is too old for this library.',
  SERVICES_MISSING: 'The node does not offer the required services.',
};
