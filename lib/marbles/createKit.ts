import { isObservable, map, type Observable } from 'rxjs';
import { NO_FEATURES, type Agreement } from '../protocol/runtime/agreement.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { TransportError } from '../base/errors.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { Peer } from '../peer/peer.js';
import { defaultAlphabet, type Alphabet } from './alphabet.js';
import { expectedClose, recordClose } from './expectClosed.js';
import { parseDiagram } from './diagram.js';
import { recordedEventsOf, nameOfError } from './recordedEvent.js';
import type { ExpectedError, ProtocolMarbles } from './kit.js';
import { joinLetters, type Letters } from './letters.js';
import { bytesOfAll, bytesOfSaid } from './saidBytes.js';
import type { TestRun } from './testRun.js';
import { StagedConversation, type TestConversation, type TestConversationOptions } from './testConversation.js';
import { VirtualDuplex, type TestDuplex, type TestDuplexOptions } from './testDuplex.js';
import { noteListening } from './noteListening.js';
import { testPeer, type TestPeerOptions } from './testPeer.js';

/** All that a test says, on one stage. Plain functions, so that `({ received, expectSent }) => ...` works as in RxJS's run mode. */
export function createKit<Msg extends Message>(
  stage: TestRun,
  network: Network<Msg>,
  values: Letters<Msg> | undefined,
): ProtocolMarbles<Msg> {
  const { scheduler } = stage;
  const alphabet = defaultAlphabet(network);
  const lettersWith = (table: Letters<unknown> | undefined) => joinLetters({ ...alphabet }, values, table);

  function received<V extends Msg | Uint8Array>(
    diagram: string,
    table?: Letters<V>,
    error: unknown = new TransportError('CONNECTION_LOST', 'the connection broke'),
  ): Observable<Msg | V> {
    return stage.hot(parseDiagram(diagram), lettersWith(table), error);
  }

  function hot<V>(diagram: string, table: Letters<V>, error: unknown = new Error('error')): Observable<V> {
    return stage.hot(parseDiagram(diagram), joinLetters(table), error);
  }

  function converse(
    conversation: Conversation,
    received$: Observable<Msg>,
    options?: TestConversationOptions<Msg>,
  ): TestConversation<Msg> {
    const agreed = agreedBy(alphabet);
    const staged = new StagedConversation(conversation, received$, { agreed, ...options, scheduler, network });
    stage.start(() => {
      // Somebody must listen, or nothing is said. An error that nobody expects is then the run's.
      const listening = staged.hasBegun ? undefined : staged.play();
      return () => listening?.unsubscribe();
    });
    stage.check(() =>
      staged.isListenedTo ? [] : ['nobody has listened to the conversation: expect what it sends or reports'],
    );
    stage.check(() => staged.leftovers.map((name) => `the conversation still listens to ${name} at the end`));
    return staged;
  }

  function peer(received$: Observable<Msg | Uint8Array>, options: TestPeerOptions<Msg> = {}): Peer<Msg> {
    stage.requirePreparing();
    const peer = testPeer(received$, options, { network, scheduler });
    // What is given to onPeer may be listened to there.
    const isListenedTo = options.onPeer === undefined ? noteListening(peer) : (): boolean => true;
    stage.check(() =>
      isListenedTo() ? [] : ['nobody has listened to the peer: expect what it sends, receives or ends with'],
    );
    stage.start(() => {
      peer.start();
      return () => peer.close();
    });
    return peer;
  }

  function duplex(received$: Observable<Msg | Uint8Array>, options?: TestDuplexOptions): TestDuplex {
    const duplex = new VirtualDuplex(received$.pipe(map((said) => bytesOfSaid(said, { network }))), options);
    stage.start(() => () => duplex.close());
    return duplex;
  }

  function expect(
    name: string,
    stream$: Observable<unknown>,
    text: string,
    table: Letters<unknown> | undefined,
    expectedError?: ExpectedError,
  ): void {
    const diagram = parseDiagram(text);
    const letters = lettersWith(table);
    const expected = recordedEventsOf(diagram, letters, expectedError);
    stage.watch({ name, lengthMs: diagram.lengthMs, letters, expected }, (note) =>
      stream$.subscribe({
        next: (value) => note({ kind: 'N', value }),
        error: (error: unknown) => note({ kind: 'E', value: nameOfError(error) }),
        complete: () => note({ kind: 'C' }),
      }),
    );
  }

  const kit: ProtocolMarbles<Msg> = {
    ...{ scheduler, network, alphabet, received, hot, converse, peer, duplex },
    at: (atMs, action) => stage.at(atMs, action),
    bytesOf: (...messages) => bytesOfAll(messages, { network }),
    expectSent(peerOrStream$, diagram, table, error) {
      expect('sent', isObservable(peerOrStream$) ? peerOrStream$ : peerOrStream$.sent$, diagram, table, error);
    },
    expectMessages: ({ messages$ }, diagram, table) => expect('messages', messages$, diagram, table),
    expectClosed({ closed$ }, when, reason) {
      const row = { name: 'closed', letters: new Map<string, unknown>(), ...expectedClose(when, reason) };
      stage.watch(row, (note) => recordClose(closed$, note));
    },
    expectReports: ({ reports$ }, diagram, table) => expect('reports', reports$, diagram, table),
    expectStream: (stream$, diagram, table, error) => expect('stream', stream$, diagram, table, error),
  };
  return kit;
}

/** What the handshake with `v` leaves behind. */
function agreedBy({ v, V }: Alphabet): Agreement {
  return {
    local: V,
    remote: v,
    protocolVersion: Math.min(V.version, v.version),
    features: { ...NO_FEATURES, witness: true, relay: true },
  };
}
