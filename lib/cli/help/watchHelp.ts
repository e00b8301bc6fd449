import { NETWORKS, TARGETS, HOSTS, PRINTED, MONITORS, NATS, COLOURS, METRICS, STOPPING } from './sharedHelp.js';

/** `rxpeer watch --help` */
export const WATCH_HELP = `rxpeer watch HOST[:PORT]... [options]
rxpeer watch --nats [URL] [options]

Connects to nodes and prints the messages that they send, one line per message. Requests the blocks
and transactions that nodes announce, so that they are printed, too.
${HOSTS}

Options:
${TARGETS}
${MONITORS}
${PRINTED}
${METRICS}
  -h, --help       print this help

${NATS}

${NETWORKS}

Examples:
  rxpeer watch 127.0.0.1                                  a Bitcoin node on this machine
  rxpeer watch 127.0.0.1 --network lbry.mainnet           an LBRY node on this machine
  rxpeer watch --simulate --only inv,tx,block             a simulated node, three commands only
  rxpeer watch HOST.onion --proxy socks5://127.0.0.1:9050 an onion service, through Tor
  rxpeer watch [2001:db8::1]:8333 --json | jq .command    the commands of a remote node
  rxpeer watch 192.0.2.7 --metrics 9333 > /dev/null       only the metrics, for Prometheus
  nohup rxpeer watch 192.0.2.7 --reconnect > log &        keep watching after you log out
  rxpeer watch --nats nats://192.0.2.9 --only block       the blocks that all monitors see

${COLOURS}
${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C, --count, --for), or the reader of the output closed it (as head does)
  1  every connection ended, NATS cannot be used, the output cannot be written, the metrics cannot be
     served, or lines were dropped because the output was not read fast enough (more than 16 MiB were
     buffered)
  2  wrong arguments
`;
