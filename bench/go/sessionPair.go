package main

import (
	"bytes"
	"io"
	"sync"

	"github.com/btcsuite/btcd/v2transport"
	"github.com/btcsuite/btcd/wire/v2"
)

// sessionPair completes a key exchange in memory, without garbage and decoys.
func sessionPair() (initiator, responder *v2transport.Peer, err error) {
	toResponder, toInitiator := newPipe(), newPipe()
	initiator, responder = v2transport.NewPeer(), v2transport.NewPeer()
	initiator.UseReadWriter(duplex{toInitiator, toResponder})
	responder.UseReadWriter(duplex{toResponder, toInitiator})
	network := v2transport.BitcoinNet(wire.MainNet)
	responded := make(chan error, 1)
	go func() {
		err := responder.RespondV2Handshake(0, network)
		if err == nil {
			err = responder.CompleteHandshake(false, nil, network)
		}
		responded <- err
	}()
	if err = initiator.InitiateV2Handshake(0); err == nil {
		err = initiator.CompleteHandshake(true, nil, network)
	}
	if err != nil {
		return nil, nil, err
	}
	return initiator, responder, <-responded
}

type duplex struct {
	io.Reader
	io.Writer
}

// pipe holds what was written until it is read. Both ends of a key exchange write before they read, so io.Pipe would block forever.
type pipe struct {
	lock    sync.Mutex
	written *sync.Cond
	bytes   bytes.Buffer
}

func newPipe() *pipe {
	p := &pipe{}
	p.written = sync.NewCond(&p.lock)
	return p
}

func (p *pipe) Write(data []byte) (int, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	defer p.written.Signal()
	return p.bytes.Write(data)
}

func (p *pipe) Read(data []byte) (int, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for p.bytes.Len() == 0 {
		p.written.Wait()
	}
	return p.bytes.Read(data)
}
