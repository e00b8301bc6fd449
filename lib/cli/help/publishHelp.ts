import { NETWORKS, PROXY, HOSTS, NATS, STOPPING } from './sharedHelp.js';

/** `rxpeer publish --help` */
export const PUBLISH_HELP = `rxpeer publish [HOST[:PORT]...] --monitor NAME [options]

Connects to nodes as the dashboard does, and publishes every message and event to NATS. Run it on as many
machines as you like, each with a name of its own: rxpeer watch --nats, rxpeer dashboard --nats and
fromNats() of rxpeer/nats then show the peers of all of them. Without a HOST it discovers peers by DNS
seeds and gossip. ${HOSTS}

Options:
  --monitor NAME   the name of this vantage point, 1 to 100 characters; a second process with the same name
                   is refused
  --nats [URL]     the server, see below
  --network NAME   the network of the nodes; default bitcoin.mainnet, with --simulate bitcoin.regtest
  --no-fetch       do not request the blocks and transactions that nodes announce
  --simulate [N]   start N simulated nodes on 127.0.0.1 and connect to them, too; default 8, at most 1000
${PROXY}
  --listen PORT    accept peers on 127.0.0.1:PORT; 0 chooses a free port
  --commands LIST  publish only these commands, separated by commas, e.g. inv,tx,block;
                   "unknown" matches all commands that rxpeer does not know
  --no-payloads    publish which messages were sent and received, but not what they contain
  --per-command    also publish each message alone, on a subject with its command, for other programs;
                   takes several times as long
  --history SECONDS   let the server store what all monitors of the network publish for this time, in a
                   JetStream stream, for watch, dashboard and export --nats --since
  --format NAME    rxpeer (default), or peer-observer: the events of peer-observer on its subjects
  --metrics PORT   serve metrics for Prometheus at http://127.0.0.1:PORT/metrics; 0 chooses a free port
  --for SECONDS    stop after this time
  --json           print the state once a second as a line of JSON: at, monitor, network, server, peers,
                   isConnected, reconnects, publishedMessages, publishedBytes, droppedMessages,
                   droppedBytes, queuedBytes
  -h, --help       print this help

${NATS}

Prints on stderr what changes, at most one line per second. A slow or absent server never slows down a
node: at most 16 MiB wait for it, beyond that messages are dropped and counted. After a lost connection
to the server it connects again, for any number of attempts.

${NETWORKS}

Examples:
  rxpeer publish --simulate --monitor berlin              try it without a real node
  rxpeer publish 127.0.0.1 --nats nats://192.0.2.9 --monitor berlin
  rxpeer publish --monitor tokyo --commands inv,block --no-payloads
  NATS_PASSWORD=... rxpeer publish --nats tls://nats.example.org --nats-user me --monitor berlin

${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C, --for)
  1  NATS cannot be used, or another process publishes under this name
  2  wrong arguments
`;
