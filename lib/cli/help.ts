import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';

/** `rxpeer --help` */
export const HELP = `rxpeer: talks to Bitcoin and LBRY nodes

  rxpeer watch HOST[:PORT]...   print what nodes say, one line a message
  rxpeer watch --simulate       the same with a node of our own: nothing else is needed
  rxpeer watch --help           all that watch can do
  rxpeer --version
`;

/** `rxpeer watch --help` */
export const WATCH_HELP = `rxpeer watch HOST[:PORT]... [options]

Connects to one or several nodes and prints what they say, one line a message. An IPv6 host with a port stands in brackets:
[::1]:8333. What is announced is asked for, so that blocks and transactions are seen themselves.

  --network NAME   default bitcoin.mainnet, with --simulate bitcoin.regtest; the port's default is the network's
  --only LIST      print these commands alone, as in inv,tx; unknown stands for those that rxpeer does not know
  --sent           print what we say, too
  --json           one JSON object a line
  --no-fetch       do not ask for what is announced
  --count N        end after N lines
  --for SECONDS    end after this time
  --simulate       start a node of our own on 127.0.0.1 and watch it, too

networks: ${[...KNOWN_NETWORKS.keys()].join(', ')}

Ends with 0 when it was told to end (Ctrl-C, --count, --for, a closed pipe), with 1 when all connections have ended by themselves,
with 2 when it was called the wrong way. No colours where NO_COLOR is set, or where the output is no terminal.
`;
