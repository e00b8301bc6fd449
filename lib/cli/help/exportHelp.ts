import { NATS, RECORDING, CAPTURE } from './sharedHelp.js';

/** `rxpeer export --help` */
export const EXPORT_HELP = `rxpeer export FILE --pcap OUT [options]
rxpeer export FILE --parquet OUT [options]
rxpeer export --nats [URL] --parquet OUT [options]

--pcap writes a recording as a pcap file that Wireshark, tshark and tcpdump read: one TCP connection for
each recorded one, with the recorded bytes and times. The packets are made, because a recording holds
none: IP packets without a link header, with right checksums. The recorded peer has the address
192.0.2.1 or 2001:db8::1, a remote without an IP address has one in 198.18.0.0/15.

--parquet writes what happened in it as tables for DuckDB, pandas, Spark and others: messages,
sightings, exchanges, connections. docs/parquet.md describes the columns. It needs the package
hyparquet-writer.

${RECORDING}

Options:
  --pcap OUT       the file to write; "-" is standard output. It must not exist yet, unless it is a device
                   or a named pipe. Only its owner may read it (mode 600)
  --parquet OUT    the folder to write: messages.parquet, sightings.parquet, exchanges.parquet and
                   connections.parquet. None of these files may exist yet. Only their owner may read them
  --table NAME     write only this table; then OUT is the file
  --payloads       store the payload of each message in the table messages
  --monitor NAME   the name in the column monitor; with --nats only these monitors, separated by commas
  --overwrite      replace existing files
  --nats [URL]     write what monitors publish, until the program is stopped, instead of a recording
  --since SECONDS  with --nats: begin with the history of the server since then (docs/nats.md)
  --for SECONDS    with --nats: stop after this time
${CAPTURE}
  -h, --help       print this help

${NATS}

Wireshark recognises the messages of Bitcoin's mainnet and regtest. For other networks name the port:
tshark -d tcp.port==9246,bitcoin shows the commands of LBRY.

Examples:
  rxpeer export session.rxcap --pcap session.pcap
  rxpeer export session.rxcap --pcap - | tshark -r - -Y bitcoin
  rxpeer export msgs_recv.dat --network bitcoin.mainnet --pcap received.pcap
  rxpeer export session.rxcap --parquet session.parquet
  duckdb -c "SELECT command, count(*) FROM 'session.parquet/messages.parquet' GROUP BY ALL"

Exit codes:
  0  the recording was written to its end
  1  the recording cannot be read to its end (what was before the error is written), it contains no
     connection (no file is written), a file cannot be written, or the program was stopped before the end
     (then --parquet writes no file)
  2  wrong arguments
`;
