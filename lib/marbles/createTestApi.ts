import { isObservable, map, type Observable } from 'rxjs';
import { NO_FEATURES, type Agreement } from '../protocol/runtime/agreement.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { TransportError } from '../base/errors.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { Peer } from '../peer/peer.js';
import { defaultAlphabet, type Alphabet } from './defaultAlphabet.js';
import { expectedClose, recordClose } from './expectClosed.js';
import { parseDiagram } from './diagram.js';
import { expectedEventsOf, nameOfError } from './recordedEvent.js';
import type { ExpectedError, ProtocolMarbles } from './testApi.js';
import { mergeLetters, type Letters } from './letters.js';
import { encodeFrames, encodeChunk } from './encodeChunk.js';
import type { TestRun } from './testRun.js';
import { StagedConversation, type TestConversation, type TestConversationOptions } from './testConversation.js';
import { VirtualDuplex, type TestDuplex, type TestDuplexOptions } from './testDuplex.js';
import { trackPeerAccess } from './trackPeerAccess.js';
import { testPeer, type TestPeerOptions } from './testPeer.js';

/** Creates the API of one run. Its members are closures, so that tests can destructure: `({ received, expectSent }) => ...`. */
export function createTestApi<Msg extends Message>(
  testRun: TestRun,
  network: Network<Msg>,
  runValues: Letters<Msg> | undefined,
): ProtocolMarbles<Msg> {
  const { scheduler } = testRun;
  const alphabet = defaultAlphabet(network);
  const lettersWith = (callValues: Letters<unknown> | undefined) =>
    mergeLetters({ ...alphabet }, runValues, callValues);

  function received<V extends Msg | Uint8Array>(
    diagram: string,
    values?: Letters<V>,
    error: unknown = new TransportError('CONNECTION_LOST', 'the connection broke'),
  ): Observable<Msg | V> {
    return testRun.hot(parseDiagram(diagram), lettersWith(values), error);
  }

  function hot<V>(diagram: string, values: Letters<V>, error: unknown = new Error('error')): Observable<V> {
    return testRun.hot(parseDiagram(diagram), mergeLetters(values), error);
  }

  function converse(
    conversation: Conversation,
    received$: Observable<Msg>,
    options?: TestConversationOptions<Msg>,
  ): TestConversation<Msg> {
    const agreed = agreementAfterHandshake(alphabet);
    const running = new StagedConversation(conversation, received$, { agreed, ...options, scheduler, network });
    testRun.addActor(() => {
      // A conversation runs while it is subscribed. If a test expects only the reports of a conversation, an error of the conversation
      // reaches the test runner.
      const subscription = running.hasBegun ? undefined : running.play();
      return () => subscription?.unsubscribe();
    });
    testRun.addLeftoverCheck(() =>
      running.isListenedTo ? [] : ['the conversation is never observed: expect what it sends or reports'],
    );
    testRun.addLeftoverCheck(() =>
      running.leftovers.map((name) => `the conversation is still subscribed to ${name} at the end`),
    );
    return running;
  }

  function peer(received$: Observable<Msg | Uint8Array>, options: TestPeerOptions<Msg> = {}): Peer<Msg> {
    testRun.requirePreparing();
    const peer = testPeer(received$, options, { network, scheduler });
    // onPeer receives the peer itself and may observe it, which the tracker would not see.
    const wasObserved = options.onPeer === undefined ? trackPeerAccess(peer) : (): boolean => true;
    testRun.addLeftoverCheck(() =>
      wasObserved() ? [] : ['the peer is never observed: expect what it sends, receives or closes with'],
    );
    testRun.addActor(() => {
      peer.start();
      return () => peer.close();
    });
    return peer;
  }

  function duplex(received$: Observable<Msg | Uint8Array>, options?: TestDuplexOptions): TestDuplex {
    const duplex = new VirtualDuplex(received$.pipe(map((value) => encodeChunk(value, { network }))), options);
    testRun.addActor(() => () => duplex.close());
    return duplex;
  }

  function expect(
    name: string,
    stream$: Observable<unknown>,
    text: string,
    values: Letters<unknown> | undefined,
    expectedError?: ExpectedError,
  ): void {
    const diagram = parseDiagram(text);
    const letters = lettersWith(values);
    const expected = expectedEventsOf(diagram, letters, expectedError);
    testRun.expectEvents({ name, lengthMs: diagram.lengthMs, letters, expected }, (record) =>
      stream$.subscribe({
        next: (value) => record({ kind: 'N', value }),
        error: (error: unknown) => record({ kind: 'E', value: nameOfError(error) }),
        complete: () => record({ kind: 'C' }),
      }),
    );
  }

  const api: ProtocolMarbles<Msg> = {
    ...{ scheduler, network, alphabet, received, hot, converse, peer, duplex },
    at: (atMs, action) => testRun.schedule(atMs, action),
    bytesOf: (...messages) => encodeFrames(messages, { network }),
    expectSent(peerOrStream$, diagram, values, error) {
      expect('sent', isObservable(peerOrStream$) ? peerOrStream$ : peerOrStream$.sent$, diagram, values, error);
    },
    expectMessages: ({ messages$ }, diagram, values) => expect('messages', messages$, diagram, values),
    expectClosed({ closed$ }, when, reason) {
      const expectation = { name: 'closed', letters: new Map<string, unknown>(), ...expectedClose(when, reason) };
      testRun.expectEvents(expectation, (record) => recordClose(closed$, record));
    },
    expectReports: ({ reports$ }, diagram, values) => expect('reports', reports$, diagram, values),
    expectStream: (stream$, diagram, values, error) => expect('stream', stream$, diagram, values, error),
  };
  return api;
}

/** The agreement of a completed handshake between `V` and `v`. */
function agreementAfterHandshake({ v, V }: Alphabet): Agreement {
  return {
    local: V,
    remote: v,
    protocolVersion: Math.min(V.version, v.version),
    features: { ...NO_FEATURES, witness: true, relay: true },
  };
}
