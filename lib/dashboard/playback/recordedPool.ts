import { map, Subject, Subscription, type Observable } from 'rxjs';
import type { Message, MessageOf } from '../../messages/table.js';
import type { PeerMessage } from '../../monitor/peerMessage.js';
import type { Network } from '../../networks/network.js';
import type { Peer } from '../../peer/peer.js';
import { requireCommand } from '../../peer/receive/commandStreams.js';
import { guardedComplete, guardedNext } from '../../peer/streams/guard.js';
import { mergePeers, messagesOfPeers } from '../../pool/mergePeers.js';
import type { ReadyPeer } from '../../peer/peer.js';
import { PoolEvents } from '../../pool/poolEvents.js';
import { trackPeer, type PeerEnd } from '../../pool/trackPeer.js';
import type { PlaybackClock } from './playbackClock.js';
import type { OpenedPeer, PlaybackPool } from './playbackSource.js';

/** The pool of a recording. It has one peer for each recorded connection, dials no address, and has no address book. */
export class RecordedPool implements PlaybackPool {
  private readonly events = new PoolEvents(() => ({ ...NO_ADDRESSES, connecting: this.connecting }));
  readonly peers$ = this.events.peers$;
  readonly joined$ = this.events.joined$;
  readonly left$ = this.events.left$;
  readonly failed$ = this.events.failed$;
  readonly faults$ = this.events.faults$;
  readonly stats$ = this.events.stats$;
  readonly messages$ = messagesOfPeers(this.events, (peer) => peer.messages$);
  readonly traffic$ = mergePeers(this.events, (peer) => peer.traffic$.pipe(map((traffic) => ({ peer, traffic }))));
  private readonly connectionSubject$ = new Subject<OpenedPeer>();
  readonly connection$ = this.connectionSubject$.asObservable();
  private readonly tracked = new Subscription();
  private connecting = 0;

  constructor(
    readonly network: Network,
    readonly scheduler: PlaybackClock,
  ) {}

  on<C extends Message['command']>(command: C): Observable<PeerMessage<MessageOf<C>, ReadyPeer>> {
    requireCommand(this.network, command);
    return messagesOfPeers(this.events, (peer) => peer.on(command));
  }

  /** Adds the peer of a connection that was opened, and starts it. */
  add(peer: Peer): void {
    let isConnecting = true;
    const connected = (): void => {
      if (isConnecting) this.connecting -= 1;
      isConnecting = false;
    };
    this.connecting += 1;
    this.events.changed();
    guardedNext(this.connectionSubject$, peer);
    this.tracked.add(
      trackPeer(peer, {
        onReady: (ready) => {
          connected();
          this.events.joined(ready);
        },
        onEnd: (end) => {
          connected();
          this.emitEnd(peer, end);
        },
      }),
    );
  }

  /** Completes the streams, then closes the peers: the end of a pass does not mean that a recorded connection ends. */
  close(): void {
    guardedComplete(this.connectionSubject$);
    this.events.complete();
    this.tracked.unsubscribe();
  }

  private emitEnd({ address, direction }: Peer, { error, peer, reason }: PeerEnd): void {
    if (peer !== undefined && reason !== undefined) this.events.left(peer, reason);
    else if (error !== undefined) this.events.failed({ address, direction, error });
    else this.events.changed();
  }
}

const NO_ADDRESSES = { freshAddresses: 0, triedAddresses: 0, discouragedAddresses: 0, bannedAddresses: 0 };
