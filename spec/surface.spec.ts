import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as browser from '../lib/browser.js';
import * as capture from '../lib/capture.js';
import * as events from '../lib/events.js';
import * as core from '../lib/index.js';
import * as marbles from '../lib/marbles.js';
import * as nats from '../lib/nats.js';
import * as metrics from '../lib/metrics.js';
import * as node from '../lib/node.js';
import * as peerObserver from '../lib/peerObserver.js';
import * as parquet from '../lib/parquet.js';
import * as simulator from '../lib/simulator.js';
import * as wire from '../lib/wire.js';

const names = (entryPoint: object): string[] => Object.keys(entryPoint).sort();

/** The names of rxpeer/wire. rxpeer exports them too. */
const WIRE = [
  ...['FIRST_PREVIOUS_FILTER_HEADER', 'FrameDecoder', 'InventoryType', 'LocalProtocolError', 'NetworkId', 'PeerError'],
  ...[
    'PeerTimeoutError',
    'RejectCode',
    'RemoteProtocolError',
    'ServiceFlags',
    'TransportError',
    'VERSION',
    'parseAddress',
  ],
  ...[
    'compactFilterOfBlock',
    'bitcoin',
    'bitsOfTarget',
    'blockHash',
    'blockLocator',
    'bytesOfHash',
    'compactFilterVerify',
    'compactFilterVerifyHeaders',
    'checkMerkleRoot',
  ],
  ...[
    'checkWitnessCommitment',
    'claimIdOf',
    'claimOf',
    'compactBlockKey',
    'decodeFrame',
    'decodeMessage',
    'defineNetwork',
  ],
  ...[
    'encodeFrame',
    'encodeMessage',
    'compactFilterHash',
    'compactFilterHeader',
    'compactFilterHeaders',
    'fromHex',
    'hashOfBytes',
    'inventoryKey',
    'parseIp',
  ],
  ...[
    'isPeerError',
    'lbry',
    'matchShortIds',
    'matchedTransactions',
    'compactFilterMatchesAny',
    'meetsTarget',
    'merkleRootOf',
  ],
  ...['partialMerkleTree', 'proofOfWorkHash', 'shortIdOf', 'summary', 'targetOfBits', 'formatAddress', 'formatIp'],
  ...[
    'toAddressV2',
    'toHex',
    'toJson',
    'toTimedAddress',
    'txid',
    'vsizeOf',
    'weightOf',
    'withoutClaim',
    'witnessCommitmentOf',
  ],
  ...['witnessMerkleRootOf', 'workOf', 'wtxid', 'KNOWN_NETWORKS', 'escapeText', 'networkNamed'],
  ...['byteRangesOf', 'fieldAt', 'layoutOf'],
];

const CORE = [
  ...['connectOver', 'createFraming', 'fallBackToV1', 'memorySockets'],
  ...['MruSet', 'announceInventory', 'answerPings', 'batch', 'batchInventory', 'createIdentity', 'createPeer'],
  ...[
    'decodeFrames',
    'decodeMessages',
    'defaultConversations',
    'defineConversation',
    'deliverTransaction',
    'distinctMru',
    'encodeMessages',
    'endWhenIdle',
  ],
  ...['expectReplies', 'firstSeen', 'handshake', 'idleTimeout', 'keepAlive', 'latestByKey', 'memoryDuplexes'],
  ...['VIOLATIONS', 'definePolicy', 'noticeFeatures', 'ofCommand', 'offersRequired', 'preciseScheduler', 'propagation'],
  ...['rates', 'refuseBloom', 'refuseEmptyCompactBlocks', 'refuseLateHandshake'],
  ...['addrFlood', 'clockOffset', 'invWithoutData', 'peerAlerts', 'pingRising', 'silentPeer', 'slowBlock'],
  ...['lastN', 'loadTransportV2', 'sampleLatest', 'sightings', 'toAsyncIterable', 'trace', 'wallClockMs'],
];

describe('the exported names of', () => {
  it('rxpeer/wire', () => expect(names(wire)).toEqual([...WIRE].sort()));

  it('rxpeer: those of rxpeer/wire, operators, conversations and peers', () =>
    expect(names(core)).toEqual([...WIRE, ...CORE].sort()));

  it('rxpeer/node', () =>
    expect(names(node)).toEqual([
      'BroadcastError',
      'PoolError',
      'broadcast',
      'broadcastResult',
      'connect',
      'createPool',
      'dial',
      'dialTcp',
      'listen',
      'processMetrics',
      'readCaptureFile',
      'serveMetrics',
      'tcpDuplex',
      'writeCaptureFile',
    ]));

  it('rxpeer/browser', () => expect(names(browser)).toEqual(['webSocketDuplex']));

  it('rxpeer/simulator', () =>
    expect(names(simulator)).toEqual([
      'SimulatedChain',
      'growChain',
      'simulateNetwork',
      'simulateNode',
      'simulatedConversations',
    ]));

  it('rxpeer/marbles', () =>
    expect(names(marbles)).toEqual([
      ...['MarbleError', 'MarbleMismatch', 'VirtualTime', 'adversaries', 'countingRandom', 'protocolMarbles'],
      ...['virtualNetwork'],
    ]));

  it('rxpeer/capture', () =>
    expect(names(capture)).toEqual([
      ...['CaptureError', 'CaptureFrameDecoder', 'CoreEncoder', 'PcapEncoder', 'RawBytesDecryptor', 'RxcapDecoder'],
      ...['decodeRxcap'],
      ...['encodePcap', 'encodeRxcap', 'encodeRxcapHeader', 'encodeRxcapRecord', 'fromCoreMessages', 'fromPcap'],
      ...['record', 'replay'],
    ]));

  it('rxpeer/events', () =>
    expect(names(events)).toEqual(['SinkQueue', 'eventJson', 'exportEvents', 'serveEvents', 'writeToSink']));
  it('rxpeer/nats', () =>
    expect(names(nats)).toEqual([
      ...[
        'NatsError',
        'consumeHistory',
        'firstSeenByNats',
        'fromNats',
        'keepHistory',
        'monitorClocks',
        'parseSubjectToken',
        'publishTo',
        'subjectToken',
      ],
    ]));
  it('rxpeer/events', () =>
    expect(names(events)).toEqual(['SinkQueue', 'eventJson', 'exportEvents', 'serveEvents', 'writeToSink']));

  it('rxpeer/peer-observer', () =>
    expect(names(peerObserver)).toEqual([
      ...['isPeerObserverArchive', 'publishPeerObserver', 'readPeerObserverArchive'],
      ...['toPeerObserverEvents', 'writePeerObserverArchive'],
    ]));
  it('rxpeer/metrics', () =>
    expect(names(metrics)).toEqual(['createMetrics', 'formatMetrics', 'metricsHandler', 'metricsOf']));
  it('rxpeer/events', () =>
    expect(names(events)).toEqual(['SinkQueue', 'eventJson', 'exportEvents', 'serveEvents', 'writeToSink']));
  it('rxpeer/parquet', () => expect(names(parquet)).toEqual(['ParquetError', 'toParquet']));

  it('the version of the package', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(core.VERSION).toBe(manifest.version);
  });
});
