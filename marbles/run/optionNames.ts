/**
 * The options of each page that the row `options` may have: those of the operator or conversation that can be written as JSON. A page that is
 * not listed has none.
 */
export const OPTION_NAMES: Readonly<Record<string, readonly string[]>> = {
  addrFlood: ['maxAddresses', 'windowMs'],
  announceInventory: ['trickleIntervalMs'],
  batch: ['maxSpanMs', 'maxItems'],
  batchInventory: ['trickleIntervalMs', 'maxItems', 'maxQueued', 'isKnown'],
  clockOffset: ['maxOffsetSeconds'],
  deadline: ['timeoutMs'],
  decodeFrames: ['onMalformed'],
  decodeMessages: ['onMalformed', 'protocolVersion'],
  deliverTransaction: ['requestTimeoutMs', 'pongTimeoutMs'],
  distinctMru: ['capacity', 'keyOf'],
  encodeMessages: ['protocolVersion', 'witness'],
  endWhenIdle: ['idleTimeoutMs'],
  expectReplies: ['stallTimeoutMs', 'endsPeer', 'requiredAnswers'],
  fallBackToV1: ['fails'],
  firstSeen: ['capacity', 'keyOf', 'peerOf'],
  handshake: [
    ...['acceptRemote', 'anonymous', 'features', 'minProtocolVersion', 'negotiationTimeoutMs', 'newestBlock'],
    ...['offerReconciliation', 'protocolVersion', 'relay', 'requiredServices', 'services', 'userAgent'],
  ],
  idleTimeout: ['idleTimeoutMs'],
  invWithoutData: ['maxHashes'],
  keepAlive: ['pingIntervalMs', 'pongTimeoutMs'],
  lastN: ['size'],
  latestByKey: ['keyOf', 'maxKeys', 'intervalMs'],
  ofCommand: ['commands'],
  peerAlerts: ['maxAddresses', 'windowMs'],
  pingRising: ['pings', 'factor'],
  propagation: ['maxItems', 'maxAgeMs', 'overdueAfterMs'],
  rates: ['windowMs', 'intervalMs'],
  sampleLatest: ['intervalMs'],
  silentPeer: ['intervalMs'],
  slowBlock: ['maxTo90Ms', 'overdueAfterMs', 'minSeen'],
  transportV2: ['initiator', 'detects', 'permitAtMs', 'onMalformed'],
};
