import { startWith } from 'rxjs';
import { PeerTimeoutError } from '../../../lib/base/errors.js';
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
import { thrower } from './callbacks.js';
import { noteIn, operatorPage } from './operatorPage.js';

const network = bitcoin.regtest;

/** How each operator's page is played. */
export const operatorPages = {
  batch: operatorPage({
    input: 'source',
    output: 'batches',
    plainLetters: true,
    operator: (scene) => batch({ ...scene.options(), scheduler: scene.scheduler }),
  }),
  batchInventory: operatorPage({
    input: 'items',
    output: 'invs',
    diagrams: ['dropped'],
    operator(scene) {
      const { isKnown = '', ...options } = scene.options();
      const keys = Array.from(typeof isKnown === 'string' ? isKnown : '', (letter) =>
        inventoryKey(scene.letter(letter) as InventoryItem),
      );
      return batchInventory({
        ...options,
        isKnown: typeof isKnown === 'string' ? (item) => keys.includes(inventoryKey(item)) : thrower(isKnown),
        onDropped: noteIn(scene, 'dropped'),
        scheduler: scene.scheduler,
      });
    },
  }),
  deadline: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator(scene) {
      const { timeoutMs } = scene.options() as { timeoutMs: number };
      const error = () => new PeerTimeoutError('NEGOTIATION_TIMEOUT', 'too late', timeoutMs);
      return deadline({ timeoutMs, error, scheduler: scene.scheduler });
    },
  }),
  decodeFrames: operatorPage({
    input: 'bytes',
    output: 'frames',
    diagrams: ['faults'],
    operator: (scene) => decodeFrames({ network, ...scene.options(), onFault: noteIn(scene, 'faults') }),
  }),
  decodeMessages: operatorPage({
    input: 'bytes',
    output: 'messages',
    diagrams: ['faults'],
    operator(scene) {
      const { protocolVersion, ...options } = scene.options() as { protocolVersion?: number };
      return decodeMessages({
        network,
        ...options,
        protocolVersion: () => protocolVersion,
        onFault: noteIn(scene, 'faults'),
      });
    },
  }),
  distinctMru: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator(scene) {
      const { keyOf, ...options } = scene.options();
      return distinctMru<string>(keyOf === undefined ? options : { ...options, keyOf: letterKey(keyOf) });
    },
  }),
  encodeMessages: operatorPage({
    input: 'messages',
    output: 'bytes',
    operator: (scene) => encodeMessages({ network, ...scene.options() }),
  }),
  firstSeen: operatorPage({
    input: 'source',
    output: 'result',
    operator(scene) {
      const { keyOf, peerOf, ...options } = scene.options();
      return firstSeen<Sighting<string>, string>({
        ...options,
        keyOf: keyOf === undefined ? ({ key }) => key : thrower(keyOf),
        peerOf: peerOf === undefined ? undefined : thrower(peerOf),
        scheduler: scene.scheduler,
      });
    },
  }),
  idleTimeout: operatorPage({
    input: 'source',
    output: 'result',
    diagrams: ['paused'],
    plainLetters: true,
    operator(scene) {
      const paused$ = scene.has('paused') ? scene.hot<boolean>('paused').pipe(startWith(false)) : undefined;
      return idleTimeout({ ...scene.options(), paused$, scheduler: scene.scheduler });
    },
  }),
  latestByKey: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator(scene) {
      const { keyOf = 'lowerCase', ...options } = scene.options();
      return latestByKey<string, string>({ ...options, keyOf: letterKey(keyOf), scheduler: scene.scheduler });
    },
  }),
  ofCommand: operatorPage({
    input: 'messages',
    output: 'result',
    operator: (scene) => ofCommand(...(scene.options() as { commands: Command[] }).commands),
  }),
  propagation: operatorPage({
    input: 'sightings',
    output: 'result',
    diagrams: ['connected'],
    operator(scene) {
      const connected$ = scene.hot<string[]>('connected');
      return propagation<string>({ ...scene.options(), connected$, scheduler: scene.scheduler });
    },
  }),
  rates: operatorPage({
    input: 'traffic',
    output: 'rates',
    operator: (scene) => rates({ ...scene.options(), scheduler: scene.scheduler }),
  }),
  lastN: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator: (scene) => lastN<string>(scene.options()),
  }),
  sampleLatest: operatorPage({
    input: 'source',
    output: 'result',
    plainLetters: true,
    operator: (scene) => sampleLatest<string>({ ...scene.options(), scheduler: scene.scheduler }),
  }),
  sightings: operatorPage({
    input: 'messages',
    output: 'sightings',
    operator: () => sightings<string>(),
  }),
};

/** By `"lowerCase"` letters whose case alone differs have the same key. */
function letterKey(keyOf: unknown): (letter: string) => string {
  return keyOf === 'lowerCase' ? (letter) => letter.toLowerCase() : thrower(keyOf);
}
