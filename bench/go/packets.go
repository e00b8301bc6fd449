package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/btcsuite/btcd/v2transport"
)

// packetFigures has the same fields as those of the other programs that measure packets.
type packetFigures struct {
	// Kind is one of
	//   encrypt, decrypt: one packet by the functions that btcd's peer calls, V2EncPacket and V2ReceivePacket
	//   encryptByCiphers, decryptByCiphers: one packet by the ciphers that these call, without the buffers and log calls of these functions
	//   handshake: both ends of a key exchange
	Kind          string  `json:"kind"`
	ContentsBytes int     `json:"contentsBytes"`
	Operations    int     `json:"operations"`
	Seconds       float64 `json:"seconds"`
}

const (
	// Packets are encrypted and decrypted in batches of this size, so that reading the clock costs nothing.
	batchBytes      = 1 << 20
	maxBatchPackets = 2048
	lengthBytes     = 3
	// overheadBytes is the length, the header and the tag of a packet.
	overheadBytes = lengthBytes + 1 + 16
)

// codec encrypts the same contents again and again, and decrypts what was encrypted.
type codec struct {
	suffix  string
	encrypt func(contents []byte) (packet []byte, err error)
	// begin is called before a batch is decrypted, and not measured.
	begin   func(packets [][]byte)
	decrypt func(packet []byte) (contents []byte, err error)
}

// measurePackets prints one line for each size and kind, for about `limit` seconds of processor time each.
func measurePackets(limit float64) error {
	output := json.NewEncoder(os.Stdout)
	for _, contentsBytes := range []int{9, 100, 456, 64 << 10, 1 << 20} {
		for _, create := range []func() (codec, error){byPeers, byCiphers} {
			codec, err := create()
			if err != nil {
				return err
			}
			encrypted, decrypted, err := packetTimes(codec, contentsBytes, limit)
			if err != nil {
				return err
			}
			for _, measured := range []packetFigures{encrypted, decrypted} {
				if err := output.Encode(measured); err != nil {
					return err
				}
			}
		}
	}
	start, handshakes := processorSeconds(), 0
	for ; processorSeconds()-start < limit; handshakes++ {
		if _, _, err := sessionPair(); err != nil {
			return err
		}
	}
	return output.Encode(packetFigures{Kind: "handshake", Operations: handshakes, Seconds: processorSeconds() - start})
}

func packetTimes(codec codec, contentsBytes int, limit float64) (encrypted, decrypted packetFigures, err error) {
	encrypted = packetFigures{Kind: "encrypt" + codec.suffix, ContentsBytes: contentsBytes}
	decrypted = packetFigures{Kind: "decrypt" + codec.suffix, ContentsBytes: contentsBytes}
	contents := bytes.Repeat([]byte{7}, contentsBytes)
	packets := make([][]byte, max(1, min(batchBytes/(contentsBytes+overheadBytes), maxBatchPackets)))
	// The first batch only loads the caches.
	for isFirst := true; encrypted.Seconds < limit || decrypted.Seconds < limit; isFirst = false {
		start := processorSeconds()
		for i := range packets {
			if packets[i], err = codec.encrypt(contents); err != nil {
				return encrypted, decrypted, err
			}
		}
		encryptSeconds := processorSeconds() - start
		codec.begin(packets)
		start = processorSeconds()
		for _, packet := range packets {
			plaintext, err := codec.decrypt(packet)
			if err == nil && (len(plaintext) != contentsBytes || plaintext[contentsBytes-1] != 7) {
				err = fmt.Errorf("the packet has contents of %d bytes", len(plaintext))
			}
			if err != nil {
				return encrypted, decrypted, err
			}
		}
		decryptSeconds := processorSeconds() - start
		if isFirst {
			continue
		}
		encrypted.Seconds += encryptSeconds
		decrypted.Seconds += decryptSeconds
		encrypted.Operations += len(packets)
		decrypted.Operations += len(packets)
	}
	return encrypted, decrypted, nil
}

func byPeers() (codec, error) {
	sender, receiver, err := sessionPair()
	if err != nil {
		return codec{}, err
	}
	sender.UseReadWriter(writeOnly{io.Discard})
	return codec{
		encrypt: func(contents []byte) ([]byte, error) {
			packet, _, err := sender.V2EncPacket(contents, nil, false)
			return packet, err
		},
		begin: func(packets [][]byte) {
			receiver.UseReadWriter(readOnly{bytes.NewReader(bytes.Join(packets, nil))})
		},
		decrypt: func([]byte) ([]byte, error) { return receiver.V2ReceivePacket(nil) },
	}, nil
}

func byCiphers() (codec, error) {
	sendLength, sendContents, err := ciphers()
	if err != nil {
		return codec{}, err
	}
	receiveLength, receiveContents, err := ciphers()
	var plaintext []byte
	return codec{
		suffix: "ByCiphers",
		encrypt: func(contents []byte) ([]byte, error) {
			plaintext = append(append(plaintext[:0], 0), contents...)
			sealed, err := sendContents.Encrypt(nil, plaintext)
			if err != nil {
				return nil, err
			}
			var contentsBytes [4]byte
			binary.LittleEndian.PutUint32(contentsBytes[:], uint32(len(contents)))
			length, err := sendLength.Crypt(contentsBytes[:lengthBytes])
			return append(length, sealed...), err
		},
		begin: func([][]byte) {},
		decrypt: func(packet []byte) ([]byte, error) {
			if _, err := receiveLength.Crypt(packet[:lengthBytes]); err != nil {
				return nil, err
			}
			opened, err := receiveContents.Decrypt(nil, packet[lengthBytes:])
			if err != nil {
				return nil, err
			}
			return opened[1:], nil
		},
	}, err
}

func ciphers() (*v2transport.FSChaCha20, *v2transport.FSChaCha20Poly1305, error) {
	length, err := v2transport.NewFSChaCha20(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		return nil, nil, err
	}
	contents, err := v2transport.NewFSChaCha20Poly1305(bytes.Repeat([]byte{2}, 32))
	return length, contents, err
}

// readOnly: v2transport wants a writer as well.
type readOnly struct{ io.Reader }

func (readOnly) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
