import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { filter, ReplaySubject, type Observable } from 'rxjs';
import { GoProgram } from './goProgram.js';
import { soon } from './soon.js';

/** A line that spec/interop/go/v2peer prints; events.go there describes the fields. */
export interface V2PeerEvent {
  readonly event: 'listening' | 'session' | 'ready' | 'received' | 'closed';
  /** Counts from 1; absent if the event is `listening`. */
  readonly connection?: number;
  /** Where it listens. */
  readonly port?: number;
  /** In hex, as Bitcoin Core's RPC prints it. */
  readonly sessionId?: string;
  /** Of the remote. */
  readonly userAgent?: string;
  /** Of a received message; absent if btcd does not know the short id. */
  readonly command?: string;
  /** The first byte of the contents; 0 if the command is spelt out. */
  readonly typeId?: number;
  readonly payloadBytes?: number;
  /** The SHA-256 of the payload in hex. */
  readonly payloadHash?: string;
  /** Of a ping or pong, in decimal digits. */
  readonly nonce?: string;
  /** Why the connection ended. */
  readonly reason?: string;
}

/** How the peer begins a connection. */
export interface V2PeerOptions {
  /** Bytes of garbage after its public key, 0 to 4095. Default 0. */
  readonly garbage?: number;
  /** Lengths of the contents of decoys that it sends before the version packet. Default none. */
  readonly decoys?: readonly number[];
  /** Default `/v2peer:1/`. */
  readonly agent?: string;
}

/** A running peer on regtest over the v2 transport of btcd. */
export interface V2Peer {
  /** Replays the last 10,000. */
  readonly event$: Observable<V2PeerEvent>;
  /** Resolves to the first event of this kind that satisfies the predicate, including events before the call. */
  event(kind: V2PeerEvent['event'], isWanted?: (event: V2PeerEvent) => boolean): Promise<V2PeerEvent>;
  /** Sends messages on the newest connection that is ready; instructions.go describes the kinds. */
  send(kind: 'ping' | 'inv' | 'long' | 'longPing' | 'decoy', count?: number, bytes?: number): void;
  /** Ends its connections and the process. */
  stop(): Promise<void>;
}

const program = new GoProgram('v2peer');

/** Why no peer of btcd is available on this machine; undefined if one is. */
export const v2peerAbsence = (): Promise<string | undefined> => program.absence();

/** Opens one connection. */
export function v2peerDials(host: string, port: number, options: V2PeerOptions = {}): V2Peer {
  return start(options, 'dial', host, String(port));
}

/** Listens at 127.0.0.1; resolves when it accepts connections. */
export async function v2peerListens(options: V2PeerOptions = {}): Promise<V2Peer & { readonly port: number }> {
  const peer = start(options, 'listen');
  const { port } = await peer.event('listening');
  return { ...peer, port: port! };
}

function start({ garbage = 0, decoys = [], agent = '/v2peer:1/' }: V2PeerOptions, ...args: readonly string[]): V2Peer {
  const flags = ['-garbage', String(garbage), '-decoys', decoys.join(','), '-agent', agent];
  // It exits when its standard input is closed, which also happens if this process dies.
  const child = spawn(program.path, [...flags, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'close');
  const event$ = new ReplaySubject<V2PeerEvent>(10_000);
  let stderr = '';
  createInterface({ input: child.stdout })
    .on('line', (line) => event$.next(JSON.parse(line) as V2PeerEvent))
    .on('close', () => event$.complete());
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // It may have exited already.
  child.stdin.on('error', () => undefined);
  return {
    event$: event$.asObservable(),
    async event(kind, isWanted = () => true) {
      try {
        return await soon(event$.pipe(filter((each) => each.event === kind && isWanted(each))), `event ${kind}`);
      } catch (cause) {
        throw new Error(`${(cause as Error).message}\n${stderr}`, { cause });
      }
    },
    send(kind, count = 1, bytes = 0) {
      child.stdin.write(`${kind} ${count} ${bytes}\n`);
    },
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(timer);
    },
  };
}
