package main

import (
	"errors"
	"net"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/peer"
	"github.com/btcsuite/btcd/wire/v2"
)

const timeout = 5 * time.Minute

func receiveV1(port string, expected int) (figures, error) { return receive(port, expected, false) }

// receiveV2: its remote is the program's own send.
func receiveV2(port string, expected int) (figures, error) { return receive(port, expected, true) }

// receive lets btcd's peer read 2 * expected messages from a socket, and measures the second half.
func receive(port string, expected int, isV2 bool) (figures, error) {
	seconds := make(chan float64, 1)
	var start float64
	messages := 0
	count := func(_ *peer.Peer, _ int, message wire.Message, _ error) {
		switch message.(type) {
		case *wire.MsgVersion, *wire.MsgVerAck:
			return
		}
		messages++
		if messages == expected {
			start = processorSeconds()
		} else if messages == 2*expected {
			seconds <- processorSeconds() - start
		}
	}
	address := "127.0.0.1:" + port
	config := peer.Config{
		UserAgentName:    "bench",
		UserAgentVersion: "1",
		ChainParams:      &chaincfg.MainNetParams,
		TrickleInterval:  10 * time.Second,
		Listeners:        peer.MessageListeners{OnRead: count},
		UsingV2Conn:      isV2,
	}
	if isV2 {
		// Without this service the peer ignores UsingV2Conn.
		config.Services = wire.SFNodeP2PV2
	}
	remote, err := peer.NewOutboundPeer(&config, address)
	if err != nil {
		return figures{}, err
	}
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return figures{}, err
	}
	remote.AssociateConnection(connection)
	select {
	case taken := <-seconds:
		return figures{Messages: expected, Seconds: []float64{taken}}, nil
	case <-time.After(timeout):
		return figures{}, errors.New("the stream did not end in time")
	}
}
