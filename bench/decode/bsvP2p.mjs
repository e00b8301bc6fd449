// bsv-p2p as it stands, with a stand-in for its socket: its own data handler gets the chunks.
import { EventEmitter } from 'node:events';
import net from 'node:net';
import bsvP2p from 'bsv-p2p';

const EVENTS = ['inv', 'getdata', 'notfound', 'headers', 'addr', 'tx_mempool', 'tx_block', 'block', 'ping', 'pong'];

export function reading() {
  return (chunks) => {
    const { peer, socket } = connectedPeer();
    let messages = 0;
    let blocks = 0;
    let failure;
    for (const event of EVENTS) peer.on(event, () => undefined);
    peer.on('message', () => (messages += 1));
    // A block that came in pieces is told by this event alone.
    peer.on('block', () => (blocks += 1));
    peer.on('error_message', ({ error }) => (failure = error));
    for (const chunk of chunks) socket.emit('data', Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    if (failure !== undefined) throw failure;
    return messages + blocks;
  };
}

function connectedPeer() {
  const socket = new StandIn();
  const { Socket } = net;
  net.Socket = function () {
    return socket;
  };
  const peer = new bsvP2p.default({ node: '127.0.0.1', ticker: 'BTC', validate: false, autoReconnect: false });
  // It is never answered: what is measured is the reading.
  peer.connect().catch(() => undefined);
  net.Socket = Socket;
  peer.connected = true;
  // Answering pings is not part of decoding.
  peer.sendMessage = () => undefined;
  return { peer, socket };
}

class StandIn extends EventEmitter {
  connect() {}
  write() {}
  end() {}
  destroy() {}
}
