import { NETWORKS, STOPPING } from './sharedHelp.js';

/** `rxpeer simulate --help` */
export const SIMULATE_HELP = `rxpeer simulate [options]

Runs a network of simulated nodes on 127.0.0.1 and prints the address of each, one HOST:PORT per line,
until it is stopped. All nodes serve the same generated chain; each announces new blocks and
transactions after its own delay. Among eight nodes are a miner, a slow node, a silent one, one that
closes connections, and one that violates the protocol: it then listens on another port, which is
printed, too.

Options:
  --nodes N        the number of nodes, 1 to 1000; default 8
  --seed N         the same seed makes the same chain and nodes; default 1
  --network NAME   the network of blocks and messages; default bitcoin.regtest
  --visitors N     this number of the nodes does not listen, but dials the address of --visit
  --visit HOST[:PORT]
                   the address that the visitors dial
  --block-interval SECONDS
                   the time between blocks; default 15
  --transaction-interval SECONDS
                   the time between transactions; default 1.5
  --truth FILE     write one line of JSON for each new block and transaction: kind, hash (for a transaction
                   the txid, and wtxid), height of a block, node (the address of the miner, which has it
                   first) and atMs (when, in milliseconds since 1970)
  --overwrite      replace an existing FILE
  --json           print one JSON object per line: address and role
  -h, --help       print this help

${NETWORKS}

Examples:
  rxpeer simulate --nodes 50 > addresses &                run 50 nodes
  rxpeer simulate --nodes 50 --seed 7 --truth truth.jsonl

${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C)
  1  a node cannot listen, or the output or FILE cannot be written
  2  wrong arguments
`;
