// bsv-p2p, unchanged, with a fake socket that passes the chunks to its data handler.
import { EventEmitter } from 'node:events';
import net from 'node:net';
import bsvP2p from 'bsv-p2p';

const EVENTS = ['inv', 'getdata', 'notfound', 'headers', 'addr', 'tx_mempool', 'tx_block', 'block', 'ping', 'pong'];

export function createDecode() {
  return (chunks) => {
    const { peer, socket } = connectedPeer();
    let messages = 0;
    let blocks = 0;
    let failure;
    for (const event of EVENTS) peer.on(event, () => undefined);
    peer.on('message', () => (messages += 1));
    // bsv-p2p emits only this event for a block that arrived in several chunks.
    peer.on('block', () => (blocks += 1));
    peer.on('error_message', ({ error }) => (failure = error));
    for (const chunk of chunks) socket.emit('data', Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    if (failure !== undefined) throw failure;
    return messages + blocks;
  };
}

function connectedPeer() {
  const socket = new FakeSocket();
  const { Socket } = net;
  net.Socket = function () {
    return socket;
  };
  const peer = new bsvP2p.default({ node: '127.0.0.1', ticker: 'BTC', validate: false, autoReconnect: false });
  // The handshake never completes: only decoding is measured.
  peer.connect().catch(() => undefined);
  net.Socket = Socket;
  peer.connected = true;
  // Answers to pings are not part of decoding.
  peer.sendMessage = () => undefined;
  return { peer, socket };
}

class FakeSocket extends EventEmitter {
  connect() {}
  write() {}
  end() {}
  destroy() {}
}
