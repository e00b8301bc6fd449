package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/btcsuite/btcd/v2transport"
	"github.com/btcsuite/btcd/wire/v2"
)

// session is one connection: the key exchange, version and verack, then pongs for pings.
type session struct {
	options
	connection net.Conn
	initiating bool
	number     int
	transport  *v2transport.Peer
	// sending: V2EncPacket must not run twice at once.
	sending sync.Mutex
}

// buffered: v2transport reads 3 bytes at a time.
type buffered struct {
	io.Reader
	io.Writer
}

func newSession(opts options, connection net.Conn, initiating bool, number int) *session {
	transport := v2transport.NewPeer()
	transport.UseReadWriter(buffered{bufio.NewReaderSize(connection, 1<<16), connection})
	return &session{options: opts, connection: connection, initiating: initiating, number: number, transport: transport}
}

// run ends with the connection.
func (s *session) run() {
	defer s.connection.Close()
	err := s.exchangeKeys()
	if err == nil {
		s.emit(event{Event: "session", SessionID: sessionID(s.transport)})
		err = s.converse()
	}
	s.emit(event{Event: "closed", Reason: err.Error()})
}

func (s *session) exchangeKeys() error {
	network := v2transport.BitcoinNet(s.network)
	begin := func() error { return s.transport.RespondV2Handshake(s.garbageBytes, network) }
	if s.initiating {
		begin = func() error { return s.transport.InitiateV2Handshake(s.garbageBytes) }
	}
	if err := begin(); err != nil {
		return err
	}
	return s.transport.CompleteHandshake(s.initiating, s.decoyLengths, network)
}

// sessionID reads a field that the package does not export: it derives the id and offers no way to ask for it.
func sessionID(transport *v2transport.Peer) string {
	return hex.EncodeToString(reflect.ValueOf(transport).Elem().FieldByName("sessionID").Bytes())
}

func (s *session) converse() error {
	if s.initiating {
		if err := s.send(s.version()); err != nil {
			return err
		}
	}
	var remote *wire.MsgVersion
	for {
		message, err := s.receive()
		if err != nil {
			return err
		}
		switch message := message.(type) {
		case *wire.MsgVersion:
			remote = message
			if !s.initiating {
				err = s.send(s.version())
			}
			if err == nil {
				err = s.send(wire.NewMsgVerAck())
			}
		case *wire.MsgVerAck:
			if remote == nil {
				return errors.New("verack before version")
			}
			newest.Store(s)
			s.emit(event{Event: "ready", UserAgent: remote.UserAgent, Version: remote.ProtocolVersion})
		case *wire.MsgPing:
			err = s.send(wire.NewMsgPong(message.Nonce))
		}
		if err != nil {
			return err
		}
	}
}

func (s *session) version() wire.Message {
	none := wire.NewNetAddressIPPort(net.IPv4zero, 0, 0)
	message := wire.NewMsgVersion(none, none, rand.Uint64(), 0)
	message.UserAgent = s.userAgent
	message.ProtocolVersion = int32(wire.AddrV2Version)
	message.Services = wire.SFNodeNetwork | wire.SFNodeWitness | wire.SFNodeP2PV2
	message.Timestamp = time.Now()
	return message
}

// receive returns nil for a message that package wire does not know.
func (s *session) receive() (wire.Message, error) {
	contents, err := s.transport.V2ReceivePacket(nil)
	if err != nil {
		return nil, err
	}
	message, _, err := wire.ReadV2MessageN(contents, wire.AddrV2Version, wire.WitnessEncoding)
	if errors.Is(err, wire.ErrUnknownMessage) {
		message, err = nil, nil
	}
	if err == nil {
		s.emit(received(contents, message))
	}
	return message, err
}

func received(contents []byte, message wire.Message) event {
	typeID, payload := contents[0], contents[1:]
	line := event{Event: "received", TypeID: &typeID}
	if typeID == 0 {
		line.Command = string(bytes.TrimRight(payload[:wire.CommandSize], "\x00"))
		payload = payload[wire.CommandSize:]
	} else if message != nil {
		line.Command = message.Command()
	}
	length := len(payload)
	hash := sha256.Sum256(payload)
	line.PayloadBytes, line.PayloadHash = &length, hex.EncodeToString(hash[:])
	switch message := message.(type) {
	case *wire.MsgPing:
		line.Nonce = strconv.FormatUint(message.Nonce, 10)
	case *wire.MsgPong:
		line.Nonce = strconv.FormatUint(message.Nonce, 10)
	}
	return line
}

func (s *session) send(message wire.Message) error {
	var contents bytes.Buffer
	if _, err := wire.WriteV2MessageN(&contents, message, wire.AddrV2Version, wire.WitnessEncoding); err != nil {
		return err
	}
	return s.sendPacket(contents.Bytes(), false)
}

func (s *session) sendPacket(contents []byte, isDecoy bool) error {
	s.sending.Lock()
	defer s.sending.Unlock()
	_, _, err := s.transport.V2EncPacket(contents, nil, isDecoy)
	return err
}

func (s *session) emit(line event) {
	line.Connection = s.number
	emit(line)
}
