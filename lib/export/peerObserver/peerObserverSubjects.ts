/** The names in the subjects of several nodes that publish to one server. */
export interface PeerObserverHost {
  /** The name of the installation: `prod`. */
  readonly instance: string;
  /** The name of the node or monitor: `alice`. */
  readonly node: string;
}

/** Subjects by kind of event. Source: peer-observer, shared/src/nats_subjects.rs; its tools subscribe to `*`, subjects of one token. */
export interface PeerObserverSubjects {
  readonly messages: string;
  readonly connections: string;
  readonly p2p: string;
}

export function peerObserverSubjects(host: PeerObserverHost | undefined): PeerObserverSubjects {
  if (host === undefined) return { messages: 'netmsg', connections: 'netconn', p2p: 'p2p-extractor' };
  const prefix = `peer-observer.${tokenOf(host.instance)}.${tokenOf(host.node)}`;
  return { messages: `${prefix}.ebpf.messages`, connections: `${prefix}.ebpf.connections`, p2p: `${prefix}.p2p` };
}

/** Keeps letters, digits, `_` and `-`, and percent-encodes every other byte: NATS separates tokens by dots. */
function tokenOf(name: string): string {
  const bytes = new TextEncoder().encode(name);
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
