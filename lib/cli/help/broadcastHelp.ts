import { NETWORKS, HOSTS } from './sharedHelp.js';

/** `rxpeer broadcast --help` */
export const BROADCAST_HELP = `rxpeer broadcast HEX|FILE|- [HOST[:PORT]...] [options]

Sends a transaction to nodes over separate connections that reveal nothing about you: each connection
announces this one transaction, sends it when it is requested, and is closed. Use --proxy, so that the
nodes do not see your IP address either; docs/broadcast.md in the repository describes what is hidden.
Prints the progress on stderr, and the outcome of each node and the result on stdout.

HEX is the transaction in hex digits, FILE contains the hex digits or the bytes, "-" is standard input.
Without a HOST it dials one node of each DNS seed, in random order. A node that fails is replaced by the
next one. ${HOSTS}

Options:
  --network NAME   the network of the nodes; default bitcoin.mainnet
  --proxy URL      connect through this SOCKS5 proxy, e.g. socks5://127.0.0.1:9050 for Tor
  --copies N       send it to N nodes; default 3, or all nodes if there are fewer
  --echo HOST[:PORT]
                   wait until this node announces the transaction: the network relays it. It must be
                   another node than those to which the transaction is sent; can be given more than
                   once. Connects to it as a normal peer, through the proxy if there is one
  --timeout SEC    give up after this time, in seconds; default 120
  -h, --help       print this help

${NETWORKS}

Examples:
  rxpeer broadcast tx.hex --proxy socks5://127.0.0.1:9050      by Tor, to nodes of the DNS seeds
  rxpeer broadcast - 192.0.2.7 192.0.2.8 --copies 2 < tx.hex   to two nodes
  rxpeer broadcast tx.hex 192.0.2.7 --echo 192.0.2.9           wait for the echo of another node

Exit codes:
  0  enough nodes have received the transaction, and with --echo, one of these nodes announced it
  1  too few nodes have received it, no echo in time, FILE cannot be read, or stopped before (Ctrl-C)
  2  wrong arguments, or not a transaction
`;
