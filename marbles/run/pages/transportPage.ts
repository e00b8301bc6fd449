import { map, timer, type OperatorFunction } from 'rxjs';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { DetectingFraming } from '../../../lib/frame/detectingFraming.js';
import type { Frame } from '../../../lib/frame/frameDecoder.js';
import type { Framing, FramingState } from '../../../lib/frame/framing.js';
import { V1Framing } from '../../../lib/frame/v1/v1Framing.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { NETWORKS_BY_MAGIC } from '../../../lib/networks/knownNetworks.js';
import { decodeFrames } from '../../../lib/operators/decodeFrames.js';
import { framingOf } from '../v2/seededFraming.js';
import { ScriptedRemote } from '../v2/scriptedRemote.js';
import type { CaseResult } from '../caseResult.js';
import { CaseRun } from '../caseRun.js';
import { recordIn, type PageRunner } from './operatorPage.js';
import { bytesOfPart } from '../values/v2Values.js';

const network = bitcoin.regtest;

/** The letters of the states of a framing in the row `states`. */
const STATE_LETTERS: Readonly<Record<FramingState, string>> = {
  Loading: 'L',
  Detecting: 'D',
  AwaitingKey: 'K',
  AwaitingPermit: 'W',
  AwaitingTerminator: 'T',
  AwaitingVersion: 'V',
  Ready: 'R',
};

/** The options of a case. */
interface TransportOptions {
  /** True: we opened the connection. Default false. */
  initiator?: boolean;
  /** True: the first bytes of the remote decide between v1 and v2. Default false: v2. */
  detects?: boolean;
  /** The time at which our key exchange is permitted, or `"never"`. Default: at once. */
  permitAtMs?: number | 'never';
  onMalformed?: 'close' | 'drop';
}

/** The page of transport v2: `decodeFrames` with a V2Framing, and a remote that may break every rule. */
export const transportPages = {
  transportV2: {
    requiredCases: [
      ...['the key exchange as responder', 'the key exchange as initiator', 'early unsubscribe'],
      // Bitcoin Core, test/functional/p2p_v2_misbehaving.py, TestType.
      ...['EARLY_KEY_RESPONSE', 'EXCESS_GARBAGE', 'WRONG_GARBAGE_TERMINATOR', 'WRONG_GARBAGE', 'SEND_NO_AAD'],
      ...['SEND_NO_AAD, by a decoy', 'SEND_NON_EMPTY_VERSION_PACKET'],
      // btcd, v2transport/handshake_test.go.
      ...[
        'a v1 version costs no key exchange',
        'v1 of another network is not answered',
        'a key exchange that is refused',
      ],
      ...['a key exchange that is permitted later', 'decoys before the version packet, as responder'],
      ...['decoys before the version packet, as initiator'],
    ],
    runCase: runTransportCase,
  } satisfies PageRunner,
};

function runTransportCase(bookCase: BookCase): CaseResult {
  const caseRun = new CaseRun(bookCase, {
    diagrams: ['bytes', 'output', 'states', 'frames', 'faults', 'unsub'],
    settings: ['options', 'error'],
    plainLetters: true,
  });
  caseRun.requireRows('bytes', 'output', 'states', 'frames');
  return caseRun.run(() => {
    caseRun.recordStream('frames', caseRun.hot<unknown>('bytes').pipe(transportOf(caseRun)));
  });
}

function transportOf(caseRun: CaseRun): OperatorFunction<unknown, Frame> {
  const { initiator = false, onMalformed } = caseRun.options() as TransportOptions;
  const remote = new ScriptedRemote(initiator);
  const noteOutput = recordIn(caseRun, 'output');
  const noteFault = recordIn(caseRun, 'faults');
  const noteState = recordIn(caseRun, 'states');
  return (part$) =>
    part$.pipe(
      map((part) => bytesOfPart(part, remote)),
      decodeFrames({
        network,
        onMalformed,
        onFault: noteFault,
        onOutput: (bytes) => noteOutput(remote.partsOf(bytes)),
        createFraming: (wake) => watched(createFraming(caseRun, wake), noteState),
      }),
      // The payload is a view that is valid until next returns.
      map((frame) => ({ ...frame, payload: frame.payload.slice() })),
    );
}

function createFraming(caseRun: CaseRun, wake: () => void): Framing {
  const { detects = false, initiator = false, permitAtMs } = caseRun.options() as TransportOptions;
  const onKey = (permit: () => void): void => {
    const { scheduler } = caseRun;
    if (permitAtMs !== 'never') timer(permitAtMs! - scheduler.now(), scheduler).subscribe(permit);
  };
  const createV2 = (): Framing => framingOf(initiator, 1, permitAtMs === undefined ? {} : { onKey, onPermitted: wake });
  if (!detects) return createV2();
  const createV1 = (): Framing => new V1Framing(network, NETWORKS_BY_MAGIC);
  return new DetectingFraming({ format: network, magicNames: NETWORKS_BY_MAGIC, createV1, createV2 });
}

/** Notes the state at first, and after each call of `next` that has changed it. */
function watched(framing: Framing, noteState: (letter: string) => void): Framing {
  let state: FramingState | undefined;
  const note = (): void => {
    if (framing.state === state) return;
    state = framing.state;
    noteState(STATE_LETTERS[state]);
  };
  const next = framing.next.bind(framing);
  framing.next = () => {
    try {
      return next();
    } finally {
      note();
    }
  };
  note();
  return framing;
}
