import { RECORDING, CAPTURE } from './sharedHelp.js';

/** `rxpeer marbles --help` */
export const MARBLES_HELP = `rxpeer marbles FILE [options]

Prints a marble test of one recorded connection, in TypeScript, for rxpeer/marbles, with a diagram of
the connection. In the test the remote sends what it sent in the recording, and the test expects what
an rxpeer peer answers. The test passes unchanged. At most 500 messages fit in a test.

${RECORDING}

Options:
${CAPTURE}; default: the first
  --only LIST      only these commands, separated by commas, e.g. inv,getdata,tx;
                   the handshake is always included
  --from SECONDS   leave out the messages before this time, except the handshake;
                   counted from the start of the connection
  --to SECONDS     leave out the messages after this time
  -h, --help       print this help

Examples:
  rxpeer marbles session.rxcap > session.spec.ts
  rxpeer marbles session.rxcap --only inv,getdata,tx --from 2 --to 5

Exit codes:
  0  the test was printed
  1  the recording cannot be read, no or too many messages are selected, or the output cannot be written
  2  wrong arguments
`;
