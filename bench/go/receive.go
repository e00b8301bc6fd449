package main

import (
	"errors"
	"net"
	"time"

	"github.com/btcsuite/btcd/chaincfg"
	"github.com/btcsuite/btcd/peer"
	"github.com/btcsuite/btcd/wire"
)

const timeout = 5 * time.Minute

// receive lets btcd's peer read 2 * expected messages from a socket, and measures the second half.
func receive(port string, expected int) (figures, error) {
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
	remote, err := peer.NewOutboundPeer(&peer.Config{
		UserAgentName:    "bench",
		UserAgentVersion: "1",
		ChainParams:      &chaincfg.MainNetParams,
		TrickleInterval:  10 * time.Second,
		Listeners:        peer.MessageListeners{OnRead: count},
	}, address)
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
