package main

import (
	"encoding/json"
	"os"
	"sync"
)

// event is a line of output.
//
//	listening: Port
//	session:   SessionID, after the key exchange and the version packets
//	ready:     UserAgent and Version of the remote, after both veracks
//	received:  each message, those of the handshake included
//	closed:    Reason
type event struct {
	Event string `json:"event"`
	// Connection counts from 1.
	Connection int `json:"connection,omitempty"`
	Port       int `json:"port,omitempty"`
	// SessionID is in hex, in the byte order of Bitcoin Core's getpeerinfo.
	SessionID string `json:"sessionId,omitempty"`
	UserAgent string `json:"userAgent,omitempty"`
	Version   int32  `json:"version,omitempty"`
	Command   string `json:"command,omitempty"`
	// TypeID is the first byte of the contents: 0 if the command is spelt out in the next 12.
	TypeID *byte `json:"typeId,omitempty"`
	// PayloadBytes excludes the type.
	PayloadBytes *int `json:"payloadBytes,omitempty"`
	// PayloadHash is the SHA-256 of the payload in hex.
	PayloadHash string `json:"payloadHash,omitempty"`
	// Nonce is that of a ping or pong, in decimal digits.
	Nonce  string `json:"nonce,omitempty"`
	Reason string `json:"reason,omitempty"`
}

var (
	output  = json.NewEncoder(os.Stdout)
	printed sync.Mutex
)

func emit(line event) {
	printed.Lock()
	defer printed.Unlock()
	// An error means that the reader is gone; then standard input is closed, too.
	_ = output.Encode(line)
}
