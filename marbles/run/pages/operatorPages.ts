import { catchError, pipe, startWith, throwError } from 'rxjs';
import {
  PeerTimeoutError,
  RemoteProtocolError,
  TransportError,
  type RemoteProtocolErrorCode,
  type TransportErrorCode,
} from '../../../lib/base/errors.js';
import { fallBackToV1 } from '../../../lib/connect/fallBackToV1.js';
import type { Command } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { batch } from '../../../lib/operators/batch.js';
import { batchInventory } from '../../../lib/operators/batchInventory.js';
import { deadline } from '../../../lib/operators/deadline.js';
import { decodeFrames } from '../../../lib/operators/decodeFrames.js';
import { decodeMessages } from '../../../lib/operators/decodeMessages.js';
import { distinctMru } from '../../../lib/operators/distinctMru.js';
import { encodeMessages } from '../../../lib/operators/encodeMessages.js';
import { firstSeen } from '../../../lib/monitor/firstSeen.js';
import { idleTimeout } from '../../../lib/operators/idleTimeout.js';
import { latestByKey } from '../../../lib/monitor/latestByKey.js';
import { ofCommand } from '../../../lib/operators/ofCommand.js';
import { propagation } from '../../../lib/monitor/propagation.js';
import { rates } from '../../../lib/monitor/rates.js';
import { lastN } from '../../../lib/monitor/lastN.js';
import { sampleLatest } from '../../../lib/monitor/sampleLatest.js';
import { sightings, type Sighting } from '../../../lib/monitor/sightings.js';
import { inventoryKey, type InventoryItem } from '../../../lib/messages/inventory.js';
import { alertPages } from './alertPages.js';
import { thrower } from '../thrower.js';
import { recordIn, operatorPage } from './operatorPage.js';

const network = bitcoin.regtest;

/** How each operator's page becomes a call of the operator. */
export const operatorPages = {
  ...alertPages,
  batch: operatorPage({
    input: 'source',
    output: 'batches',
    plainLetters: true,
    operator: (caseRun) => batch({ ...caseRun.options(), scheduler: caseRun.scheduler }),
  }),
  batchInventory: operatorPage({
    input: 'items',
    output: 'invs',
    diagrams: ['dropped'],
    operator(caseRun) {
      const { isKnown = '', ...options } = caseRun.options();
      const keys = Array.from(typeof isKnown === 'string' ? isKnown : '', (letter) =>
        inventoryKey(caseRun.valueOf(letter) as InventoryItem),
      );
      return batchInventory({
        ...options,
        isKnown: typeof isKnown === 'string' ? (item) => keys.includes(inventoryKey(item)) : thrower(isKnown),
        onDropped: recordIn(caseRun, 'dropped'),
        scheduler: caseRun.scheduler,
      });
    },
  }),
  deadline: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator(caseRun) {
      const { timeoutMs } = caseRun.options() as { timeoutMs: number };
      const error = () => new PeerTimeoutError('NEGOTIATION_TIMEOUT', 'too late', timeoutMs);
      return deadline({ timeoutMs, error, scheduler: caseRun.scheduler });
    },
  }),
  decodeFrames: operatorPage({
    input: 'bytes',
    output: 'frames',
    diagrams: ['faults'],
    operator: (caseRun) => decodeFrames({ network, ...caseRun.options(), onFault: recordIn(caseRun, 'faults') }),
  }),
  decodeMessages: operatorPage({
    input: 'bytes',
    output: 'messages',
    diagrams: ['faults'],
    operator(caseRun) {
      const { protocolVersion, ...options } = caseRun.options() as { protocolVersion?: number };
      return decodeMessages({
        network,
        ...options,
        protocolVersion: () => protocolVersion,
        onFault: recordIn(caseRun, 'faults'),
      });
    },
  }),
  distinctMru: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator(caseRun) {
      const { keyOf, ...options } = caseRun.options();
      return distinctMru<string>(keyOf === undefined ? options : { ...options, keyOf: letterKey(keyOf) });
    },
  }),
  encodeMessages: operatorPage({
    input: 'messages',
    output: 'bytes',
    operator: (caseRun) => encodeMessages({ network, ...caseRun.options() }),
  }),
  fallBackToV1: operatorPage({
    input: 'source',
    fallback: 'fallback',
    output: 'result',
    diagrams: ['reasons'],
    plainLetters: true,
    operator(caseRun, fallback$) {
      const noteReason = recordIn(caseRun, 'reasons');
      const { fails = '' } = caseRun.options() as { fails?: string };
      return pipe(
        catchError(() => throwError(() => peerErrorOf(fails, 'R'))),
        fallBackToV1<unknown>((reason) => {
          noteReason(reason);
          return fallback$.pipe(catchError(() => throwError(() => peerErrorOf(fails, 'R'))));
        }),
      );
    },
  }),
  firstSeen: operatorPage({
    input: 'source',
    output: 'result',
    operator(caseRun) {
      const { keyOf, peerOf, ...options } = caseRun.options();
      return firstSeen<Sighting<string>, string>({
        ...options,
        keyOf: keyOf === undefined ? ({ key }) => key : thrower(keyOf),
        peerOf: peerOf === undefined ? undefined : thrower(peerOf),
        scheduler: caseRun.scheduler,
      });
    },
  }),
  idleTimeout: operatorPage({
    input: 'source',
    output: 'result',
    diagrams: ['paused'],
    plainLetters: true,
    operator(caseRun) {
      const paused$ = caseRun.has('paused') ? caseRun.hot<boolean>('paused').pipe(startWith(false)) : undefined;
      return idleTimeout({ ...caseRun.options(), paused$, scheduler: caseRun.scheduler });
    },
  }),
  latestByKey: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator(caseRun) {
      const { keyOf = 'lowerCase', ...options } = caseRun.options();
      return latestByKey<string, string>({ ...options, keyOf: letterKey(keyOf), scheduler: caseRun.scheduler });
    },
  }),
  ofCommand: operatorPage({
    input: 'messages',
    output: 'result',
    operator: (caseRun) => ofCommand(...(caseRun.options() as { commands: Command[] }).commands),
  }),
  propagation: operatorPage({
    input: 'sightings',
    output: 'result',
    diagrams: ['connected'],
    operator(caseRun) {
      const connected$ = caseRun.hot<string[]>('connected');
      return propagation<string>({ ...caseRun.options(), connected$, scheduler: caseRun.scheduler });
    },
  }),
  rates: operatorPage({
    input: 'traffic',
    output: 'rates',
    operator: (caseRun) => rates({ ...caseRun.options(), scheduler: caseRun.scheduler }),
  }),
  lastN: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator: (caseRun) => lastN<string>(caseRun.options()),
  }),
  sampleLatest: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator: (caseRun) => sampleLatest<string>({ ...caseRun.options(), scheduler: caseRun.scheduler }),
  }),
  sightings: operatorPage({
    input: 'messages',
    output: 'sightings',
    operator: () => sightings<string>(),
  }),
};

/** The error with this class and code, such as `TransportError V2_REFUSED`. */
function peerErrorOf(classAndCode: string, message: string): Error {
  const [name, code] = classAndCode.split(' ');
  const isTransportError = name === 'TransportError';
  return isTransportError
    ? new TransportError(code as TransportErrorCode, message)
    : new RemoteProtocolError(code as RemoteProtocolErrorCode, message);
}

/** By `"lowerCase"` letters whose case alone differs have the same key. */
function letterKey(keyOf: unknown): (letter: string) => string {
  return keyOf === 'lowerCase' ? (letter) => letter.toLowerCase() : thrower(keyOf);
}
