import { NETWORKS, TARGETS, HOSTS, STOPPING } from './sharedHelp.js';

/** `rxpeer record --help` */
export const RECORD_HELP = `rxpeer record HOST[:PORT]... --out FILE [options]

Connects to nodes as watch does, and writes every byte of the connections, in both directions, to a
file, the handshake included. A recording can always be read, even if the program crashed while writing
it. Only its owner may read it (mode 600).
${HOSTS}

Options:
  -o, --out FILE   the file to write; it must not exist yet, unless it is a device or a named pipe
  --append         append to the existing file
  --overwrite      replace the existing file
  --format NAME    rxcap (default), or core: a folder with the files that Bitcoin Core writes with
                   -capturemessages
  --with-secrets   for v2 connections, also write the encrypted bytes and the secrets that
                   decrypt them, to study the transport; only with --format rxcap (see below)
${TARGETS}
  -h, --help       print this help

${NETWORKS}

A connection by transport v2 is encrypted, but the file is not: any reader of it can read the messages.
With --with-secrets it also holds the shared secret of each such connection. A reader of that secret can
read the connection in a capture of the network, too, and forge its packets while it is open.
Share such a file only with readers that may take part in the connection.

Examples:
  rxpeer record 127.0.0.1 -o session.rxcap                record a node until Ctrl-C
  rxpeer record --simulate -o demo.rxcap --for 10         record 10 seconds of a simulated node
  nohup rxpeer record 192.0.2.7 -o long.rxcap &           keep recording after you log out

${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C, --for)
  1  every connection ended, or the file cannot be written
  2  wrong arguments
`;
