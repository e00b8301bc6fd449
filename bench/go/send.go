package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/btcsuite/btcd/v2transport"
	"github.com/btcsuite/btcd/wire/v2"
)

// send is the remote of a measured peer: it listens, prints its port, accepts one connection by the v2 transport and sends its version and
// verack, then all messages of the file twice. It ignores everything that it receives, and exits when standard input is closed.
//
// All packets are encrypted before the first one is sent, so that the sender is not slower than its receiver.
func send(file string, chunkBytes int) error {
	stream, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	go func() {
		if err := serve(listener, stream, chunkBytes); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}()
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func serve(listener net.Listener, stream []byte, chunkBytes int) error {
	connection, err := listener.Accept()
	if err != nil {
		return err
	}
	transport := v2transport.NewPeer()
	transport.UseReadWriter(connection)
	network := v2transport.BitcoinNet(wire.MainNet)
	if err := transport.RespondV2Handshake(0, network); err != nil {
		return err
	}
	if err := transport.CompleteHandshake(false, nil, network); err != nil {
		return err
	}
	// The end of the connection fails the write below.
	go func() { _, _ = io.Copy(io.Discard, connection) }()
	packets, err := encryptAll(transport, stream)
	if err != nil {
		return err
	}
	for len(packets) > 0 {
		chunk := packets[:min(chunkBytes, len(packets))]
		// The receiver closes the connection when it has read enough.
		if _, err := connection.Write(chunk); err != nil {
			return nil
		}
		packets = packets[len(chunk):]
	}
	return nil
}

func encryptAll(transport *v2transport.Peer, stream []byte) ([]byte, error) {
	packets := bytes.NewBuffer(make([]byte, 0, 2*len(stream)+1<<20))
	transport.UseReadWriter(writeOnly{packets})
	for _, message := range []wire.Message{versionMessage(), wire.NewMsgVerAck()} {
		var contents bytes.Buffer
		if _, err := wire.WriteV2MessageN(&contents, message, wire.AddrV2Version, wire.WitnessEncoding); err != nil {
			return nil, err
		}
		if _, _, err := transport.V2EncPacket(contents.Bytes(), nil, false); err != nil {
			return nil, err
		}
	}
	for pass := 0; pass < 2; pass++ {
		for rest := stream; len(rest) > 0; {
			contents, frameBytes := contentsOf(rest)
			if _, _, err := transport.V2EncPacket(contents, nil, false); err != nil {
				return nil, err
			}
			rest = rest[frameBytes:]
		}
	}
	return packets.Bytes(), nil
}

// writeOnly: v2transport wants a reader as well.
type writeOnly struct{ io.Writer }

func (writeOnly) Read([]byte) (int, error) { return 0, io.EOF }

// contentsOf returns the contents of a packet for the first v1 frame of the stream, and the length of the frame.
func contentsOf(stream []byte) (contents []byte, frameBytes int) {
	frameBytes = wire.MessageHeaderSize + int(binary.LittleEndian.Uint32(stream[16:]))
	spelt := stream[4 : 4+wire.CommandSize]
	command := string(bytes.TrimRight(spelt, "\x00"))
	if id, known := typeIDs[command]; known {
		contents = append(contents, id)
	} else {
		contents = append(append(contents, 0), spelt...)
	}
	return append(contents, stream[wire.MessageHeaderSize:frameBytes]...), frameBytes
}

func versionMessage() wire.Message {
	none := wire.NewNetAddressIPPort(net.IPv4zero, 0, 0)
	message := wire.NewMsgVersion(none, none, 1, 1)
	message.UserAgent = "/bench/"
	message.ProtocolVersion = int32(wire.AddrV2Version)
	message.Services = wire.SFNodeNetwork | wire.SFNodeWitness | wire.SFNodeP2PV2
	return message
}

// typeIDs is the table of BIP324. Package wire has it without blocktxn, cmpctblock, getblocktxn and sendcmpct, and does not export it.
var typeIDs = func() map[string]byte {
	ids := make(map[string]byte)
	for i, command := range []string{
		"addr", "block", "blocktxn", "cmpctblock", "feefilter", "filteradd", "filterclear", "filterload", "getblocks", "getblocktxn",
		"getdata", "getheaders", "headers", "inv", "mempool", "merkleblock", "notfound", "ping", "pong", "sendcmpct", "tx", "getcfilters",
		"cfilter", "getcfheaders", "cfheaders", "getcfcheckpt", "cfcheckpt", "addrv2",
	} {
		ids[command] = byte(i + 1)
	}
	return ids
}()
