import { openFilesLimit, runChild } from '../children.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const nodeOptions = ['--expose-gc'];
const WARM = 500;
/** Descriptors besides the sockets: standard streams, the listener, those of Node itself. */
const OTHER_FILES = 100;
const PING_INTERVAL_MS = 5000;
const HANDSHAKES = 6000;
/** Enough that the code of a handshake is compiled: after 500, compilation takes 25 % of the processor time of the next 3000; after 4000, some. */
const WARM_HANDSHAKES = 8000;
/** 10,000 connections on a machine with other load. */
const TIMEOUT_MS = 180_000;

/** Why this machine cannot hold `peers` connections; undefined if it can. Each end of a connection is a descriptor of another process. */
export function problemOfPeerCount(peers) {
  const needed = openFilesFor(peers);
  return openFilesLimit() < needed ? `ulimit -Hn is ${openFilesLimit()}, ${needed} needed` : undefined;
}

/** Memory per idle peer, in a fresh process with `peers` of them. */
export function idlePeers(peers, { checkout } = {}) {
  return runChild(CHILD, ['idle', peers, WARM, PING_INTERVAL_MS], optionsFor(peers, checkout));
}

/** Memory per connected socket without a peer, in a fresh process. */
export function bareSockets(sockets) {
  return runChild(CHILD, ['bare', sockets, WARM], optionsFor(sockets));
}

/** Handshakes per second of processor time and of wall-clock time, in a fresh process. */
export function handshakes({ checkout } = {}) {
  return runChild(
    CHILD,
    ['handshakes', HANDSHAKES, WARM_HANDSHAKES],
    optionsFor(HANDSHAKES + WARM_HANDSHAKES, checkout),
  );
}

function optionsFor(connections, checkout) {
  return { checkout, nodeOptions, openFiles: openFilesFor(connections), timeoutMs: TIMEOUT_MS };
}

function openFilesFor(connections) {
  return connections + WARM + OTHER_FILES;
}
